// Just enough JSON to find a member of an object and the elements of an array. Nothing is copied or unescaped.
#pragma once
#include <stdbool.h>
#include <stddef.h>

struct text {
    const char *at;
    size_t length;
};

struct text text_of(const char *string);
bool text_is(struct text text, const char *string);
void text_copy(struct text text, char *out, size_t size);

struct text json_member(struct text object, const char *name);  // empty where there is none; a string comes without its quotes
bool json_next(struct text *array, struct text *element);       // takes the elements one after another off an array
