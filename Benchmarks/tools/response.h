// An HTTP/1.1 response, read as its bytes come.
#pragma once
#include "common.h"

struct response {
    enum { HEAD, SIZED, CHUNK_SIZE, CHUNK, CHUNK_END, TRAILER, UNTIL_CLOSE, DONE } reading;
    int status;
    size_t left;
    struct buffer head;  // header lines, and later each chunk's size line
};

void response_begin(struct response *response);
void response_read(struct response *response, const char *bytes, size_t length,
                   void (*body)(void *owner, const char *bytes, size_t length), void *owner);
