/* The exact Jaccard index of two keys: hashes find grams, their characters decide. */
#ifndef CLEANER_COMPARE_H
#define CLEANER_COMPARE_H

#include "hashes.h"

typedef struct {
    uint32_t hash, at; /* `at` is the place of the gram, and in which sets it is; 0 where the slot is free */
} Slot;

#define FIRST (UINT32_C(1) << 30)
#define SECOND (UINT32_C(1) << 31)
#define PLACE (FIRST - 1)

/* A key with the hashes of its grams. */
typedef struct {
    Bytes codes, scrambled, hashes;
    size_t length, grams;
    uint64_t points; /* of decimals */
} Key;

/* ---- hashes as bits ---- */

enum { LARGEST_SIEVE = 31 };

static inline uint32_t
ones(uint64_t word)
{
    word -= word >> 1 & UINT64_C(0x5555555555555555);
    word = (word & UINT64_C(0x3333333333333333)) + (word >> 2 & UINT64_C(0x3333333333333333));
    return (uint32_t)(((word + (word >> 4)) & UINT64_C(0x0F0F0F0F0F0F0F0F)) * UINT64_C(0x0101010101010101) >> 56);
}

/* The size of a sieve of which a key sets a bit in sixteen, or fewer. */
static int
sieve_size(const Key *key, int least)
{
    int size = least;
    while (size < LARGEST_SIEVE && ((size_t)1 << size) < 16 * key->grams) {
        size++;
    }
    return size;
}

static inline void
set_hash(uint64_t *bits, uint32_t hash, int size)
{
    uint32_t at = hash >> (32 - size);
    bits[at / 64] |= UINT64_C(1) << (at & 63);
}

FOR_EACH_PROCESSOR static uint32_t
count_bits(const uint64_t *bits, const uint64_t *without, size_t words)
{
    uint32_t count = 0;
    for (size_t word = 0; word < words; word++) {
        count += ones(bits[word] & ~without[word]);
    }
    return count;
}

/* Make bits for the hashes of a key, 2 ** `size` of them. */
static int
mark_hashes(const Key *key, int size, Bytes *marks)
{
    const uint32_t *hashes = (const uint32_t *)(const void *)key->hashes.data;
    size_t room = ((size_t)1 << size) / 8;
    marks->size = 0;
    if (reserve(marks, room) < 0) {
        return -1;
    }
    memset(marks->data, 0, room);
    for (size_t i = 0; i < key->grams; i++) {
        set_hash((uint64_t *)(void *)marks->data, hashes[i], size);
    }
    return 0;
}

/* No less than the Jaccard index of two keys, of which neither is without grams: each bit that only one of them has is a gram
   or more that the other lacks, and what they have in common is at most what is left of either. */
static double
most_alike(const Key *first, const Key *second, const Bytes *first_marks, const Bytes *second_marks, int size)
{
    const uint64_t *a = (const uint64_t *)(const void *)first_marks->data;
    const uint64_t *b = (const uint64_t *)(const void *)second_marks->data;
    size_t words = ((size_t)1 << size) / 64, only_first = count_bits(a, b, words), only_second = count_bits(b, a, words);
    double one = (double)(first->grams - only_first) / (double)(first->grams + only_second);
    double other = (double)(second->grams - only_second) / (double)(second->grams + only_first);
    return one < other ? one : other;
}

/* ---- exactly ---- */

/* Two sets of grams in one table. The first set stays for several second ones. */
typedef struct {
    Slot *slots;
    size_t room; /* a power of two */
    size_t first_grams, first_distinct;
    const uint32_t *first;
    Bytes touched; /* the slots that a second set changed */
} Comparison;

typedef struct {
    uint32_t common, all;
} Jaccard;

static int
hash_grams(Key *key)
{
    size_t size = key->length * sizeof(uint32_t);
    key->scrambled.size = key->hashes.size = 0;
    if (reserve(&key->scrambled, size) < 0 || reserve(&key->hashes, size) < 0) {
        return -1;
    }
    key->grams = key->length < WIDTH ? 0 : key->length - WIDTH + 1;
    gram_hashes((uint32_t *)(void *)key->codes.data, key->length, (uint32_t *)(void *)key->scrambled.data,
                (uint32_t *)(void *)key->hashes.data);
    return 0;
}

static void
release_key(Key *key)
{
    release(&key->codes);
    release(&key->scrambled);
    release(&key->hashes);
}

static Slot *
find_gram(Comparison *comparison, const uint32_t *first, const uint32_t *second, const uint32_t *gram, uint32_t hash)
{
    size_t mask = comparison->room - 1;
    for (size_t at = hash & mask;; at = (at + 1) & mask) {
        Slot *slot = comparison->slots + at;
        if (!slot->at) {
            return slot;
        }
        const uint32_t *other = (slot->at & FIRST ? first : second) + (slot->at & PLACE);
        if (slot->hash == hash && memcmp(other, gram, WIDTH * sizeof *gram) == 0) {
            return slot;
        }
    }
}

enum { AHEAD = 16 }; /* grams */

/* Begin to fetch the slot of a gram that comes soon: the table of a long key is in no cache that is near. */
static inline void
fetch_slot(const Comparison *comparison, const uint32_t *hashes, size_t i, size_t count)
{
    if (i + AHEAD < count) {
        PREFETCH(comparison->slots + (hashes[i + AHEAD] & (comparison->room - 1)));
    }
}

/* What two sets have in common is stored once, so slots are rarely as full as this allows. */
static inline size_t
enough_room(size_t first, size_t second)
{
    return (first + second) / 4 * 5 + 2;
}

/* Take in the first set; there will be room for a second one of `more` grams. */
static int
begin_comparison(Comparison *comparison, const Key *key, size_t more)
{
    size_t room = 64;
    while (room < enough_room(key->grams, more)) {
        room *= 2;
    }
    if (room > comparison->room) {
        Slot *slots = realloc(comparison->slots, room * sizeof *slots);
        if (slots == NULL) {
            return -1;
        }
        comparison->slots = slots;
        comparison->room = room;
    } else if (comparison->room > 4096 && comparison->room > 16 * room) {
        comparison->room = room; /* after a giant, small again: clearing costs */
    }
    memset(comparison->slots, 0, comparison->room * sizeof *comparison->slots);
    const uint32_t *points = (const uint32_t *)(void *)key->codes.data, *hashes = (const uint32_t *)(void *)key->hashes.data;
    comparison->first = points;
    comparison->first_grams = key->grams;
    comparison->first_distinct = 0;
    for (size_t i = 0; i < key->grams; i++) {
        fetch_slot(comparison, hashes, i, key->grams);
        Slot *slot = find_gram(comparison, points, NULL, points + i, hashes[i]);
        if (!slot->at) {
            *slot = (Slot){hashes[i], (uint32_t)i | FIRST};
            comparison->first_distinct++;
        }
    }
    return 0;
}

/* Count what the second set has in common with the first, and what both have together. */
static int
compare(Comparison *comparison, const Key *first, const Key *second, Jaccard *result)
{
    if (comparison->room < enough_room(comparison->first_grams, second->grams) &&
        begin_comparison(comparison, first, second->grams) < 0) {
        return -1;
    }
    comparison->touched.size = 0;
    if (reserve(&comparison->touched, second->grams * sizeof(uint32_t)) < 0) {
        return -1;
    }
    const uint32_t *points = (const uint32_t *)(void *)second->codes.data;
    const uint32_t *hashes = (const uint32_t *)(void *)second->hashes.data;
    uint32_t *touched = (uint32_t *)(void *)comparison->touched.data;
    size_t changed = 0, common = 0, only = 0;
    for (size_t i = 0; i < second->grams; i++) {
        fetch_slot(comparison, hashes, i, second->grams);
        Slot *slot = find_gram(comparison, comparison->first, points, points + i, hashes[i]);
        if (!slot->at) {
            *slot = (Slot){hashes[i], (uint32_t)i | SECOND};
            only++;
        } else if (!(slot->at & SECOND)) {
            slot->at |= SECOND;
            common++;
        } else {
            continue;
        }
        touched[changed++] = (uint32_t)(slot - comparison->slots);
    }
    for (size_t i = 0; i < changed; i++) {
        Slot *slot = comparison->slots + touched[i];
        slot->at = slot->at & FIRST ? slot->at & ~SECOND : 0;
    }
    *result = (Jaccard){(uint32_t)common, (uint32_t)(comparison->first_distinct + only)};
    return 0;
}

#endif
