/* The numerals of keys: where two keys have the same ones, they state the same figures. */
#ifndef CLEANER_NUMERALS_H
#define CLEANER_NUMERALS_H

#include "compare.h"
#include "key.h"

enum { FAILED = -1, NO_MEMORY = -2, RAISED = -3 };

/* The numerals of a key as a sorted set of hashes: each run of them, with the character before and two behind it.
   Whether one of them is masked, and the hash of all. */
typedef struct {
    Bytes runs;
    size_t count;
    int masked;
    uint64_t hash;
} Numerals;

/* Whether a character is 0 to 9, one of 〇零一二两三四五六七八九十百千万亿, or a mask. A product that is other for each of these
   finds the only one that it may be; where there is none the digit 0 stands, which is found elsewhere. */
static inline int
is_numeral(uint32_t point)
{
    static const uint16_t numerals[] = {
        0x0030, 0x56DB, 0x4E8C, 0x0030, 0x0039, 0x4E00, 0x0034, 0x5343, 0xFFFF, 0x4E09, 0x516B,
        0x0038, 0x0033, 0x4E94, 0x96F6, 0x4EBF, 0x0030, 0x4E03, 0x0037, 0x0032, 0x5341, 0x0030,
        0x4E24, 0x4E07, 0x0036, 0x3007, 0x0031, 0x4E5D, 0x767E, 0x516D, 0x0030, 0x0035};
    return numerals[point * 0xCACC1133u >> 27] == point;
}

static inline uint64_t
mixed_number(uint64_t hash, uint64_t value)
{
    hash = (hash ^ value) * 0x9FB21C651E98DF25u;
    return hash ^ (hash >> 28);
}

static int
by_size(const void *a, const void *b)
{
    uint64_t first = *(const uint64_t *)a, second = *(const uint64_t *)b;
    return (first > second) - (first < second);
}

static int
find_numerals(const Key *key, Numerals *numerals)
{
    const uint32_t *codes = (const uint32_t *)(const void *)key->codes.data;
    numerals->runs.size = 0;
    numerals->masked = 0;
    for (size_t i = 0; i < key->length;) {
        if (!is_numeral(codes[i])) {
            i++;
            continue;
        }
        uint64_t hash = mixed_number(0x9E3779B97F4A7C15u, i ? codes[i - 1] : 0);
        for (; i < key->length && is_numeral(codes[i]); i++) {
            numerals->masked |= codes[i] == SLOT;
            hash = mixed_number(hash, codes[i]);
        }
        hash = mixed_number(hash, i < key->length ? codes[i] : 0);
        if (append_u64(&numerals->runs, mixed_number(hash, i + 1 < key->length ? codes[i + 1] : 0)) < 0) {
            return NO_MEMORY;
        }
    }
    if (key->points && append_u64(&numerals->runs, mixed_number(0, key->points)) < 0) {
        return NO_MEMORY;
    }
    uint64_t *runs = (uint64_t *)(void *)numerals->runs.data;
    size_t found = numerals->runs.size / sizeof *runs;
    numerals->count = 0;
    numerals->hash = 1; /* never 0, which stands for what is not known */
    if (found > 1) {
        qsort(runs, found, sizeof *runs, by_size);
    }
    for (size_t i = 0; i < found; i++) {
        if (i == 0 || runs[i] != runs[i - 1]) {
            runs[numerals->count++] = runs[i];
            numerals->hash = mixed_number(numerals->hash, runs[i]) | 1;
        }
    }
    return 0;
}

/* Whether the first has one that the second lacks. */
static int
has_another(const Numerals *first, const Numerals *second)
{
    const uint64_t *a = (const uint64_t *)(const void *)first->runs.data;
    const uint64_t *b = (const uint64_t *)(const void *)second->runs.data;
    size_t j = 0;
    for (size_t i = 0; i < first->count; i++) {
        while (j < second->count && b[j] < a[i]) {
            j++;
        }
        if (j == second->count || b[j] != a[i]) {
            return 1;
        }
    }
    return 0;
}

/* Leave of the first those that the second lacks. */
static void
keep_others(Numerals *first, const Numerals *second)
{
    uint64_t *a = (uint64_t *)(void *)first->runs.data;
    const uint64_t *b = (const uint64_t *)(const void *)second->runs.data;
    size_t left = 0, j = 0;
    for (size_t i = 0; i < first->count; i++) {
        while (j < second->count && b[j] < a[i]) {
            j++;
        }
        if (j == second->count || b[j] != a[i]) {
            a[left++] = a[i];
        }
    }
    first->count = left;
}

#endif
