#include "tally.h"

struct histogram token_latency;

void histogram_add(struct histogram *histogram, int64_t ns) {
    uint64_t value = ns < 0 ? 0 : ns, slot = value;
    if (value >= 64) {
        int octave = 63 - __builtin_clzll(value);
        slot = (uint64_t)(octave - 5) << 6 | (value >> (octave - 6) & 63);
    }
    histogram->counts[slot]++;
    histogram->total++;
    histogram->sum += value;
    if (ns > histogram->largest) histogram->largest = ns;
}

static double middle_of(uint64_t slot) {
    if (slot < 64) return slot;
    int octave = (int)(slot >> 6) + 5;
    return (double)((64 | (slot & 63)) << (octave - 6)) + (double)(1ULL << (octave - 6)) / 2;
}

double histogram_us(const struct histogram *histogram, double share) {
    uint64_t before = 0, wanted = (uint64_t)(share * (double)histogram->total);
    for (uint64_t slot = 0; slot < 64 * 64; slot++) {
        before += histogram->counts[slot];
        if (before > wanted) return middle_of(slot) / 1000;
    }
    return (double)histogram->largest / 1000;
}

void tally_begin(struct tally *tally) { *tally = (struct tally){.hash = HASH_START}; }

static void token_read(struct tally *tally, int64_t received_at) {
    int64_t latency = received_at - tally->sent_at;
    if (tally->sequence > tally->expected) tally->lost += (int)(tally->sequence - tally->expected);
    if (tally->sequence < tally->expected) tally->repeated++;
    else tally->expected = (int)tally->sequence + 1;
    if (!tally->first_at) tally->first_at = received_at;
    if (latency > tally->slowest_ns) tally->slowest_ns = latency;
    histogram_add(&token_latency, latency);
    tally->sequence = tally->sent_at = 0;
    tally->reading = SEQUENCE;
}

static void unexpected(struct tally *tally, char byte) {
    if (tally->reading != SKIP) tally->malformed++;
    tally->reading = byte == ' ' ? SEQUENCE : SKIP;
    tally->sequence = tally->sent_at = 0;
}

// A piece may hold many tokens, or a part of one.
void tally_text(struct tally *tally, const char *text, size_t length, int64_t received_at) {
    uint64_t hash = tally->hash;
    for (size_t i = 0; i < length; i++) {
        char byte = text[i];
        bool digit = byte >= '0' && byte <= '9';
        hash = hash_byte(hash, byte);
        if (tally->reading == SEQUENCE && digit) tally->sequence = tally->sequence * 10 + byte - '0';
        else if (tally->reading == TIME && digit) tally->sent_at = tally->sent_at * 10 + byte - '0';
        else if (tally->reading == SEQUENCE && byte == '@') tally->reading = TIME;
        else if ((tally->reading == TIME || tally->reading == FILL) && byte == '.') tally->reading = FILL;
        else if ((tally->reading == TIME || tally->reading == FILL) && byte == ' ') token_read(tally, received_at);
        else unexpected(tally, byte);
    }
    tally->bytes += length;
    tally->hash = hash;
}

// The whole text so far, as a snapshot or the stored message tells it: what was told before must be its beginning.
void tally_whole(struct tally *tally, const char *text, size_t length, int64_t received_at) {
    if (length < tally->bytes || hash_bytes(HASH_START, text, tally->bytes) != tally->hash) {
        tally->contradictions++;
        return;
    }
    tally_text(tally, text + tally->bytes, length - tally->bytes, received_at);
}

void tally_end(struct tally *tally) {
    if (tally->reading != SEQUENCE || tally->sequence) tally->malformed++;
}
