// An OpenAI-compatible upstream that costs little: `upstream PORT`, loopback only, one process, one epoll loop.
// Besides /v1/models and /v1/chat/completions it answers
//   GET /_streams?prefix=P   a line for each stream: tag tokens bytes hash outcome started_ns ended_ns
//   GET /_text?tag=T         the text it sent (only where the message said keep=T)
//   GET /_stats · POST /_reset
#define _GNU_SOURCE
#include "answer.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>
#include <netinet/in.h>
#include <netinet/tcp.h>

struct connection {
    int fd;
    bool answering, closes, waits_to_write;
    struct buffer in, out;
    struct answer answer;
    struct connection *next_dead;
};

static int epoll, timer, listener;
static struct connection *dead;
static long blocked, active;

static void timer_set(bool on) {
    struct itimerspec every = {0};
    if (on) every.it_value.tv_nsec = every.it_interval.tv_nsec = 1000000;
    timerfd_settime(timer, 0, &every, NULL);
}

static void answer_ended(struct connection *c, enum outcome outcome) {
    if (!c->answering) return;
    if (!c->answer.floods) pace_end(&c->answer);
    record_end(c->answer.record, outcome);
    buffer_free(&c->answer.opening);
    c->answering = false;
    active--;
}

// Freed only after this round of epoll: a later event of the round may still name it.
static void hang_up(struct connection *c) {
    if (c->fd < 0) return;
    answer_ended(c, CLOSED_BY_CLIENT);
    close(c->fd);
    c->fd = -1;
    c->next_dead = dead;
    dead = c;
}

static void bury(void) {
    while (dead) {
        struct connection *c = dead;
        dead = c->next_dead;
        buffer_free(&c->in);
        buffer_free(&c->out);
        free(c);
    }
}

static void wait_to_write(struct connection *c, bool wait) {
    if (wait == c->waits_to_write) return;
    c->waits_to_write = wait;
    watch(epoll, EPOLL_CTL_MOD, c->fd, EPOLLIN | (wait ? EPOLLOUT : 0), c);
}

static void flush(struct connection *c) {
    if (c->out.length) {
        ssize_t sent = send(c->fd, c->out.bytes, c->out.length, MSG_NOSIGNAL);
        if (sent < 0 && errno != EAGAIN) return hang_up(c);
        if (sent > 0) buffer_drop(&c->out, sent);
        if (c->out.length) blocked++;
    }
    if (!c->out.length && c->closes && !c->answering) return hang_up(c);
    wait_to_write(c, c->out.length || (c->answering && c->answer.floods));
}

static void finish(struct connection *c) {
    answer_close(&c->answer, &c->out);
    answer_ended(c, COMPLETE);
}

static void token_due(struct answer *answer) {
    struct connection *c = answer->owner;
    answer_token(answer, &c->out);
    if (answer_is_over(answer)) finish(c);
    flush(c);
    if (pace_is_idle()) timer_set(false);
}

static void flood(struct connection *c) {
    while (c->out.length < (size_t)c->answer.write_bytes && !answer_is_over(&c->answer)) answer_token(&c->answer, &c->out);
    if (answer_is_over(&c->answer)) finish(c);
}

static void reply(struct connection *c, const char *status, const char *type, const char *body, size_t length) {
    buffer_print(&c->out, "HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\n%s\r\n", status, type, length,
                 c->closes ? "Connection: close\r\n" : "");
    buffer_add(&c->out, body, length);
}

static void reply_json(struct connection *c, const char *status, const char *body) {
    reply(c, status, "application/json", body, strlen(body));
}

// The value of a top-level string in a request's JSON; inside the messages the quotes are escaped, so the plain name is unique.
static void string_value(const char *body, const char *name, char *out, size_t size) {
    const char *at = strstr(body, name);
    *out = 0;
    if (!at || !(at = strchr(at + strlen(name), '"'))) return;
    for (at++; *at && *at != '"' && size > 1; at++)
        if (*at != '\\') *out++ = *at, size--;
    *out = 0;
}

static bool says(const char *body, const char *name) {
    const char *at = strstr(body, name);
    return at && !strncmp(at + strlen(name) + strspn(at + strlen(name), ": "), "true", 4);
}

static void complete(struct connection *c, const char *body, size_t length) {
    char model[128];
    string_value(body, "\"model\"", model, sizeof model);
    if (!says(body, "\"stream\"") || !answer_read(&c->answer, model))
        return reply_json(c, "400 Bad Request", "{\"error\":{\"message\":\"only streams of pace:N@MS or flood:N\","
                                                "\"type\":\"invalid_request_error\",\"param\":null,\"code\":null}}");
    c->answer.wants_usage = says(body, "\"include_usage\"");
    c->answer.owner = c;
    c->answer.record = record_begin(body, length);
    c->answering = true;
    active++;
    buffer_print(&c->out, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\n"
                          "Transfer-Encoding: chunked\r\n%s\r\n", c->closes ? "Connection: close\r\n" : "");
    answer_open(&c->answer, &c->out, model);
    if (c->answer.floods) return flood(c);
    if (pace_is_idle()) timer_set(true);
    pace_begin(&c->answer);
    answer_token(&c->answer, &c->out);
    if (answer_is_over(&c->answer)) finish(c);
}

static void control(struct connection *c, const char *method, const char *path, const char *value) {
    struct buffer body = {0};
    if (!strcmp(path, "/_streams")) {
        records_list(&body, value);
    } else if (!strcmp(path, "/_text")) {
        const struct buffer *text = records_text(value);
        if (text) buffer_add(&body, text->bytes, text->length);
    } else {
        if (!strcmp(path, "/_reset") && !strcmp(method, "POST")) records_clear(), pace_most_behind_ns = 0, blocked = 0;
        buffer_print(&body, "{\"active\":%ld,\"blocked\":%ld,\"most_behind_us\":%lld}", active, blocked,
                     (long long)pace_most_behind_ns / 1000);
    }
    reply(c, "200 OK", "text/plain", body.bytes ? body.bytes : "", body.length);
    buffer_free(&body);
}

static void route(struct connection *c, const char *head, const char *body, size_t length) {
    char method[8] = "", path[256] = "";
    sscanf(head, "%7s %255s", method, path);
    char *query = strchr(path, '?'), *value = query ? strchr(query, '=') : NULL;
    if (query) *query = 0;
    if (!strcmp(path, "/v1/chat/completions")) return complete(c, body, length);
    if (path[1] == '_') return control(c, method, path, value ? value + 1 : "");
    if (!strcmp(path, "/v1/models"))
        return reply_json(c, "200 OK", "{\"object\":\"list\",\"data\":[{\"id\":\"pace:100@50\",\"object\":\"model\","
                                       "\"created\":1700000000,\"owned_by\":\"bench\",\"max_model_len\":131072}]}");
    reply_json(c, "404 Not Found", "{\"error\":{\"message\":\"not found\",\"type\":\"invalid_request_error\"}}");
}

// Takes one whole request off the input, if there is one.
static bool take_request(struct connection *c) {
    *buffer_reserve(&c->in, 1) = 0;
    char *end = c->in.length ? strstr(c->in.bytes, "\r\n\r\n") : NULL;
    if (!end) return false;
    *end = 0;
    const char *length_header = strcasestr(c->in.bytes, "\r\ncontent-length:");
    size_t length = length_header ? strtoul(length_header + 17, NULL, 10) : 0, total = end + 4 - c->in.bytes + length;
    if (c->in.length < total) {
        if (strcasestr(c->in.bytes, "\r\nexpect:")) send(c->fd, "HTTP/1.1 100 Continue\r\n\r\n", 25, MSG_NOSIGNAL);
        *end = '\r';
        return false;
    }
    struct buffer body = {0};
    buffer_add(&body, end + 4, length);
    buffer_add(&body, "", 1);
    c->closes = strcasestr(c->in.bytes, "\r\nconnection: close") != NULL;
    route(c, c->in.bytes, body.bytes, length);
    buffer_free(&body);
    buffer_drop(&c->in, total);
    return true;
}

static void readable(struct connection *c) {
    ssize_t got = recv(c->fd, buffer_reserve(&c->in, 65536), 65536, 0);
    if (got == 0 || (got < 0 && errno != EAGAIN)) return hang_up(c);
    if (got > 0) c->in.length += got;
    while (c->fd >= 0 && !c->answering && take_request(c)) flush(c);
}

static void writable(struct connection *c) {
    if (c->answering && c->answer.floods) flood(c);
    flush(c);
    while (c->fd >= 0 && !c->answering && take_request(c)) flush(c);
}

static void welcome(void) {
    for (int fd, yes = 1; (fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0;) {
        struct connection *c = calloc(1, sizeof *c);
        if (!c) fail("memory");
        c->fd = fd;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        watch(epoll, EPOLL_CTL_ADD, fd, EPOLLIN, c);
    }
}

static void serve(struct epoll_event *event) {
    struct connection *c = event->data.ptr;
    uint64_t ticks;
    if (event->data.ptr == &listener) return welcome();
    if (event->data.ptr == &timer) {
        if (read(timer, &ticks, sizeof ticks) > 0) pace_run(token_due);
        return;
    }
    if (c->fd >= 0 && event->events & (EPOLLIN | EPOLLHUP | EPOLLERR)) readable(c);
    if (c->fd >= 0 && event->events & EPOLLOUT) writable(c);
}

int main(int count, char **arguments) {
    if (count != 2) return fprintf(stderr, "upstream PORT\n"), 2;
    signal(SIGPIPE, SIG_IGN);
    epoll = epoll_create1(EPOLL_CLOEXEC);
    timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    listener = listen_on(atoi(arguments[1]));
    watch(epoll, EPOLL_CTL_ADD, timer, EPOLLIN, &timer);
    watch(epoll, EPOLL_CTL_ADD, listener, EPOLLIN, &listener);
    for (struct epoll_event events[256];;) {
        int ready = epoll_wait(epoll, events, 256, -1);
        for (int i = 0; i < ready; i++) serve(&events[i]);
        bury();
    }
}
