#include "json.h"

#include <string.h>

struct text text_of(const char *string) { return (struct text){string, strlen(string)}; }

bool text_is(struct text text, const char *string) {
    return text.length == strlen(string) && !memcmp(text.at, string, text.length);
}

void text_copy(struct text text, char *out, size_t size) {
    size_t length = text.length < size - 1 ? text.length : size - 1;
    memcpy(out, text.at, length);
    out[length] = 0;
}

static const char *skip_space(const char *at, const char *end) {
    while (at < end && (*at == ' ' || *at == '\n' || *at == '\t' || *at == '\r')) at++;
    return at;
}

static const char *skip_string(const char *at, const char *end) {
    for (at++; at < end && *at != '"'; at++)
        if (*at == '\\') at++;
    return at < end ? at + 1 : end;
}

static const char *skip_value(const char *at, const char *end) {
    int depth = 0;
    at = skip_space(at, end);
    if (at < end && *at == '"') return skip_string(at, end);
    while (at < end) {
        if (*at == '"') {
            at = skip_string(at, end);
            continue;
        }
        if (depth == 0 && (*at == ',' || *at == '}' || *at == ']')) return at;
        if (*at == '{' || *at == '[') depth++;
        if ((*at == '}' || *at == ']') && --depth == 0) return at + 1;
        at++;
    }
    return end;
}

static struct text value_between(const char *at, const char *end) {
    if (end - at >= 2 && *at == '"') return (struct text){at + 1, end - at - 2};
    return (struct text){at, end - at};
}

struct text json_member(struct text object, const char *name) {
    const char *at = skip_space(object.at, object.at + object.length), *end = object.at + object.length;
    if (at >= end || *at != '{') return (struct text){"", 0};
    for (at = skip_space(at + 1, end); at < end && *at == '"'; at = skip_space(at + 1, end)) {
        const char *key = at + 1, *key_end = (at = skip_string(at, end)) - 1;
        at = skip_space(at, end);
        if (at >= end) break;
        const char *value = skip_space(at + 1, end), *value_end = skip_value(value, end);
        if (text_is((struct text){key, key_end - key}, name)) return value_between(value, value_end);
        at = skip_space(value_end, end);
        if (at >= end || *at != ',') break;
    }
    return (struct text){"", 0};
}

bool json_next(struct text *array, struct text *element) {
    const char *end = array->at + array->length, *at = skip_space(array->at, end);
    if (at < end && (*at == '[' || *at == ',')) at = skip_space(at + 1, end);
    if (at >= end || *at == ']') return false;
    const char *value_end = skip_value(at, end);
    *element = value_between(at, value_end);
    *array = (struct text){value_end, end - value_end};
    return value_end > at;
}
