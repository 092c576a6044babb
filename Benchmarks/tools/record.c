#define _GNU_SOURCE
#include "record.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static struct record **records;
static size_t count, capacity;

// The last tag counts: earlier ones belong to earlier turns of the same conversation.
static const char *last_tag(const char *request, size_t length, const char *name) {
    const char *found = NULL, *end = request + length, *at = request;
    size_t name_length = strlen(name);
    while ((at = memmem(at, end - at, name, name_length))) found = at += name_length;
    return found;
}

// The person's message says `tag=NAME`, or `keep=NAME` where the text itself is to be kept for comparing.
struct record *record_begin(const char *request, size_t length) {
    struct record *record = calloc(1, sizeof *record);
    if (!record) fail("memory");
    const char *kept = last_tag(request, length, "keep="), *tag = kept ? kept : last_tag(request, length, "tag=");
    record->keeps_text = kept != NULL;
    for (size_t i = 0; tag && tag < request + length && i < sizeof record->tag - 1; i++, tag++) {
        if (!isalnum((unsigned char)*tag) && *tag != '-') break;
        record->tag[i] = *tag;
    }
    record->hash = HASH_START;
    record->started = now_ns();
    if (count == capacity) records = realloc(records, (capacity = capacity ? capacity * 2 : 1024) * sizeof *records);
    return records[count++] = record;
}

void record_text(struct record *record, const char *text, size_t length) {
    record->tokens++;
    record->bytes += length;
    record->hash = hash_bytes(record->hash, text, length);
    if (record->keeps_text) buffer_add(&record->text, text, length);
}

void record_end(struct record *record, enum outcome outcome) {
    record->outcome = outcome;
    record->ended = now_ns();
}

void records_list(struct buffer *out, const char *prefix) {
    static const char *names[] = {"running", "complete", "closed"};
    for (size_t i = 0; i < count; i++) {
        const struct record *r = records[i];
        if (strncmp(r->tag, prefix, strlen(prefix))) continue;
        buffer_print(out, "%s %d %zu %016llx %s %lld %lld\n", r->tag, r->tokens, r->bytes, (unsigned long long)r->hash,
                     names[r->outcome], (long long)r->started, (long long)r->ended);
    }
}

const struct buffer *records_text(const char *tag) {
    for (size_t i = count; i-- > 0;)
        if (!strcmp(records[i]->tag, tag)) return &records[i]->text;
    return NULL;
}

// Running streams still point at theirs, so only ended ones go.
void records_clear(void) {
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (records[i]->outcome == RUNNING) {
            records[kept++] = records[i];
            continue;
        }
        buffer_free(&records[i]->text);
        free(records[i]);
    }
    count = kept;
}
