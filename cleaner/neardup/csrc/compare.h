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
