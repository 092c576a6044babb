// Counts the tokens of one stream by the sequence numbers in its text, and how late each one is by the times in it.
#pragma once
#include "common.h"

struct tally {
    int expected;                     // the sequence number that must come next
    int lost, repeated, malformed;
    int contradictions;               // the whole text, told again, was not what had been told in pieces; or an offset was wrong
    size_t bytes;
    uint64_t hash;
    int64_t first_at, slowest_ns;
    enum { SEQUENCE, TIME, FILL, SKIP } reading;
    int64_t sequence, sent_at;
};

void tally_begin(struct tally *tally);
void tally_text(struct tally *tally, const char *text, size_t length, int64_t received_at);
void tally_whole(struct tally *tally, const char *text, size_t length, int64_t received_at);
void tally_end(struct tally *tally);

// Durations in nanoseconds, each kept to within 1.6 %.
struct histogram {
    uint64_t counts[64 * 64], total;
    int64_t largest;
    double sum;
};

extern struct histogram token_latency;
void histogram_add(struct histogram *histogram, int64_t ns);
double histogram_us(const struct histogram *histogram, double share);
