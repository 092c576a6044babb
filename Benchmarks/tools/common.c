#define _GNU_SOURCE
#include "common.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>

char *buffer_reserve(struct buffer *buffer, size_t extra) {
    size_t needed = buffer->length + extra;
    if (needed > buffer->capacity) {
        size_t capacity = buffer->capacity ? buffer->capacity : 256;
        while (capacity < needed) capacity *= 2;
        buffer->bytes = realloc(buffer->bytes, capacity);
        if (!buffer->bytes) fail("memory");
        buffer->capacity = capacity;
    }
    return buffer->bytes + buffer->length;
}

void buffer_add(struct buffer *buffer, const void *bytes, size_t length) {
    if (!length) return;  // memcpy must not be given a null pointer, even for nothing
    memcpy(buffer_reserve(buffer, length), bytes, length);
    buffer->length += length;
}

void buffer_print(struct buffer *buffer, const char *format, ...) {
    char text[4096];
    va_list values;
    va_start(values, format);
    int length = vsnprintf(text, sizeof text, format, values);
    va_end(values);
    if (length >= (int)sizeof text) length = sizeof text - 1;
    buffer_add(buffer, text, length);
}

void buffer_drop(struct buffer *buffer, size_t from_front) {
    buffer->length -= from_front;
    if (buffer->length) memmove(buffer->bytes, buffer->bytes + from_front, buffer->length);
}

void buffer_free(struct buffer *buffer) {
    free(buffer->bytes);
    *buffer = (struct buffer){0};
}

int64_t now_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

uint64_t hash_bytes(uint64_t hash, const char *bytes, size_t length) {
    for (size_t i = 0; i < length; i++) hash = hash_byte(hash, bytes[i]);
    return hash;
}

// printf would cost more than the rest of a token.
char *put_number(char *out, uint64_t number) {
    char digits[20];
    int count = 0;
    do digits[count++] = '0' + number % 10;
    while (number /= 10);
    while (count) *out++ = digits[--count];
    return out;
}

static struct sockaddr_in loopback(int port) {
    return (struct sockaddr_in){
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

int listen_on(int port) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), yes = 1;
    struct sockaddr_in address = loopback(port);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(fd, (void *)&address, sizeof address) || listen(fd, 4096)) fail("listen");
    return fd;
}

int connect_to(int port) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), yes = 1;
    struct sockaddr_in address = loopback(port);
    if (fd < 0) fail("socket");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (connect(fd, (void *)&address, sizeof address)) fail("connect");
    fcntl(fd, F_SETFL, O_NONBLOCK);
    return fd;
}

void watch(int epoll, int operation, int fd, uint32_t events, void *owner) {
    struct epoll_event event = {.events = events, .data.ptr = owner};
    if (epoll_ctl(epoll, operation, fd, &event)) fail("epoll_ctl");
}

void fail(const char *what) {
    perror(what);
    exit(1);
}
