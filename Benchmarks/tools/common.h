// What the upstream and the load client share: bytes, clock, hash and sockets.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buffer {
    char *bytes;
    size_t length, capacity;
};

char *buffer_reserve(struct buffer *buffer, size_t extra);
void buffer_add(struct buffer *buffer, const void *bytes, size_t length);
void buffer_print(struct buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buffer_drop(struct buffer *buffer, size_t from_front);
void buffer_free(struct buffer *buffer);

// CLOCK_MONOTONIC, the one clock that all processes of a machine share.
int64_t now_ns(void);

// FNV-1a, 64 bits: both ends hash the text they sent or got, and the two numbers must be equal.
#define HASH_START 14695981039346656037ULL
static inline uint64_t hash_byte(uint64_t hash, char byte) {
    return (hash ^ (unsigned char)byte) * 1099511628211ULL;
}
uint64_t hash_bytes(uint64_t hash, const char *bytes, size_t length);

char *put_number(char *out, uint64_t number);

int listen_on(int port);
int connect_to(int port);
void watch(int epoll, int operation, int fd, uint32_t events, void *owner);
_Noreturn void fail(const char *what);
