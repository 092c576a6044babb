// What the upstream remembers of each stream: how much it sent, its hash, when it began and ended, and (when asked) the text itself.
#pragma once
#include "common.h"

enum outcome { RUNNING, COMPLETE, CLOSED_BY_CLIENT };

struct record {
    char tag[48];
    enum outcome outcome;
    bool keeps_text;
    int tokens;
    size_t bytes;
    uint64_t hash;
    int64_t started, ended;
    struct buffer text;
};

struct record *record_begin(const char *request, size_t length);
void record_text(struct record *record, const char *text, size_t length);
void record_end(struct record *record, enum outcome outcome);

void records_list(struct buffer *out, const char *prefix);
const struct buffer *records_text(const char *tag);
void records_clear(void);
