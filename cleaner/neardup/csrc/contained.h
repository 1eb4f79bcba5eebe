/* What holds what: fingerprints, and how much of a key others hold. `contained.py` tells why. */
#ifndef CLEANER_CONTAINED_H
#define CLEANER_CONTAINED_H

#include "numerals.h"
#include "prints.h"
#include "texts.h"

/* A bit for the hash of each gram of a large key: where it is not set the gram is not there. */
typedef struct {
    uint32_t item;
    int size; /* 2 ** size bits */
    uint8_t *bits;
} Sieve;

enum { SMALL_TABLE = 512, MOST_SIEVES = 256, SIEVES_ROOM = 1 << 26 }; /* the room is in bytes */

/* Texts, and the key that others are compared with. */
typedef struct {
    Texts texts;
    Cache cache;
    Key key;
    uint32_t current, compared; /* 1 more than the number of the item whose key it is, and whose grams are in the table */
    Comparison comparison;
    Bytes bits;
    Bytes own, theirs; /* a bit for the hash of each gram of the key, and for those that others have too */
    int own_size;      /* 2 ** own_size bits each */
    uint32_t own_bits; /* how many are set */
    Numerals numerals, other_numerals;
    Sieve *sieves; /* of the large keys read last */
    size_t sieve_count, sieve_bytes;
    int busy; /* in some thread */
} Reader;

static void
forget_sieves(Reader *reader)
{
    for (size_t i = 0; i < reader->sieve_count; i++) {
        free(reader->sieves[i].bits);
    }
    reader->sieve_count = reader->sieve_bytes = 0;
}

static void
release_reading(Reader *reader)
{
    release_cache(&reader->cache);
    release_key(&reader->key);
    release(&reader->comparison.touched);
    free(reader->comparison.slots);
    release(&reader->bits);
    release(&reader->own);
    release(&reader->theirs);
    release(&reader->numerals.runs);
    release(&reader->other_numerals.runs);
    forget_sieves(reader);
    free(reader->sieves);
}

static void
free_reader(Reader *reader)
{
    release_reading(reader);
    release_texts(&reader->texts);
    free(reader);
}

/* Return another reader of the same texts, for another thread, which must not outlive the first; NULL without memory. */
static Reader *
borrow(const Reader *reader)
{
    Reader *borrower = calloc(1, sizeof *borrower);
    if (borrower != NULL) {
        borrower->texts = borrowed_texts(&reader->texts);
    }
    return borrower;
}

static void
free_borrowed(Reader *borrower)
{
    release_reading(borrower);
    release_buffers(&borrower->texts);
    free(borrower);
}

/* ---- fingerprints ---- */

static int
winnow(Reader *reader, const Py_buffer *items, size_t window, Bytes *lengths, Bytes *counts, Bytes *prints)
{
    int status = 0;
    reader->current = reader->compared = 0;
    for (size_t i = 0; i < (size_t)items->len / sizeof(uint32_t) && status == 0; i++) {
        status = read_key(&reader->texts, number_at(items, i), &reader->key);
        if (status == 0 && (append_u32(lengths, (uint32_t)reader->key.length) < 0 ||
                            add_prints((uint32_t *)(void *)reader->key.hashes.data, reader->key.grams, window,
                                       &reader->key.scrambled, counts, prints) < 0)) {
            status = NO_MEMORY;
        }
    }
    return status;
}

/* ---- how much is held ---- */

/* The bit of a fingerprint in a sieve of 2 ** `bits`. */
static inline uint32_t
sieve_slot(uint32_t print, int bits)
{
    return print * 0x9E3779B1u >> (32 - bits);
}

/* Read the key of an item, unless it is read. */
static int
read_item(Reader *reader, uint32_t item)
{
    if (reader->current == item + 1) {
        return 0;
    }
    reader->current = reader->compared = 0;
    int status = read_key(&reader->texts, item, &reader->key);
    if (status == 0) {
        reader->current = item + 1;
        reader->own_size = 0;
    }
    return status;
}

/* Make the key of an item the one that others are compared with. */
static int
choose_key(Reader *reader, uint32_t item)
{
    int status = read_item(reader, item);
    if (status < 0 || reader->compared == item + 1) {
        return status;
    }
    if (reader->comparison.room > SMALL_TABLE) {
        reader->comparison.room = SMALL_TABLE; /* the table of a long key is slow to clear */
    }
    if (begin_comparison(&reader->comparison, &reader->key, 0) < 0) {
        return NO_MEMORY;
    }
    reader->compared = item + 1;
    return 0;
}

/* Set a bit for each gram of the chosen key that another one has. */
static void
mark_common(Reader *reader, const Key *other, uint64_t *bits)
{
    const uint32_t *points = (const uint32_t *)(const void *)other->codes.data;
    const uint32_t *hashes = (const uint32_t *)(const void *)other->hashes.data;
    for (size_t i = 0; i < other->grams; i++) {
        fetch_slot(&reader->comparison, hashes, i, other->grams);
        const Slot *slot = find_gram(&reader->comparison, reader->comparison.first, points, points + i, hashes[i]);
        if (slot->at) {
            bits[(slot->at & PLACE) / 64] |= UINT64_C(1) << (slot->at & 63);
        }
    }
}

/* Choose, of others, those that hold a key: the one that holds most, then that which adds most, of equals the first, as long
   as one adds `fewest` grams. Append their numbers; `held` is what they have of it, `all` what it has. */
static int
hold(Reader *reader, uint32_t item, const Py_buffer *others, uint32_t fewest, Bytes *holders, uint32_t *held, uint32_t *all)
{
    size_t count = (size_t)others->len / sizeof(uint32_t);
    int status = choose_key(reader, item);
    size_t words = reader->key.grams / 64 + 1;
    *held = 0;
    *all = (uint32_t)reader->comparison.first_distinct;
    reader->bits.size = 0;
    if (status == 0 && (words > SIZE_MAX / 16 / (count + 1) || reserve(&reader->bits, count * words * sizeof(uint64_t)) < 0)) {
        status = NO_MEMORY;
    }
    if (status < 0) {
        return status;
    }
    uint64_t *bits = (uint64_t *)(void *)reader->bits.data;
    if (count) {
        memset(bits, 0, count * words * sizeof *bits);
    }
    for (size_t i = 0; i < count && status == 0; i++) {
        Key *other;
        status = cached_key(&reader->texts, &reader->cache, number_at(others, i), number_at(others, i), &other);
        if (status == 0) {
            mark_common(reader, other, bits + i * words);
        }
    }
    for (size_t chosen = 0; chosen < count && status == 0; chosen++) {
        size_t most = 0;
        uint32_t best = 0;
        for (size_t i = 0; i < count; i++) {
            uint32_t here = 0;
            for (size_t word = 0; word < words; word++) {
                here += ones(bits[i * words + word]);
            }
            if (here > best) {
                most = i;
                best = here;
            }
        }
        if (best < fewest || best == 0) {
            break;
        }
        *held += best;
        status = append_u32(holders, number_at(others, most)) < 0 ? NO_MEMORY : 0;
        for (size_t i = 0; i < count; i++) {
            for (size_t word = 0; word < words && i != most; word++) {
                bits[i * words + word] &= ~bits[most * words + word];
            }
        }
        memset(bits + most * words, 0, words * sizeof *bits);
    }
    return status;
}

/* Whether an item has numerals that the others lack. Where one of them has decimal points that may be: a key does not tell. */
static int
has_more_numerals(Reader *reader, uint32_t item, const uint32_t *others, size_t count, int *result)
{
    int status = read_item(reader, item);
    if (status == 0) {
        status = find_numerals(&reader->key, &reader->numerals);
    }
    int points = reader->key.points != 0;
    for (size_t i = 0; i < count && status == 0 && !points && reader->numerals.count; i++) {
        Key *other;
        status = cached_key(&reader->texts, &reader->cache, others[i], others[i], &other);
        if (status == 0 && (status = find_numerals(other, &reader->other_numerals)) == 0) {
            keep_others(&reader->numerals, &reader->other_numerals);
            points = other->points != 0;
        }
    }
    *result = points || reader->numerals.count;
    return status;
}

/* Return the sieve of a large key, or NULL where it has none. */
static const Sieve *
known_sieve(const Reader *reader, uint32_t item)
{
    for (size_t i = 0; i < reader->sieve_count; i++) {
        if (reader->sieves[i].item == item) {
            return reader->sieves + i;
        }
    }
    return NULL;
}

/* Make the sieve of a large key; return NULL without memory. */
static const Sieve *
add_sieve(Reader *reader, uint32_t item, const Key *key)
{
    if (reader->sieves == NULL && (reader->sieves = calloc(MOST_SIEVES, sizeof *reader->sieves)) == NULL) {
        return NULL;
    }
    if (reader->sieve_count == MOST_SIEVES || reader->sieve_bytes > SIEVES_ROOM) {
        forget_sieves(reader);
    }
    Sieve fresh = {item, sieve_size(key, 18), NULL};
    fresh.bits = calloc(((size_t)1 << fresh.size) / 8, 1);
    if (fresh.bits == NULL) {
        return NULL;
    }
    const uint32_t *hashes = (const uint32_t *)(const void *)key->hashes.data;
    for (size_t i = 0; i < key->grams; i++) {
        set_bit(fresh.bits, sieve_slot(hashes[i], fresh.size));
    }
    reader->sieve_bytes += ((size_t)1 << fresh.size) / 8;
    reader->sieves[reader->sieve_count] = fresh;
    return reader->sieves + reader->sieve_count++;
}

/* Clear the bits of others; make those of the key that is read, unless they are there. */
static int
begin_hashes(Reader *reader)
{
    int size = reader->own_size ? reader->own_size : sieve_size(&reader->key, 10);
    size_t room = ((size_t)1 << size) / 8;
    reader->theirs.size = 0;
    if (reserve(&reader->theirs, room) < 0) {
        return NO_MEMORY;
    }
    memset(reader->theirs.data, 0, room);
    if (!reader->own_size) {
        if (mark_hashes(&reader->key, size, &reader->own) < 0) {
            return NO_MEMORY;
        }
        reader->own_size = size;
        reader->own_bits = count_bits((const uint64_t *)(const void *)reader->own.data,
                                      (const uint64_t *)(const void *)reader->theirs.data, room / 8);
    }
    return 0;
}

/* Set the bits of the hashes that another key has; of a large one, of those of the key that is read that it may have. */
static int
add_hashes(Reader *reader, uint32_t other)
{
    uint64_t *theirs = (uint64_t *)(void *)reader->theirs.data;
    const Sieve *sieve = known_sieve(reader, other);
    Key *key = &reader->key;
    if (sieve == NULL) {
        int status = cached_key(&reader->texts, &reader->cache, other, other, &key);
        if (status < 0) {
            return status;
        }
        if (key->grams > LARGE) {
            if ((sieve = add_sieve(reader, other, key)) == NULL) {
                return NO_MEMORY;
            }
            key = &reader->key;
        }
    }
    const uint32_t *hashes = (const uint32_t *)(const void *)key->hashes.data;
    for (size_t i = 0; i < key->grams; i++) {
        if (sieve == NULL || bit(sieve->bits, sieve_slot(hashes[i], sieve->size))) {
            set_hash(theirs, hashes[i], reader->own_size);
        }
    }
    return 0;
}

/* Whether others together may hold `share` of the grams of an item, by the lengths of their keys and by hashes: each bit that
   they lack is a gram or more. */
static int
seems_held(Reader *reader, uint32_t item, const uint32_t *others, size_t count, const uint32_t *lengths, double share,
           int *result)
{
    size_t most = 0;
    int status = read_item(reader, item);
    if (status == 0) {
        status = begin_hashes(reader);
    }
    for (size_t i = 0; i < count; i++) {
        most += lengths[others[i]];
    }
    *result = 0;
    if (status < 0 || (double)most < share * (double)reader->own_bits) {
        return status;
    }
    for (size_t i = 0; i < count && status == 0; i++) {
        status = add_hashes(reader, others[i]);
    }
    size_t words = ((size_t)1 << reader->own_size) / 64, grams = reader->key.grams;
    uint32_t lacking = count_bits((const uint64_t *)(const void *)reader->own.data,
                                  (const uint64_t *)(const void *)reader->theirs.data, words);
    *result = (double)(grams - lacking) / (double)grams >= share;
    return status;
}

/* Whether others together hold `share` of the grams of an item. */
static int
is_held(Reader *reader, uint32_t item, const uint32_t *others, size_t count, double share, int *result)
{
    int status = choose_key(reader, item);
    size_t words = reader->key.grams / 64 + 1;
    reader->bits.size = 0;
    if (status == 0 && reserve(&reader->bits, words * sizeof(uint64_t)) < 0) {
        status = NO_MEMORY;
    }
    uint64_t *bits = (uint64_t *)(void *)reader->bits.data;
    if (status == 0) {
        memset(bits, 0, words * sizeof *bits);
    }
    for (size_t i = 0; i < count && status == 0; i++) {
        Key *other;
        status = cached_key(&reader->texts, &reader->cache, others[i], others[i], &other);
        if (status == 0) {
            mark_common(reader, other, bits);
        }
    }
    uint32_t held = 0;
    for (size_t word = 0; word < words && status == 0; word++) {
        held += ones(bits[word]);
    }
    *result = (double)held / (double)reader->comparison.first_distinct >= share;
    return status;
}

#endif
