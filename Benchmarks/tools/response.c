#define _GNU_SOURCE
#include "response.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void response_begin(struct response *response) {
    response->reading = HEAD;
    response->status = 0;
    response->head.length = 0;
}

static void head_read(struct response *response) {
    buffer_add(&response->head, "", 1);
    const char *head = response->head.bytes, *length = strcasestr(head, "\r\ncontent-length:");
    sscanf(head, "HTTP/1.1 %d", &response->status);
    if (strcasestr(head, "\r\ntransfer-encoding: chunked")) response->reading = CHUNK_SIZE;
    else if (length) response->reading = (response->left = strtoul(length + 17, NULL, 10)) ? SIZED : DONE;
    else response->reading = response->status == 204 ? DONE : UNTIL_CLOSE;
    response->head.length = 0;
}

static void size_read(struct response *response) {
    buffer_add(&response->head, "", 1);
    response->left = strtoul(response->head.bytes, NULL, 16);
    response->reading = response->left ? CHUNK : TRAILER;
    response->head.length = 0;
}

static bool head_ends(const struct buffer *head) {
    return head->length >= 4 && !memcmp(head->bytes + head->length - 4, "\r\n\r\n", 4);
}

// Bytes of a line go one by one; there are few of them beside the body's.
static void line_byte(struct response *response, char byte) {
    buffer_add(&response->head, &byte, 1);
    if (response->reading == HEAD && head_ends(&response->head)) return head_read(response);
    if (byte != '\n') return;
    switch (response->reading) {
    case CHUNK_SIZE: return size_read(response);
    case CHUNK_END: response->reading = CHUNK_SIZE; break;
    case TRAILER:
        if (response->head.length <= 2) response->reading = DONE;
        break;
    default: return;
    }
    response->head.length = 0;
}

void response_read(struct response *response, const char *bytes, size_t length,
                   void (*body)(void *owner, const char *bytes, size_t length), void *owner) {
    while (length && response->reading != DONE) {
        size_t taken = 1;
        if (response->reading == SIZED || response->reading == CHUNK) {
            taken = length < response->left ? length : response->left;
            response->left -= taken;
            if (!response->left) response->reading = response->reading == SIZED ? DONE : CHUNK_END;
            body(owner, bytes, taken);
        } else if (response->reading == UNTIL_CLOSE) {
            body(owner, bytes, taken = length);
        } else {
            line_byte(response, *bytes);
        }
        bytes += taken;
        length -= taken;
    }
}
