#define _GNU_SOURCE
#include "answer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS = 8192, LONGEST_INTERVAL_MS = 8000, LARGEST_TOKEN = 1 << 20 };

static void put_chunk(struct buffer *out, const char *event, size_t length) {
    buffer_print(out, "%zx\r\n", length);
    buffer_add(out, event, length);
    buffer_add(out, "\r\n", 2);
}

static void put_event(const struct answer *answer, struct buffer *out, const char *rest) {
    struct buffer event = {0};
    buffer_add(&event, answer->opening.bytes, answer->opening.length);
    buffer_add(&event, rest, strlen(rest));
    put_chunk(out, event.bytes, event.length);
    buffer_free(&event);
}

bool answer_read(struct answer *answer, const char *model) {
    *answer = (struct answer){.interval_ms = 1, .write_bytes = 16384};
    answer->floods = sscanf(model, "flood:%d@%d", &answer->count, &answer->write_bytes) >= 1;
    if (!answer->floods && sscanf(model, "pace:%d@%d", &answer->count, &answer->interval_ms) != 2) return false;
    const char *star = strchr(model, '*');
    if (star) answer->token_bytes = atoi(star + 1);
    return answer->count > 0 && answer->token_bytes <= LARGEST_TOKEN && answer->interval_ms > 0 &&
           answer->interval_ms <= LONGEST_INTERVAL_MS;
}

void answer_open(struct answer *answer, struct buffer *out, const char *model) {
    buffer_print(&answer->opening,
                 "data: {\"id\":\"chatcmpl-bench\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,"
                 "\"model\":\"%s\",\"choices\":[", model);
    put_event(answer, out,
              "{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}]}\n\n");
}

// `17@83123456789 `: the sequence number, the time of sending in nanoseconds, and dots up to the size asked for.
static size_t write_token(const struct answer *answer, char *out) {
    char *end = put_number(out, answer->next);
    *end++ = '@';
    end = put_number(end, now_ns());
    while (end - out < answer->token_bytes - 1) *end++ = '.';
    *end++ = ' ';
    return end - out;
}

void answer_token(struct answer *answer, struct buffer *out) {
    static const char delta[] = "{\"index\":0,\"delta\":{\"content\":\"", tail[] = "\"},\"finish_reason\":null}]}\n\n\r\n";
    static char text[LARGEST_TOKEN + 64];
    size_t text_length = write_token(answer, text);
    size_t length = answer->opening.length + sizeof delta - 1 + text_length + sizeof tail - 3;
    char *start = buffer_reserve(out, length + 32), *end = start;
    end += sprintf(end, "%zx\r\n", length);
    end = mempcpy(end, answer->opening.bytes, answer->opening.length);
    end = mempcpy(end, delta, sizeof delta - 1);
    end = mempcpy(end, text, text_length);
    end = mempcpy(end, tail, sizeof tail - 1);
    out->length += end - start;
    record_text(answer->record, text, text_length);
    answer->next++;
}

void answer_close(struct answer *answer, struct buffer *out) {
    char usage[128];
    put_event(answer, out, "{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n");
    snprintf(usage, sizeof usage,
             "],\"usage\":{\"prompt_tokens\":8,\"completion_tokens\":%d,\"total_tokens\":%d}}\n\n",
             answer->next, answer->next + 8);
    if (answer->wants_usage) put_event(answer, out, usage);
    put_chunk(out, "data: [DONE]\n\n", 14);
    buffer_add(out, "0\r\n\r\n", 5);
}

bool answer_is_over(const struct answer *answer) { return answer->next >= answer->count; }

static struct answer *wheel[SLOTS];
static int64_t last_tick;
static unsigned paced_so_far, pacing;
int64_t pace_most_behind_ns;

static void wheel_add(struct answer *answer) {
    struct answer **slot = &wheel[answer->due_ms % SLOTS];
    answer->before = NULL;
    answer->after = *slot;
    if (*slot) (*slot)->before = answer;
    *slot = answer;
}

static void wheel_remove(struct answer *answer) {
    if (answer->after) answer->after->before = answer->before;
    if (answer->before) answer->before->after = answer->after;
    else wheel[answer->due_ms % SLOTS] = answer->after;
}

// Stream k's place within the interval is k with its bits turned round: 0, 1/2, 1/4, 3/4, 1/8 …: spread evenly however many come.
static int place_in_interval(unsigned k, int interval) {
    unsigned reversed = 0;
    for (int bit = 0; bit < 32; bit++) reversed |= (k >> bit & 1u) << (31 - bit);
    return (int)((uint64_t)reversed * interval >> 32);
}

// The first token is sent at once; the second comes at the stream's own place, half an interval to one and a half later.
void pace_begin(struct answer *answer) {
    int interval = answer->interval_ms;
    if (!pacing++) last_tick = now_ns() / 1000000, paced_so_far = 0;
    int64_t earliest = now_ns() / 1000000 + (interval + 1) / 2, place = place_in_interval(paced_so_far++, interval);
    int64_t wait = (place - earliest % interval + interval) % interval;
    answer->due_ms = earliest + wait;
    if (answer->due_ms <= last_tick) answer->due_ms = last_tick + 1;
    wheel_add(answer);
}

void pace_end(struct answer *answer) {
    wheel_remove(answer);
    pacing--;
}

bool pace_is_idle(void) { return pacing == 0; }

// A token that falls due while the machine is busy is sent late, never dropped, and the schedule stays as it was.
void pace_run(void (*due)(struct answer *)) {
    int64_t now = now_ns(), tick = now / 1000000;
    while (last_tick < tick) {
        struct answer *answer;
        last_tick++;
        while ((answer = wheel[last_tick % SLOTS])) {
            wheel_remove(answer);
            if (now - last_tick * 1000000 > pace_most_behind_ns) pace_most_behind_ns = now - last_tick * 1000000;
            answer->due_ms = last_tick + answer->interval_ms;
            wheel_add(answer);
            due(answer);
        }
    }
}
