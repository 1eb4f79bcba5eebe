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

enum { FEW = 96, SEEN = 12 }; /* values that need no table of their places; 2 ** SEEN bits tell which of them may have come */

/* Leave out values that came before; few values, so that a bit that is set means mostly just that. */
static size_t
leave_distinct_few(uint32_t *values, size_t count)
{
    uint64_t seen[(1 << SEEN) / 64] = {0};
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t value = values[i], at = value * 0x9E3779B1u >> (32 - SEEN);
        uint64_t own = UINT64_C(1) << (at & 63);
        if (seen[at / 64] & own) {
            size_t before = 0;
            while (before < used && values[before] != value) {
                before++;
            }
            if (before < used) {
                continue;
            }
        }
        seen[at / 64] |= own;
        values[used++] = value;
    }
    return used;
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
    for (size_t i = 0; i < windows; i++) { /* mostly they recur in a row: of each run the last stays */
        hashes[count] = hashes[i];
        count += i + 1 == windows || hashes[i] != hashes[i + 1];
    }
    if (count <= FEW) {
        count = leave_distinct_few(hashes, count);
    } else if (leave_distinct(hashes, &count, table) < 0) {
        return -1;
    }
    return append_u32(counts, (uint32_t)count) < 0 || append(prints, hashes, count * sizeof *hashes) < 0 ? -1 : 0;
}

#endif
