// One streamed answer in OpenAI's chunk shape. The model's name says what it is:
//   pace:N@MS          N tokens, MS milliseconds apart        pace:N@MS*BYTES   the same, each token padded to BYTES
//   flood:N            N tokens as fast as they are taken     flood:N*BYTES     the same, padded
//   flood:N@1          the same, each token in a write of its own; without it, some 16 KiB a write
#pragma once
#include "common.h"
#include "record.h"

struct answer {
    bool floods, wants_usage;
    int count, interval_ms, token_bytes;
    int write_bytes;     // a flooding answer hands the kernel so many bytes at a time, then lets the others go on
    int next;            // sequence number of the next token
    int64_t due_ms;      // when it is due, on the clock of now_ns
    struct answer *before, *after;  // neighbours on the pacing wheel
    struct buffer opening;          // each chunk's JSON up to the text
    struct record *record;
    void *owner;
};

bool answer_read(struct answer *answer, const char *model);
void answer_open(struct answer *answer, struct buffer *out, const char *model);
void answer_token(struct answer *answer, struct buffer *out);
void answer_close(struct answer *answer, struct buffer *out);
bool answer_is_over(const struct answer *answer);

// The pacing wheel: one slot a millisecond. Waking more often would cost more than it tells.
extern int64_t pace_most_behind_ns;
void pace_begin(struct answer *answer);
void pace_end(struct answer *answer);
bool pace_is_idle(void);
void pace_run(void (*due)(struct answer *));
