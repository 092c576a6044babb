#define _GNU_SOURCE
#include "stream.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

struct settings settings;
int client_epoll;
char first_error[512];
int64_t received_at;

static bool reads_events(void) { return settings.mode == LIVE || settings.mode == WATCH; }

static void went_wrong(struct stream *stream, const char *what, struct text detail) {
    if (!*first_error)
        snprintf(first_error, sizeof first_error, "%s: %d %.*s", what, stream->response.status,
                 detail.length > 300 ? 300 : (int)detail.length, detail.at);
    stream_end(stream, false);
}

static void hang_up(struct stream *stream) {
    if (stream->fd > 0) close(stream->fd);
    stream->fd = 0;
}

void stream_end(struct stream *stream, bool complete) {
    if (stream->step == OVER) return;
    tally_end(&stream->tally);
    stream->complete = complete;
    stream->ended_at = now_ns();
    stream->step = OVER;
    if (reads_events() || !complete) hang_up(stream);
}

// A connection can be used again only when the answer's very last bytes have been read too.
bool stream_is_free(const struct stream *stream) {
    return stream->step == OVER && (!stream->fd || stream->response.reading == DONE);
}

static void dial(struct stream *stream) {
    stream->fd = connect_to(settings.port);
    watch(client_epoll, EPOLL_CTL_ADD, stream->fd, EPOLLIN, stream);
}

// Requests are far smaller than a socket's buffer, so one call takes them whole.
static void request(struct stream *stream, const char *method, const char *path, const char *accept, const char *json) {
    struct buffer out = {0};
    if (!stream->fd) dial(stream);
    buffer_print(&out, "%s %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAccept: %s\r\nContent-Type: application/json\r\n",
                 method, path, settings.port, accept);
    if (settings.bearer) buffer_print(&out, "Authorization: Bearer %s\r\n", settings.bearer);
    if (json) buffer_print(&out, "Content-Length: %zu\r\n\r\n%s", strlen(json), json);
    else buffer_print(&out, "\r\n");
    response_begin(&stream->response);
    stream->body.length = stream->line.length = 0;
    ssize_t sent = send(stream->fd, out.bytes, out.length, MSG_NOSIGNAL);
    if (sent != (ssize_t)out.length) went_wrong(stream, path, text_of(strerror(errno)));
    buffer_free(&out);
}

static void open_events(struct stream *stream) {
    char path[128];
    snprintf(path, sizeof path, "/api/events?conversation=%s", stream->conversation);
    stream->step = STREAMING;
    request(stream, "GET", path, "text/event-stream", NULL);
}

static void watch_conversation(struct stream *stream) {
    stream->asked_at = now_ns();
    open_events(stream);
}

void stream_prepare(struct stream *stream, int number) {
    char json[256];
    tally_begin(&stream->tally);
    stream->complete = false;
    stream->pieces = 0;
    *stream->message = *stream->event = 0;
    snprintf(stream->tag, sizeof stream->tag, "%s-%d", settings.tag, number);
    if (!stream->fd) dial(stream);
    stream->step = READY;
    if (settings.mode == OPENAI) return;
    if (settings.conversation) text_copy(text_of(settings.conversation), stream->conversation, 48);
    if (settings.mode == WATCH) return watch_conversation(stream);
    if (settings.conversation) return;
    stream->step = CREATING;
    snprintf(json, sizeof json, "{\"model\":\"%s\"}", settings.model);
    request(stream, "POST", "/api/conversations", "application/json", json);
}

void stream_ask(struct stream *stream) {
    char json[512], path[128], words[80];
    snprintf(words, sizeof words, "%s=%s", settings.keeps ? "keep" : "tag", stream->tag);
    stream->asked_at = now_ns();
    if (settings.mode == OPENAI) {
        snprintf(json, sizeof json, "{\"model\":\"%s\",\"stream\":true,\"stream_options\":{\"include_usage\":true},"
                 "\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}", settings.model, words);
        stream->step = STREAMING;
        return request(stream, "POST", "/v1/chat/completions", "text/event-stream", json);
    }
    snprintf(path, sizeof path, "/api/conversations/%s/messages", stream->conversation);
    snprintf(json, sizeof json, "{\"content\":\"%s\"}", words);
    stream->step = settings.mode == LIVE ? SENDING : STREAMING;
    request(stream, "POST", path, settings.mode == LIVE ? "application/json" : "text/event-stream", json);
}

static void take_text(struct stream *stream, struct text text) {
    if (!text.length) return;
    stream->pieces++;
    tally_text(&stream->tally, text.at, text.length, received_at);
}

// The upstream's own shape; its text holds no quote, so it ends at the next one.
static void chunk_event(struct stream *stream, struct text data) {
    static const char mark[] = "\"content\":\"";
    const char *at = memmem(data.at, data.length, mark, sizeof mark - 1), *end = data.at + data.length;
    if (!at) return;
    at += sizeof mark - 1;
    const char *quote = memchr(at, '"', end - at);
    if (quote) take_text(stream, (struct text){at, quote - at});
}

static void post_event(struct stream *stream, struct text data) {
    struct text error = json_member(data, "error"), done = json_member(data, "done");
    if (error.length) return went_wrong(stream, "error event", error);
    take_text(stream, json_member(data, "content"));
    if (!done.length) return;
    struct text whole = json_member(json_member(done, "message"), "content");
    tally_whole(&stream->tally, whole.at, whole.length, received_at);
}

static void live_message(struct stream *stream, struct text message) {
    struct text id = json_member(message, "id"), status = json_member(message, "status");
    struct text whole = json_member(message, "content");
    // A watcher did not ask for the answer, so it is the first one that it sees being written.
    if (settings.mode == WATCH && !*stream->message && text_is(status, "streaming"))
        text_copy(id, stream->message, sizeof stream->message);
    if (!text_is(id, stream->message)) return;
    tally_whole(&stream->tally, whole.at, whole.length, received_at);
    if (text_is(status, "streaming")) return;
    if (text_is(status, "complete")) return stream_end(stream, true);
    went_wrong(stream, "message ended", message);
}

static void live_delta(struct stream *stream, struct text data) {
    struct text content = json_member(data, "content"), offset = json_member(data, "offset");
    if (!content.length || !text_is(json_member(data, "message_id"), stream->message)) return;
    size_t at = 0;
    for (size_t i = 0; i < offset.length; i++) at = at * 10 + offset.at[i] - '0';
    if (at != stream->tally.bytes) stream->tally.contradictions++;
    take_text(stream, content);
}

static void live_event(struct stream *stream, struct text data) {
    struct text messages, message;
    if (!strcmp(stream->event, "delta")) return live_delta(stream, data);
    if (!strcmp(stream->event, "message")) return live_message(stream, data);
    if (strcmp(stream->event, "snapshot")) return;
    for (messages = json_member(data, "messages"); json_next(&messages, &message);) live_message(stream, message);
}

static void line_read(struct stream *stream, struct text line) {
    if (line.length && line.at[line.length - 1] == '\r') line.length--;
    if (line.length > 6 && !memcmp(line.at, "event:", 6)) {
        size_t skip = line.at[6] == ' ' ? 7 : 6;
        return text_copy((struct text){line.at + skip, line.length - skip}, stream->event, sizeof stream->event);
    }
    if (line.length < 5 || memcmp(line.at, "data:", 5)) return;
    size_t skip = line.at[5] == ' ' ? 6 : 5;
    struct text data = {line.at + skip, line.length - skip};
    if (reads_events()) live_event(stream, data);
    else if (text_is(data, "[DONE]")) stream_end(stream, true);
    else if (settings.mode == OPENAI) chunk_event(stream, data);
    else post_event(stream, data);
}

// Whole lines are read where they lie; only the rest of a cut one is kept for the next piece.
static void stream_bytes(struct stream *stream, const char *bytes, size_t length) {
    const char *newline;
    while ((newline = memchr(bytes, '\n', length))) {
        struct text line = {bytes, newline - bytes};
        if (stream->line.length) {
            buffer_add(&stream->line, bytes, line.length);
            line = (struct text){stream->line.bytes, stream->line.length};
        }
        if (stream->step == STREAMING) line_read(stream, line);
        stream->line.length = 0;
        length -= newline + 1 - bytes;
        bytes = newline + 1;
    }
    buffer_add(&stream->line, bytes, length);
}

static void body_bytes(void *owner, const char *bytes, size_t length) {
    struct stream *stream = owner;
    if (stream->step == STREAMING && stream->response.status == 200) stream_bytes(stream, bytes, length);
    else buffer_add(&stream->body, bytes, length);
}

static void sent(struct stream *stream, struct text body) {
    text_copy(json_member(json_member(body, "assistant_message"), "id"), stream->message, sizeof stream->message);
    open_events(stream);
}

static void answered(struct stream *stream) {
    struct text body = {stream->body.bytes, stream->body.length};
    if (stream->step == OVER) return;
    if (stream->response.status >= 300) return went_wrong(stream, "answer", body);
    if (stream->step == CREATING) {
        text_copy(json_member(body, "id"), stream->conversation, sizeof stream->conversation);
        stream->step = READY;
    } else if (stream->step == SENDING) {
        sent(stream, body);
    } else if (stream->step == STREAMING) {
        went_wrong(stream, "the stream ended early", (struct text){"", 0});
    }
}

void stream_readable(struct stream *stream) {
    static char bytes[262144];
    ssize_t got = recv(stream->fd, bytes, sizeof bytes, 0);
    if (got < 0 && errno == EAGAIN) return;
    received_at = now_ns();
    if (got <= 0) {
        hang_up(stream);
        if (stream->step == CREATING || stream->step == SENDING || stream->step == STREAMING)
            went_wrong(stream, "the connection closed", (struct text){"", 0});
        return;
    }
    response_read(&stream->response, bytes, got, body_bytes, stream);
    if (stream->response.reading == DONE) answered(stream);
}
