/* The key of a paragraph: code points through the table of keys.py, then circles that are zeros, then masks. */
#ifndef CLEANER_KEY_H
#define CLEANER_KEY_H

#include "base.h"

/* An entry of the table: what a code point folds to, 0 where that is dropped, and what else is to be known of it.
   keys.py sets these bits; the two files agree by test. */
enum {
    POINT = 0x1FFFFF,
    MASKING = 1 << 21, /* × * ○ */
    BIG_X = 1 << 22,
    SMALL_X = 1 << 23,
    CIRCLE = 1 << 24,
    DIGIT = 1 << 25,   /* a Chinese digit: a circle behind it is a zero */
    UNIT = 1 << 26,    /* an administrative unit: x before it is a mask */
    LATIN = 1 << 27,
    POINTING = 1 << 28, /* a full stop: dropped, but 3.5 is not 35 */
    INSIDE = 1 << 29,   /* no bit of the table: set on a full stop behind a digit */
    SPECIAL = MASKING | BIG_X | SMALL_X,
};

#define SLOT 0xFFFFu
#define ZERO 0x3007u

static inline int
is_digit(uint32_t code)
{
    return code - '0' < 10;
}

/* What a decimal point adds to the hash of a key, by the number of characters that are kept before it. */
static inline uint64_t
point_hash(uint64_t place)
{
    uint64_t value = (place + 1) * 0x9E3779B97F4A7C15u;
    return (value ^ (value >> 29)) * 0xBF58476D1CE4E5B9u;
}

static void
circles_to_zeros(uint32_t *codes, size_t length)
{
    for (size_t i = 1; i < length; i++) {
        if (codes[i] & CIRCLE && codes[i - 1] & DIGIT) {
            codes[i] = ZERO | DIGIT;
        }
    }
}

/* Return where the part of a mask that begins at `at` ends, or `at` where none begins. */
static size_t
mask_end(const uint32_t *codes, size_t length, size_t at)
{
    if (codes[at] & MASKING) {
        return at + 1;
    }
    size_t end = at;
    while (end < length && codes[end] & BIG_X) {
        end++;
    }
    if (end - at >= 2) {
        return end;
    }
    if (at > 0 && codes[at - 1] & LATIN) {
        return at;
    }
    end = at;
    while (end < length && codes[end] & (BIG_X | SMALL_X)) {
        end++;
    }
    return end > at && end < length && codes[end] & UNIT ? end : at;
}

/* Replace masks by the slot character; return the new length. What is written never hides what a mask looks back at:
   where the character before was replaced in its own place, it was no letter. */
static size_t
masks_to_slots(uint32_t *codes, size_t length)
{
    size_t written = 0;
    for (size_t at = 0; at < length;) {
        size_t end = at;
        if (codes[at] & SPECIAL) {
            for (size_t next; end < length && (next = mask_end(codes, length, end)) > end;) {
                end = next;
            }
        }
        codes[written++] = end > at ? SLOT : codes[at];
        at = end > at ? end : at + 1;
    }
    return written;
}

/* Make the key out of looked-up codes, in place; return its length. `seen` holds the bits of all of them. */
static size_t
finish_key(uint32_t *codes, size_t length, uint32_t seen)
{
    if (seen & SPECIAL) {
        if (seen & CIRCLE) {
            circles_to_zeros(codes, length);
        }
        length = masks_to_slots(codes, length);
    }
    for (size_t i = 0; i < length; i++) {
        codes[i] &= POINT;
    }
    return length;
}

#endif
