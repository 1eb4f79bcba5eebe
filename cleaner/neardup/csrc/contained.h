/* What holds what: fingerprints, who shares them, and how much of a key others hold. `contained.py` tells why. */
#ifndef CLEANER_CONTAINED_H
#define CLEANER_CONTAINED_H

#include "map.h"
#include "numerals.h"
#include "prints.h"
#include "sorting.h"
#include "texts.h"

/* A bit for the hash of each gram of a large key: where it is not set the gram is not there. */
typedef struct {
    uint32_t item;
    int size; /* 2 ** size bits */
    uint8_t *bits;
} Sieve;

enum { SMALL_TABLE = 512, MOST_SIEVES = 256, SIEVES_ROOM = 1 << 26 };

/* Texts, and the key that others are compared with. */
typedef struct {
    Texts texts;
    Cache cache;
    Key key;
    uint32_t current; /* 1 more than the number of the item whose key it is */
    Comparison comparison;
    Bytes firsts; /* a bit for each gram of the key that stands there first */
    Bytes bits;
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
free_reader(Reader *reader)
{
    release_texts(&reader->texts);
    release_cache(&reader->cache);
    release_key(&reader->key);
    release(&reader->comparison.touched);
    free(reader->comparison.slots);
    release(&reader->firsts);
    release(&reader->bits);
    release(&reader->numerals.runs);
    release(&reader->other_numerals.runs);
    forget_sieves(reader);
    free(reader->sieves);
    free(reader);
}

/* ---- fingerprints ---- */

static int
winnow(Reader *reader, const Py_buffer *items, size_t window, Bytes *lengths, Bytes *counts, Bytes *prints)
{
    int status = 0;
    reader->current = 0;
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

static inline uint32_t
ones(uint64_t word)
{
    word -= word >> 1 & UINT64_C(0x5555555555555555);
    word = (word & UINT64_C(0x3333333333333333)) + (word >> 2 & UINT64_C(0x3333333333333333));
    return (uint32_t)(((word + (word >> 4)) & UINT64_C(0x0F0F0F0F0F0F0F0F)) * UINT64_C(0x0101010101010101) >> 56);
}

/* Make the key of an item the one that others are compared with. */
static int
choose_key(Reader *reader, uint32_t item)
{
    if (reader->current == item + 1) {
        return 0;
    }
    reader->current = 0;
    if (reader->comparison.room > SMALL_TABLE) {
        reader->comparison.room = SMALL_TABLE; /* the table of a long key is slow to clear */
    }
    int status = read_key(&reader->texts, item, &reader->key);
    if (status == 0 && begin_comparison(&reader->comparison, &reader->key, 0) < 0) {
        status = NO_MEMORY;
    }
    size_t words = reader->key.grams / 64 + 1;
    reader->firsts.size = 0;
    if (status < 0 || reserve(&reader->firsts, words * sizeof(uint64_t)) < 0) {
        return status < 0 ? status : NO_MEMORY;
    }
    uint64_t *firsts = (uint64_t *)(void *)reader->firsts.data;
    memset(firsts, 0, words * sizeof *firsts);
    for (size_t i = 0; i < reader->comparison.room; i++) {
        uint32_t at = reader->comparison.slots[i].at;
        if (at) {
            firsts[(at & PLACE) / 64] |= UINT64_C(1) << (at & 63);
        }
    }
    reader->current = item + 1;
    return 0;
}

/* Set a bit for each gram of the chosen key that another one has. */
static void
mark_common(Reader *reader, const Key *other, uint64_t *bits)
{
    const uint32_t *points = (const uint32_t *)(const void *)other->codes.data;
    const uint32_t *hashes = (const uint32_t *)(const void *)other->hashes.data;
    for (size_t i = 0; i < other->grams; i++) {
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
    int status = choose_key(reader, item);
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
    Sieve fresh = {item, 18, NULL};
    while (fresh.size < 31 && ((size_t)1 << fresh.size) < 16 * key->grams) {
        fresh.size++;
    }
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

/* Set a bit for each gram of the chosen key that a large one may have. */
static void
mark_possible(Reader *reader, const Sieve *sieve, uint64_t *bits)
{
    const uint32_t *hashes = (const uint32_t *)(const void *)reader->key.hashes.data;
    for (size_t i = 0; i < reader->key.grams; i++) {
        bits[i / 64] |= (uint64_t)bit(sieve->bits, sieve_slot(hashes[i], sieve->size)) << (i & 63);
    }
}

/* Whether others together hold `share` of the grams of an item. Large ones are asked only where it may be. */
static int
may_hold(Reader *reader, uint32_t item, const uint32_t *others, size_t count, double share, int *result)
{
    int status = choose_key(reader, item);
    size_t words = reader->key.grams / 64 + 1;
    reader->bits.size = 0;
    *result = 0;
    if (status == 0 && reserve(&reader->bits, words * sizeof(uint64_t)) < 0) {
        status = NO_MEMORY;
    }
    for (int exact = 0; exact < 2 && status == 0; exact++) {
        uint64_t *bits = (uint64_t *)(void *)reader->bits.data;
        memset(bits, 0, words * sizeof *bits);
        for (size_t i = 0; i < count && status == 0; i++) {
            const Sieve *sieve = exact ? NULL : known_sieve(reader, others[i]);
            Key *other;
            if (sieve == NULL && (status = cached_key(&reader->texts, &reader->cache, others[i], others[i], &other)) < 0) {
                return status;
            }
            if (sieve == NULL && !exact && other->grams > LARGE && (sieve = add_sieve(reader, others[i], other)) == NULL) {
                return NO_MEMORY;
            }
            if (sieve == NULL) {
                mark_common(reader, other, bits);
            } else {
                mark_possible(reader, sieve, bits);
            }
        }
        /* what recurs in the key counts once, as in its table */
        const uint64_t *firsts = (const uint64_t *)(const void *)reader->firsts.data;
        size_t held = 0;
        for (size_t word = 0; word < words; word++) {
            held += ones(bits[word] & firsts[word]);
        }
        if ((double)held / (double)reader->comparison.first_distinct < share) {
            return status;
        }
    }
    *result = 1;
    return status;
}

/* ---- proposals ---- */


typedef struct {
    Py_buffer items, told, lengths, counts, prints, speeches, ranks, indices;
    uint32_t first_own;
    size_t holders, tried, fewest;
    double rarest, least, share;
    Reader *reader;
} Sharing;

/* What it works with. A fingerprint is known by one of 2 ** `bits` slots, so now and then two are taken for one. Positions
   have places, in the order of their speeches and of the indices in these. */
typedef struct {
    size_t count;
    size_t *offsets;    /* by item, where its fingerprints begin */
    uint32_t *walk;     /* positions in the order of the walk: longest key first, then by place */
    uint32_t *place;    /* by position */
    uint32_t *in_order; /* positions by place */
    uint32_t *rank;     /* by place, of the speech */
    int several;        /* whether a speech has several paragraphs */
    int bits;
    uint8_t *often;     /* by slot, how many fingerprints have it, OFTEN at most */
    uint8_t *is_asked;  /* a bit for each fingerprint: its owner asks who else has it */
    uint32_t *needed;   /* by position, how many of these another speech must have; 0: it asks for none */
    uint64_t *listed;   /* a bit for each slot of which the owners are listed */
    uint32_t *before;   /* how many such there are before each 64 slots */
    size_t lists;
    uint32_t *starts, *owners; /* by slot that is listed, the places of the first that have it */
    Bytes shared, speeches, others;
} Sharers;

enum { OFTEN = 64, AHEAD = 8 }; /* what is counted at most; positions whose fingerprints are fetched ahead */

/* Put the positions in order: by place, then as they are walked. */
static int
order_sharers(const Sharing *given, Sharers *sharers)
{
    size_t count = sharers->count;
    uint64_t *pairs = malloc((2 * count + 1) * sizeof *pairs), *sorted = pairs;
    if (!pairs) {
        return NO_MEMORY;
    }
    for (size_t i = 0; i < count; i++) {
        pairs[i] = (uint64_t)number_at(&given->indices, number_at(&given->items, i)) << 32 | i;
    }
    sorted = sort_pairs(sorted, sorted == pairs ? pairs + count : pairs, count);
    for (size_t i = 0; i < count; i++) {
        uint32_t item = number_at(&given->items, (uint32_t)sorted[i]);
        sorted[i] = (uint64_t)number_at(&given->ranks, number_at(&given->speeches, item)) << 32 | (uint32_t)sorted[i];
    }
    sorted = sort_pairs(sorted, sorted == pairs ? pairs + count : pairs, count);
    for (size_t i = 0; i < count; i++) {
        uint32_t position = (uint32_t)sorted[i], rank = (uint32_t)(sorted[i] >> 32);
        sharers->place[position] = (uint32_t)i;
        sharers->in_order[i] = position;
        sharers->rank[i] = rank;
        sharers->several |= i && sharers->rank[i - 1] == rank;
        sorted[i] = (uint64_t)(UINT32_MAX - number_at(&given->lengths, number_at(&given->items, position))) << 32 | position;
    }
    sorted = sort_pairs(sorted, sorted == pairs ? pairs + count : pairs, count);
    for (size_t i = 0; i < count; i++) {
        sharers->walk[i] = (uint32_t)sorted[i];
    }
    free(pairs);
    return 0;
}

static inline size_t
rounded_up(double value)
{
    size_t whole = (size_t)value;
    return whole + ((double)whole < value);
}

/* Choose the fingerprints by which a position asks for others: the rarest, of equals the first. Those that nobody else has
   are asked for in vain; where they are too many it asks for none. Else all that are not too frequent are listed, which tell
   the other paragraphs of a speech that has enough of the rarest. */
static void
choose_asked(const Sharing *given, Sharers *sharers, size_t position)
{
    const uint32_t *prints = given->prints.buf;
    uint32_t item = number_at(&given->items, position);
    size_t start = sharers->offsets[item], end = sharers->offsets[item + 1];
    size_t histogram[OFTEN + 1] = {0}, bound = 0;
    for (size_t at = start; at < end; at++) {
        histogram[sharers->often[sieve_slot(prints[at], sharers->bits)]]++;
    }
    size_t asked = rounded_up((double)(end - start) * given->rarest);
    asked = asked < given->fewest ? given->fewest : asked;
    asked = asked < end - start ? asked : end - start;
    size_t left = asked, needed = rounded_up((double)asked * given->least);
    needed += needed == 0;
    if (asked < histogram[1] + needed) {
        return;
    }
    while (bound < OFTEN && histogram[bound] <= left) { /* all that are rarer than the bound, and of those `left` */
        left -= histogram[bound++];
    }
    sharers->needed[position] = (uint32_t)needed;
    for (size_t at = start; at < end; at++) {
        uint32_t slot = sieve_slot(prints[at], sharers->bits), often = sharers->often[slot];
        int asks = often > 1 && (often < bound || (often == bound && left));
        left -= asks && often == bound;
        if (asks) {
            set_bit(sharers->is_asked, at);
        }
        if (asks || (sharers->several && often > 1 && often < OFTEN)) {
            sharers->listed[slot / 64] |= UINT64_C(1) << (slot & 63);
        }
    }
}

/* Count how often fingerprints come, and choose those that are asked for. */
static int
choose_all_asked(const Sharing *given, Sharers *sharers)
{
    const uint32_t *prints = given->prints.buf;
    size_t all = (size_t)given->prints.len / sizeof *prints, total = 0;
    for (size_t position = 0; position < sharers->count; position++) {
        total += number_at(&given->counts, number_at(&given->items, position));
    }
    sharers->bits = 16;
    while (sharers->bits < 31 && ((size_t)1 << sharers->bits) < 2 * total) {
        sharers->bits++;
    }
    size_t slots = (size_t)1 << sharers->bits;
    sharers->often = calloc(slots, 1);
    sharers->listed = calloc(slots / 64, sizeof(uint64_t));
    sharers->before = malloc(slots / 64 * sizeof(uint32_t));
    sharers->is_asked = calloc(all / 8 + 1, 1);
    if (!sharers->often || !sharers->listed || !sharers->before || !sharers->is_asked) {
        return NO_MEMORY;
    }
    for (size_t position = 0; position < sharers->count; position++) {
        uint32_t item = number_at(&given->items, position);
        for (size_t at = sharers->offsets[item]; at < sharers->offsets[item + 1]; at++) {
            uint8_t *often = sharers->often + sieve_slot(prints[at], sharers->bits);
            *often = (uint8_t)(*often + (*often < OFTEN));
        }
    }
    for (size_t position = 0; position < sharers->count; position++) {
        choose_asked(given, sharers, position);
    }
    return 0;
}

/* The number of a slot among all that are listed, or NOBODY. */
static inline uint32_t
listed_number(const Sharers *sharers, uint32_t slot)
{
    uint64_t word = sharers->listed[slot / 64], mask = UINT64_C(1) << (slot & 63);
    return word & mask ? sharers->before[slot / 64] + ones(word & (mask - 1)) : NOBODY;
}

/* Make room for the first owners of each slot that is to be listed: as many as it has. */
static int
begin_lists(const Sharing *given, Sharers *sharers)
{
    size_t words = ((size_t)1 << sharers->bits) / 64;
    uint32_t slots = 0, total = 0;
    for (size_t word = 0; word < words; word++) {
        sharers->before[word] = slots;
        slots += ones(sharers->listed[word]);
    }
    sharers->starts = malloc(((size_t)slots + 1) * sizeof *sharers->starts);
    if (!sharers->starts) {
        return NO_MEMORY;
    }
    slots = 0;
    for (size_t word = 0; word < words; word++) {
        for (uint64_t left = sharers->listed[word]; left; left &= left - 1) {
            size_t often = sharers->often[word * 64 + ones((left & (0 - left)) - 1)];
            sharers->starts[slots++] = total;
            total += (uint32_t)(often < given->holders ? often : given->holders);
        }
    }
    sharers->starts[slots] = total;
    sharers->lists = slots;
    sharers->owners = malloc(((size_t)total + 1) * sizeof *sharers->owners);
    return sharers->owners ? 0 : NO_MEMORY;
}

/* List the first owners of these slots, in the order of the walk. */
static int
list_owners(const Sharing *given, Sharers *sharers)
{
    const uint32_t *prints = given->prints.buf;
    int status = begin_lists(given, sharers);
    uint32_t *next = malloc((sharers->lists + 1) * sizeof *next);
    if (status < 0 || next == NULL) {
        free(next);
        return NO_MEMORY;
    }
    memcpy(next, sharers->starts, sharers->lists * sizeof *next);
    for (size_t i = 0; i < sharers->count; i++) {
        uint32_t position = sharers->walk[i], item = number_at(&given->items, position);
        if (i + AHEAD < sharers->count) {
            PREFETCH(prints + sharers->offsets[number_at(&given->items, sharers->walk[i + AHEAD])]);
        }
        for (size_t at = sharers->offsets[item]; at < sharers->offsets[item + 1]; at++) {
            uint32_t number = listed_number(sharers, sieve_slot(prints[at], sharers->bits));
            if (number != NOBODY && next[number] < sharers->starts[number + 1]) {
                sharers->owners[next[number]++] = sharers->place[position];
            }
        }
    }
    free(next);
    return 0;
}

/* A speech that shares fingerprints with a paragraph: how many, and its rank. */
typedef struct {
    uint32_t shared, rank;
} Sharer;

static int
by_value(const void *a, const void *b)
{
    uint32_t first = *(const uint32_t *)a, second = *(const uint32_t *)b;
    return (first > second) - (first < second);
}

static int
by_shared(const void *a, const void *b)
{
    const Sharer *first = a, *second = b;
    return first->shared != second->shared ? (first->shared < second->shared) - (first->shared > second->shared)
                                           : (first->rank > second->rank) - (first->rank < second->rank);
}

static int
by_rank(const void *a, const void *b)
{
    const Sharer *first = a, *second = b;
    return (first->rank > second->rank) - (first->rank < second->rank);
}

enum { FEW_PLACES = 64 }; /* that are sorted by insertion */

static void
sort_places(Bytes *shared)
{
    uint32_t *places = (uint32_t *)(void *)shared->data;
    size_t count = shared->size / sizeof *places;
    if (count > FEW_PLACES) {
        qsort(places, count, sizeof *places, by_value);
        return;
    }
    for (size_t i = 1; i < count; i++) {
        uint32_t place = places[i];
        size_t at = i;
        for (; at && places[at - 1] > place; at--) {
            places[at] = places[at - 1];
        }
        places[at] = place;
    }
}

/* Gather who has the fingerprints that an item asks with, or all that are listed: places in order, each as often as it has one. */
static int
gather_shared(const Sharing *given, Sharers *sharers, uint32_t item, int all)
{
    const uint32_t *prints = given->prints.buf;
    sharers->shared.size = 0;
    for (size_t at = sharers->offsets[item]; at < sharers->offsets[item + 1]; at++) {
        int looks = all || bit(sharers->is_asked, at);
        uint32_t number = looks ? listed_number(sharers, sieve_slot(prints[at], sharers->bits)) : NOBODY;
        if (number == NOBODY) {
            continue;
        }
        uint32_t start = sharers->starts[number], end = sharers->starts[number + 1];
        if (append(&sharers->shared, sharers->owners + start, (end - start) * sizeof start) < 0) {
            return NO_MEMORY;
        }
    }
    sort_places(&sharers->shared);
    return 0;
}

/* Choose the speeches that share enough of what an item asks with, those with most, in their order. */
static int
choose_speeches(const Sharing *given, Sharers *sharers, uint32_t position)
{
    const uint32_t *places = (const uint32_t *)(const void *)sharers->shared.data;
    size_t count = sharers->shared.size / sizeof *places;
    uint32_t own = sharers->rank[sharers->place[position]];
    sharers->speeches.size = 0;
    for (size_t start = 0, end; start < count; start = end) {
        Sharer sharer = {0, sharers->rank[places[start]]};
        for (end = start + 1; end < count && sharers->rank[places[end]] == sharer.rank; end++) {
        }
        sharer.shared = (uint32_t)(end - start);
        if (sharer.shared >= sharers->needed[position] && sharer.rank != own &&
            (sharer.rank >= given->first_own || own >= given->first_own) &&
            append(&sharers->speeches, &sharer, sizeof sharer) < 0) {
            return NO_MEMORY;
        }
    }
    Sharer *speeches = (Sharer *)(void *)sharers->speeches.data;
    count = sharers->speeches.size / sizeof *speeches;
    if (count > given->tried) {
        qsort(speeches, count, sizeof *speeches, by_shared);
        sharers->speeches.size = given->tried * sizeof *speeches;
        qsort(speeches, given->tried, sizeof *speeches, by_rank);
    }
    return 0;
}

/* Whether paragraphs of one speech may hold an item. What is told as made from a template also needs its numerals there. */
static int
may_take(const Sharing *given, uint32_t position, const uint32_t *others, size_t count, int *result)
{
    uint32_t item = number_at(&given->items, position);
    if (((const uint8_t *)given->told.buf)[position]) {
        int more, status = has_more_numerals(given->reader, item, others, count, &more);
        if (status < 0 || more) {
            *result = 0;
            return status;
        }
    }
    return may_hold(given->reader, item, others, count, given->share, result);
}

/* Write a row: the item, how many others come, and those of the chosen speeches, of whom the places are gathered, that share
   something, if they hold enough of it. */
static int
write_sharers(const Sharing *given, Sharers *sharers, uint32_t position, Bytes *rows)
{
    const uint32_t *places = (const uint32_t *)(const void *)sharers->shared.data;
    const Sharer *speeches = (const Sharer *)(const void *)sharers->speeches.data;
    size_t count = sharers->shared.size / sizeof *places, at = 0;
    sharers->others.size = 0;
    for (size_t i = 0; i < sharers->speeches.size / sizeof *speeches; i++) {
        size_t before = sharers->others.size;
        while (sharers->rank[places[at]] < speeches[i].rank) {
            at++;
        }
        for (uint32_t last = NOBODY; at < count && sharers->rank[places[at]] == speeches[i].rank; last = places[at++]) {
            if (places[at] != last &&
                append_u32(&sharers->others, number_at(&given->items, sharers->in_order[places[at]])) < 0) {
                return NO_MEMORY;
            }
        }
        int holds, status = may_take(given, position, (const uint32_t *)(const void *)(sharers->others.data + before),
                                     (sharers->others.size - before) / sizeof(uint32_t), &holds);
        if (status < 0) {
            return status;
        }
        if (!holds) {
            sharers->others.size = before;
        }
    }
    uint32_t written = (uint32_t)(sharers->others.size / sizeof written);
    return written && (append_u32(rows, number_at(&given->items, position)) < 0 || append_u32(rows, written) < 0 ||
                       append(rows, sharers->others.data, sharers->others.size) < 0)
               ? NO_MEMORY
               : 0;
}

/* Find those that may hold one paragraph, and write a row of them. */
static int
find_sharers(const Sharing *given, Sharers *sharers, uint32_t position, Bytes *rows)
{
    uint32_t item = number_at(&given->items, position);
    int status = gather_shared(given, sharers, item, 0);
    if (status == 0) {
        status = choose_speeches(given, sharers, position);
    }
    if (status < 0 || !sharers->speeches.size) {
        return status;
    }
    if (sharers->several) {
        status = gather_shared(given, sharers, item, 1);
    }
    return status < 0 ? status : write_sharers(given, sharers, position, rows);
}

static int
begin_sharers(const Sharing *given, Sharers *sharers)
{
    size_t count = sharers->count = (size_t)given->items.len / sizeof(uint32_t);
    size_t items = (size_t)given->counts.len / sizeof(uint32_t);
    sharers->offsets = malloc((items + 1) * sizeof *sharers->offsets);
    sharers->walk = malloc((count + 1) * sizeof(uint32_t));
    sharers->place = malloc((count + 1) * sizeof(uint32_t));
    sharers->in_order = malloc((count + 1) * sizeof(uint32_t));
    sharers->rank = malloc((count + 1) * sizeof(uint32_t));
    sharers->needed = calloc(count + 1, sizeof(uint32_t));
    if (!sharers->offsets || !sharers->walk || !sharers->place || !sharers->in_order || !sharers->rank || !sharers->needed) {
        return NO_MEMORY;
    }
    sharers->offsets[0] = 0;
    for (size_t i = 0; i < items; i++) {
        sharers->offsets[i + 1] = sharers->offsets[i] + number_at(&given->counts, i);
    }
    int status = order_sharers(given, sharers);
    if (status == 0 && (status = choose_all_asked(given, sharers)) == 0) {
        status = list_owners(given, sharers);
    }
    return status;
}

static void
free_sharers(Sharers *sharers)
{
    void *blocks[] = {sharers->offsets,  sharers->walk,   sharers->place,  sharers->in_order, sharers->rank,   sharers->often,
                      sharers->is_asked, sharers->needed, sharers->listed, sharers->before,   sharers->starts, sharers->owners};
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
        free(blocks[i]);
    }
    release(&sharers->shared);
    release(&sharers->speeches);
    release(&sharers->others);
}

static int
find_all_sharers(const Sharing *given, Bytes *rows)
{
    Sharers sharers;
    memset(&sharers, 0, sizeof sharers);
    int status = begin_sharers(given, &sharers);
    for (size_t i = 0; i < sharers.count && status == 0; i++) {
        if (sharers.needed[sharers.walk[i]]) {
            status = find_sharers(given, &sharers, sharers.walk[i], rows);
        }
    }
    free_sharers(&sharers);
    return status;
}

#endif
