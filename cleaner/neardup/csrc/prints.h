/* Fingerprints: of some hashes in a row the least one (winnowing; `contained.py` names the source). */
#ifndef CLEANER_PRINTS_H
#define CLEANER_PRINTS_H

#include "base.h"

/* The least of `window` values in a row, a power of two, from each place on; return how many there are. */
FOR_EACH_PROCESSOR static size_t
least_in_windows(uint32_t *values, size_t count, size_t window)
{
    if (count < window) {
        return 0;
    }
    for (size_t step = 1; step < window; step *= 2) {
        count -= step;
        for (size_t i = 0; i < count; i++) {
            values[i] = values[i] < values[i + step] ? values[i] : values[i + step];
        }
    }
    return count;
}

enum { FEW = 96 }; /* values of which each is held against all before it */

/* Whether a value is among the first of some. */
static inline int
is_among(const uint32_t *values, size_t count, uint32_t value)
{
    uint32_t found = 0;
    for (size_t i = 0; i < count; i++) {
        found |= values[i] == value;
    }
    return (int)found;
}

/* Leave out values that came before, by a table of their places. */
static int
leave_distinct(uint32_t *values, size_t *count, Bytes *table)
{
    size_t room = 256, used = 0;
    while (room < 2 * *count) {
        room *= 2;
    }
    table->size = 0;
    if (reserve(table, room * sizeof(uint32_t)) < 0) {
        return -1;
    }
    uint32_t *places = (uint32_t *)(void *)table->data; /* 1 more than these */
    memset(places, 0, room * sizeof *places);
    for (size_t i = 0; i < *count; i++) {
        size_t at = values[i] * 0x9E3779B1u & (room - 1);
        while (places[at] && values[places[at] - 1] != values[i]) {
            at = (at + 1) & (room - 1);
        }
        if (!places[at]) {
            values[used] = values[i];
            places[at] = (uint32_t)++used;
        }
    }
    *count = used;
    return 0;
}

/* Append the fingerprints of a key, each once, and their number; they take the place of the hashes of its grams. */
static int
add_prints(uint32_t *hashes, size_t grams, size_t window, Bytes *table, Bytes *counts, Bytes *prints)
{
    size_t windows = least_in_windows(hashes, grams, window), count = 0;
    for (size_t i = 0; i < windows; i++) { /* mostly they recur in a row */
        if (i == 0 || hashes[i] != hashes[i - 1]) {
            hashes[count++] = hashes[i];
        }
    }
    if (count > FEW) {
        if (leave_distinct(hashes, &count, table) < 0) {
            return -1;
        }
    } else {
        size_t used = 0;
        for (size_t i = 0; i < count; i++) {
            hashes[used] = hashes[i];
            used += !is_among(hashes, used, hashes[i]);
        }
        count = used;
    }
    return append_u32(counts, (uint32_t)count) < 0 || append(prints, hashes, count * sizeof *hashes) < 0 ? -1 : 0;
}

#endif
