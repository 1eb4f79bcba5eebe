/* What holds what: fingerprints, who shares them, and how much of a key others hold. `contained.py` tells why. */
#ifndef CLEANER_CONTAINED_H
#define CLEANER_CONTAINED_H

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
    forget_sieves(reader);
    free(reader->sieves);
    free(reader);
}

/* ---- fingerprints ---- */

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

static int
by_value(const void *a, const void *b)
{
    uint32_t first = *(const uint32_t *)a, second = *(const uint32_t *)b;
    return (first > second) - (first < second);
}

enum { FEW = 64 }; /* values that are sorted by insertion */

/* Sort values and leave out what recurs; return how many are left. */
static size_t
sort_distinct(uint32_t *values, size_t count)
{
    size_t runs = 0;
    for (size_t i = 0; i < count; i++) { /* mostly they recur in a row */
        if (runs == 0 || values[i] != values[runs - 1]) {
            values[runs++] = values[i];
        }
    }
    if (runs > FEW) {
        qsort(values, runs, sizeof *values, by_value);
    }
    for (size_t i = 1; i < runs && runs <= FEW; i++) {
        uint32_t value = values[i];
        size_t at = i;
        for (; at && values[at - 1] > value; at--) {
            values[at] = values[at - 1];
        }
        values[at] = value;
    }
    size_t distinct = 0;
    for (size_t i = 0; i < runs; i++) {
        if (distinct == 0 || values[i] != values[distinct - 1]) {
            values[distinct++] = values[i];
        }
    }
    return distinct;
}

/* Append the fingerprints of a key, ascending, each once; they take the place of its hashes. */
static int
add_fingerprints(Key *key, size_t window, Bytes *lengths, Bytes *counts, Bytes *prints)
{
    uint32_t *values = (uint32_t *)(void *)key->hashes.data;
    size_t count = sort_distinct(values, least_in_windows(values, key->grams, window));
    return append_u32(lengths, (uint32_t)key->length) < 0 || append_u32(counts, (uint32_t)count) < 0 ||
                   append(prints, values, count * sizeof *values) < 0
               ? NO_MEMORY
               : 0;
}

static int
winnow(Reader *reader, const Py_buffer *items, size_t window, Bytes *lengths, Bytes *counts, Bytes *prints)
{
    int status = 0;
    reader->current = 0;
    for (size_t i = 0; i < (size_t)items->len / sizeof(uint32_t) && status == 0; i++) {
        status = read_key(&reader->texts, number_at(items, i), &reader->key);
        if (status == 0) {
            status = add_fingerprints(&reader->key, window, lengths, counts, prints);
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

/* What the search of sharers is given, by position: items, lengths of keys, how many fingerprints, and these in a row; by
   item: speech and index in it; by speech its rank, of which those below `first_own` are references. */
typedef struct {
    Py_buffer items, lengths, counts, prints, speeches, ranks, indices;
    uint32_t first_own;
    size_t holders, tried;
    double least, share;
    Reader *reader;
} Sharing;

/* What it works with: positions in the order of their places, and of the walk; sharers of a fingerprint in a row. */
typedef struct {
    size_t count, shared;
    uint64_t *entries; /* fingerprint, number in the walk */
    uint32_t *in_walk; /* the position of each number of the walk */
    uint32_t *place, *rank; /* by number of the walk: in the order of all, and of its speech */
    uint32_t *starts, *asked; /* where the fingerprints of each begin, and the first entry of each of these */
    uint32_t *seen;   /* by number of the walk: 1 more than the owner that it shared with last */
    uint32_t *shared_by; /* by rank of the speech, for one owner */
    Bytes touched, speeches, others;
} Sharers;

static inline uint32_t
rank_at(const Sharing *given, uint32_t position)
{
    return number_at(&given->ranks, number_at(&given->speeches, number_at(&given->items, position)));
}

/* Put the positions in order: of their places (rank of the speech, index), then, longest key first, of the walk. */
static int
order_sharers(const Sharing *given, Sharers *sharers)
{
    size_t count = sharers->count;
    uint64_t *pairs = malloc((2 * count + 1) * sizeof *pairs), *sorted = pairs;
    sharers->in_walk = malloc((count + 1) * sizeof(uint32_t));
    sharers->place = malloc((count + 1) * sizeof(uint32_t));
    sharers->rank = malloc((count + 1) * sizeof(uint32_t));
    if (!pairs || !sharers->in_walk || !sharers->place || !sharers->rank) {
        free(pairs);
        return NO_MEMORY;
    }
    for (size_t i = 0; i < count; i++) {
        pairs[i] = (uint64_t)number_at(&given->indices, number_at(&given->items, i)) << 32 | i;
    }
    for (int pass = 0; pass < 2; pass++) {
        sorted = sort_pairs(sorted, sorted == pairs ? pairs + count : pairs, count);
        for (size_t i = 0; i < count; i++) {
            uint32_t position = (uint32_t)sorted[i];
            if (pass) {
                sharers->seen[position] = (uint32_t)i; /* for a while, its place */
            }
            uint32_t next = pass ? UINT32_MAX - number_at(&given->lengths, position) : rank_at(given, position);
            sorted[i] = (uint64_t)next << 32 | position;
        }
    }
    sorted = sort_pairs(sorted, sorted == pairs ? pairs + count : pairs, count);
    for (size_t i = 0; i < count; i++) {
        sharers->in_walk[i] = (uint32_t)sorted[i];
        sharers->place[i] = sharers->seen[(uint32_t)sorted[i]];
        sharers->rank[i] = rank_at(given, (uint32_t)sorted[i]);
    }
    memset(sharers->seen, 0, count * sizeof(uint32_t));
    free(pairs);
    return 0;
}

/* Gather the fingerprints that may be shared, sorted. A sieve spares those that came once, which are most. */
static int
gather_shared(const Sharing *given, Sharers *sharers)
{
    const uint32_t *prints = given->prints.buf;
    size_t total = (size_t)given->prints.len / sizeof *prints, count = sharers->count;
    int bits = 16;
    while (bits < 31 && ((size_t)1 << bits) < 4 * total) {
        bits++;
    }
    uint8_t *once = calloc(((size_t)1 << bits) / 8, 1), *again = calloc(((size_t)1 << bits) / 8, 1);
    size_t *offsets = malloc((count + 1) * sizeof *offsets), shared = 0;
    int status = once && again && offsets ? 0 : NO_MEMORY;
    for (size_t i = 0; i < total && status == 0; i++) {
        uint32_t slot = sieve_slot(prints[i], bits);
        if (bit(once, slot)) {
            set_bit(again, slot);
        } else {
            set_bit(once, slot);
        }
    }
    for (size_t i = 0; i < total && status == 0; i++) {
        shared += (size_t)bit(again, sieve_slot(prints[i], bits));
    }
    free(once);
    uint64_t *entries = status == 0 ? malloc((2 * shared + 1) * sizeof *entries) : NULL;
    if (entries == NULL || shared >= UINT32_MAX) {
        free(entries);
        free(again);
        free(offsets);
        return NO_MEMORY;
    }
    offsets[0] = 0;
    for (size_t i = 0; i < count; i++) {
        offsets[i + 1] = offsets[i] + number_at(&given->counts, i);
    }
    size_t used = 0;
    for (size_t i = 0; i < count; i++) { /* in the order of the walk, which sorting keeps */
        uint32_t position = sharers->in_walk[i];
        for (size_t at = offsets[position]; at < offsets[position + 1]; at++) {
            if (bit(again, sieve_slot(prints[at], bits))) {
                entries[used++] = (uint64_t)prints[at] << 32 | i;
            }
        }
    }
    free(again);
    free(offsets);
    uint64_t *sorted = sort_pairs(entries, entries + shared, shared);
    if (sorted != entries) {
        memcpy(entries, sorted, shared * sizeof *entries);
    }
    sharers->shared = shared;
    uint64_t *smaller_block = realloc(entries, (shared + 1) * sizeof *entries);
    sharers->entries = smaller_block == NULL ? entries : smaller_block;
    return 0;
}

/* List for each paragraph the first entries of the fingerprints that it shares. */
static int
list_asked(Sharers *sharers)
{
    sharers->starts = calloc(sharers->count + 2, sizeof(uint32_t));
    sharers->asked = malloc((sharers->shared + 1) * sizeof(uint32_t));
    if (!sharers->starts || !sharers->asked) {
        return NO_MEMORY;
    }
    for (int pass = 0; pass < 2; pass++) { /* count, then write */
        for (size_t start = 0, end; start < sharers->shared; start = end) {
            end = start + 1;
            while (end < sharers->shared && sharers->entries[end] >> 32 == sharers->entries[start] >> 32) {
                end++;
            }
            for (size_t i = start; i < end && end - start > 1; i++) {
                uint32_t *next = sharers->starts + (uint32_t)sharers->entries[i] + 1;
                if (pass) {
                    sharers->asked[(*next)++] = (uint32_t)start; /* which leaves there where the next one's begin */
                } else {
                    next[1]++;
                }
            }
        }
        for (size_t i = 1; i < sharers->count + 2 && !pass; i++) {
            sharers->starts[i] += sharers->starts[i - 1];
        }
    }
    return 0;
}

static int
by_both(const void *a, const void *b)
{
    uint64_t first = *(const uint64_t *)a, second = *(const uint64_t *)b;
    return (first > second) - (first < second);
}

/* Find who shares enough fingerprints with a paragraph, the speech as a whole: pairs of place and number in the walk, in order.
   Nearly all share one or two, as any text may, and need not be sorted. */
static int
find_sharers(const Sharing *given, Sharers *sharers, uint32_t owner)
{
    uint32_t speech = sharers->rank[owner];
    double least = (double)number_at(&given->counts, sharers->in_walk[owner]) * given->least;
    sharers->touched.size = 0;
    for (uint32_t i = sharers->starts[owner]; i < sharers->starts[owner + 1]; i++) {
        size_t start = sharers->asked[i], end = start + given->holders;
        for (size_t at = start; at < sharers->shared && at < end; at++) {
            if (sharers->entries[at] >> 32 != sharers->entries[start] >> 32) {
                break;
            }
            uint32_t other = (uint32_t)sharers->entries[at], rank = sharers->rank[other];
            if (rank == speech || (rank < given->first_own && speech < given->first_own)) {
                continue;
            }
            sharers->shared_by[rank]++;
            if (sharers->seen[other] != owner + 1 &&
                append_u64(&sharers->touched, (uint64_t)sharers->place[other] << 32 | other) < 0) {
                return NO_MEMORY;
            }
            sharers->seen[other] = owner + 1;
        }
    }
    uint64_t *touched = (uint64_t *)(void *)sharers->touched.data;
    size_t found = 0, all = sharers->touched.size / sizeof *touched;
    for (size_t i = 0; i < all; i++) {
        uint32_t *shared = sharers->shared_by + sharers->rank[(uint32_t)touched[i]];
        if ((double)*shared >= least) {
            touched[found++] = touched[i];
        } else {
            *shared = 0; /* as it is for all others of the speech, then */
        }
    }
    sharers->touched.size = found * sizeof *touched;
    if (found > 1) {
        qsort(touched, found, sizeof *touched, by_both);
    }
    return 0;
}

/* A speech that shares fingerprints with a paragraph: how many, and where its paragraphs stand among the sharers. */
typedef struct {
    uint32_t shared, start, end;
} Sharer;

static int
by_shared(const void *a, const void *b)
{
    const Sharer *first = a, *second = b;
    return first->shared != second->shared ? (first->shared < second->shared) - (first->shared > second->shared)
                                           : (first->start > second->start) - (first->start < second->start);
}

static int
by_start(const void *a, const void *b)
{
    const Sharer *first = a, *second = b;
    return (first->start > second->start) - (first->start < second->start);
}

/* Group the sharers of one paragraph by speech and write a row: the item, how many there are, and the items of those of the
   speeches that share most which hold enough of it. */
static int
write_sharers(const Sharing *given, Sharers *sharers, uint32_t owner, Bytes *rows)
{
    const uint64_t *touched = (const uint64_t *)(const void *)sharers->touched.data;
    uint32_t found = (uint32_t)(sharers->touched.size / sizeof *touched), written = 0;
    uint32_t position = sharers->in_walk[owner];
    sharers->speeches.size = 0;
    for (uint32_t start = 0, end; start < found; start = end) {
        uint32_t speech = sharers->rank[(uint32_t)touched[start]];
        for (end = start + 1; end < found && sharers->rank[(uint32_t)touched[end]] == speech; end++) {
        }
        Sharer sharer = {sharers->shared_by[speech], start, end};
        sharers->shared_by[speech] = 0;
        if (append(&sharers->speeches, &sharer, sizeof sharer) < 0) {
            return NO_MEMORY;
        }
    }
    Sharer *speeches = (Sharer *)(void *)sharers->speeches.data;
    size_t count = sharers->speeches.size / sizeof *speeches;
    if (count > given->tried) {
        qsort(speeches, count, sizeof *speeches, by_shared);
        count = given->tried;
        qsort(speeches, count, sizeof *speeches, by_start);
    }
    size_t tried = count;
    count = 0;
    for (size_t i = 0; i < tried; i++) { /* of each, its items, if they may hold the paragraph */
        int holds, status;
        sharers->others.size = 0;
        for (uint32_t at = speeches[i].start; at < speeches[i].end; at++) {
            if (append_u32(&sharers->others, number_at(&given->items, sharers->in_walk[(uint32_t)touched[at]])) < 0) {
                return NO_MEMORY;
            }
        }
        status = may_hold(given->reader, number_at(&given->items, position), (const uint32_t *)(const void *)sharers->others.data,
                          speeches[i].end - speeches[i].start, given->share, &holds);
        if (status < 0) {
            return status;
        }
        if (holds) {
            speeches[count++] = speeches[i];
            written += speeches[i].end - speeches[i].start;
        }
    }
    if (written && (append_u32(rows, number_at(&given->items, position)) < 0 || append_u32(rows, written) < 0)) {
        return NO_MEMORY;
    }
    for (size_t i = 0; i < count; i++) {
        for (uint32_t at = speeches[i].start; at < speeches[i].end; at++) {
            if (append_u32(rows, number_at(&given->items, sharers->in_walk[(uint32_t)touched[at]])) < 0) {
                return NO_MEMORY;
            }
        }
    }
    return 0;
}

static int
find_all_sharers(const Sharing *given, Bytes *rows)
{
    Sharers sharers;
    memset(&sharers, 0, sizeof sharers);
    sharers.count = (size_t)given->items.len / sizeof(uint32_t);
    sharers.seen = calloc(sharers.count + 1, sizeof(uint32_t));
    sharers.shared_by = calloc((size_t)given->ranks.len / sizeof(uint32_t) + 1, sizeof(uint32_t));
    int status = sharers.seen && sharers.shared_by ? order_sharers(given, &sharers) : NO_MEMORY;
    if (status == 0 && (status = gather_shared(given, &sharers)) == 0) {
        status = list_asked(&sharers);
    }
    for (size_t owner = 0; owner < sharers.count && status == 0; owner++) {
        if (sharers.starts[owner + 1] > sharers.starts[owner] &&
            (status = find_sharers(given, &sharers, (uint32_t)owner)) == 0) {
            status = write_sharers(given, &sharers, (uint32_t)owner, rows);
        }
    }
    free(sharers.entries);
    free(sharers.in_walk);
    free(sharers.place);
    free(sharers.rank);
    free(sharers.starts);
    free(sharers.asked);
    free(sharers.seen);
    free(sharers.shared_by);
    release(&sharers.touched);
    release(&sharers.speeches);
    release(&sharers.others);
    return status;
}

#endif
