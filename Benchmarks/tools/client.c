// The load client: opens streams, reads them, counts. One process, one epoll loop.
//   client mode=openai|post|live|watch port=P model=M tag=T streams=N [ramp_ms=1000] [limit_s=60] [for_s=8] [keep=1]
//          [conversation=ID]
// Without for_s each stream is asked for once, evenly over ramp_ms; with it each of the N begins a new one when the last is over, for so long.
// Watching asks for nothing: all N read the next answer in that conversation, for which another has to ask.
// It prints "ready" when all conversations exist, or are watched, waits for a line on its input, then prints one line of JSON
// and one line a stream:
//   tag conversation tokens bytes hash complete
// An API token comes in BENCH_TOKEN, since arguments can be read by all.
#define _GNU_SOURCE
#include "stream.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>

enum { PREPARED_AT_ONCE = 16 };
static const int64_t LATE_NS = 250 * 1000000LL;

static struct stream *streams;
static int streams_begun;
static struct histogram first_token;
static struct buffer lines;
static struct { long streams, complete, late, tokens, lost, repeated, malformed, contradictions, pieces; } sums;

static void count_in(struct stream *stream) {
    const struct tally *tally = &stream->tally;
    sums.streams++;
    sums.complete += stream->complete;
    sums.late += tally->slowest_ns > LATE_NS;
    sums.tokens += tally->expected - tally->lost;
    sums.lost += tally->lost;
    sums.repeated += tally->repeated;
    sums.malformed += tally->malformed;
    sums.contradictions += tally->contradictions;
    sums.pieces += stream->pieces;
    if (tally->first_at) histogram_add(&first_token, tally->first_at - stream->asked_at);
    buffer_print(&lines, "%s %s %d %zu %016llx %d\n", stream->tag, *stream->conversation ? stream->conversation : "-",
                 tally->expected - tally->lost, tally->bytes, (unsigned long long)tally->hash, stream->complete);
}

static void poll_streams(int timeout_ms) {
    struct epoll_event events[256];
    int ready = epoll_wait(client_epoll, events, 256, timeout_ms);
    for (int i = 0; i < ready; i++) {
        struct stream *stream = events[i].data.ptr;
        if (stream->fd) stream_readable(stream);
    }
}

static int count_at(int step) {
    int count = 0;
    for (int i = 0; i < settings.streams; i++) count += (int)streams[i].step == step;
    return count;
}

// Before the run only watchers stream, and one is prepared once its first event tells it how the conversation stands.
static int count_preparing(void) {
    int count = count_at(CREATING);
    for (int i = 0; i < settings.streams; i++) count += streams[i].step == STREAMING && !*streams[i].event;
    return count;
}

static void prepare_all(void) {
    int64_t limit = now_ns() + settings.limit_s * 1000000000LL;
    int preparing;
    while ((preparing = count_preparing()) + count_at(IDLE) && now_ns() < limit) {
        while (preparing < PREPARED_AT_ONCE && streams_begun < settings.streams) {
            struct stream *stream = &streams[streams_begun];
            stream_prepare(stream, streams_begun++);
            preparing += stream->step != READY;
        }
        if (preparing) poll_streams(100);
    }
}

static int until(int64_t moment) {
    int64_t left = (moment - now_ns() + 999999) / 1000000;
    return left < 0 ? 0 : left > 1000 ? 1000 : (int)left;
}

static void run_once(int64_t start, int64_t limit) {
    int asked = 0;
    int64_t step = settings.ramp_ms * 1000000LL / settings.streams;
    while (now_ns() < limit && count_at(OVER) < settings.streams) {
        for (; asked < settings.streams && start + asked * step <= now_ns(); asked++)
            if (streams[asked].step == READY) stream_ask(&streams[asked]);
        // Looking for ended streams costs a pass over all, so many events are taken between two looks.
        for (int64_t look = now_ns() + 5000000; now_ns() < look;)
            poll_streams(until(asked < settings.streams && start + asked * step < look ? start + asked * step : look));
    }
    for (int i = 0; i < settings.streams; i++) count_in(&streams[i]);
}

// One that failed is not tried again: a server that refuses is not to be counted a thousand times.
static void begin_again(struct stream *stream, bool may_begin) {
    if (stream_is_free(stream)) {
        count_in(stream);
        stream->given_up = !stream->complete;
        stream->step = IDLE;
    }
    if (stream->step == IDLE && may_begin && !stream->given_up) stream_prepare(stream, streams_begun++);
    if (stream->step == READY) stream_ask(stream);
}

static void run_for(int64_t start, int64_t limit) {
    int64_t last_begin = start + settings.for_s * 1000000000LL;
    while (now_ns() < limit) {
        bool may_begin = now_ns() < last_begin;
        for (int i = 0; i < settings.streams; i++) begin_again(&streams[i], may_begin);
        if (count_at(IDLE) == settings.streams) return;  // the time is up, or all have given up
        poll_streams(100);
    }
    for (int i = 0; i < settings.streams; i++)
        if (streams[i].step != IDLE) count_in(&streams[i]);
}

static void report(int64_t started) {
    struct rusage own;
    getrusage(RUSAGE_SELF, &own);
    double cpu = own.ru_utime.tv_sec + own.ru_stime.tv_sec + (own.ru_utime.tv_usec + own.ru_stime.tv_usec) / 1e6;
    double elapsed = (now_ns() - started) / 1e9;
    printf("{\"streams\":%ld,\"complete\":%ld,\"late\":%ld,\"tokens\":%ld,\"lost\":%ld,\"repeated\":%ld,"
           "\"malformed\":%ld,\"contradictions\":%ld,\"pieces\":%ld,\"seconds\":%.3f,\"client_cpu_s\":%.3f,",
           sums.streams, sums.complete, sums.late, sums.tokens, sums.lost, sums.repeated, sums.malformed,
           sums.contradictions, sums.pieces, elapsed, cpu);
    const struct histogram *l = &token_latency, *f = &first_token;
    printf("\"latency_us\":{\"p50\":%.1f,\"p90\":%.1f,\"p99\":%.1f,\"p999\":%.1f,\"max\":%.1f,\"mean\":%.1f},",
           histogram_us(l, .5), histogram_us(l, .9), histogram_us(l, .99), histogram_us(l, .999), l->largest / 1e3,
           l->total ? l->sum / l->total / 1e3 : 0);
    printf("\"first_us\":{\"p50\":%.1f,\"p99\":%.1f},\"error\":\"", histogram_us(f, .5), histogram_us(f, .99));
    for (char *c = first_error; *c; c++) putchar(*c == '"' || *c == '\\' || *c < ' ' ? '\'' : *c);
    printf("\"}\n%.*s", (int)lines.length, lines.bytes ? lines.bytes : "");
}

static void setting(const char *name, const char *value) {
    if (!strcmp(name, "mode"))
        settings.mode = !strcmp(value, "post")    ? POST_STREAM
                        : !strcmp(value, "live")  ? LIVE
                        : !strcmp(value, "watch") ? WATCH
                                                  : OPENAI;
    else if (!strcmp(name, "port")) settings.port = atoi(value);
    else if (!strcmp(name, "streams")) settings.streams = atoi(value);
    else if (!strcmp(name, "ramp_ms")) settings.ramp_ms = atoi(value);
    else if (!strcmp(name, "limit_s")) settings.limit_s = atoi(value);
    else if (!strcmp(name, "for_s")) settings.for_s = atoi(value);
    else if (!strcmp(name, "keep")) settings.keeps = atoi(value);
    else if (!strcmp(name, "model")) settings.model = value;
    else if (!strcmp(name, "tag")) settings.tag = value;
    else if (!strcmp(name, "conversation")) settings.conversation = value;
    else fprintf(stderr, "client: no setting %s\n", name), exit(2);
}

int main(int count, char **arguments) {
    settings = (struct settings){.streams = 1, .ramp_ms = 1000, .limit_s = 60, .model = "pace:20@50", .tag = "t"};
    for (int i = 1; i < count; i++) {
        char *value = strchr(arguments[i], '=');
        if (!value) return fprintf(stderr, "client: name=value, not %s\n", arguments[i]), 2;
        *value = 0;
        setting(arguments[i], value + 1);
    }
    settings.bearer = getenv("BENCH_TOKEN");
    signal(SIGPIPE, SIG_IGN);
    client_epoll = epoll_create1(EPOLL_CLOEXEC);
    streams = calloc(settings.streams, sizeof *streams);
    if (!settings.for_s) prepare_all();
    puts("ready");
    fflush(stdout);
    if (getchar() == EOF) return 1;
    int64_t start = now_ns(), limit = start + settings.limit_s * 1000000000LL;
    if (settings.for_s) run_for(start, limit);
    else run_once(start, limit);
    report(start);
    return 0;
}
