// One stream of the load client, from its conversation to its last token.
#pragma once
#include "json.h"
#include "response.h"
#include "tally.h"

enum mode { OPENAI, POST_STREAM, LIVE, WATCH };

struct settings {
    enum mode mode;
    int port, streams, ramp_ms, limit_s, for_s;
    const char *model, *tag, *conversation, *bearer;
    bool keeps;
};

struct stream {
    int fd;
    enum { IDLE, CREATING, READY, SENDING, STREAMING, OVER } step;
    bool complete, given_up;
    char tag[48], conversation[48], message[48], event[16];
    struct response response;
    struct buffer line, body;
    struct tally tally;
    int64_t asked_at, ended_at;
    int pieces;
};

extern struct settings settings;
extern int client_epoll;
extern char first_error[512];
extern int64_t received_at;  // when the bytes now being read came

void stream_prepare(struct stream *stream, int number);
void stream_ask(struct stream *stream);
void stream_readable(struct stream *stream);
void stream_end(struct stream *stream, bool complete);
bool stream_is_free(const struct stream *stream);
