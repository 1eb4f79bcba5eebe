/* Numbers in order: ids, distinct keys, buckets. Nothing here looks at a text. */
#ifndef CLEANER_SORTING_H
#define CLEANER_SORTING_H

#include "room.h"

#define ALONE UINT32_MAX

/* Sort pairs (key in the upper half, value in the lower) by key; pairs of one key keep their order. Both arrays hold
   `count` pairs; return the one with the result. */
static uint64_t *
sort_pairs(Room *room, uint64_t *pairs, uint64_t *spare, size_t count)
{
    static const int shifts[] = {32, 43, 54}, bits[] = {11, 11, 10};
    for (int pass = 0; pass < 3; pass++) {
        size_t starts[1 << 11] = {0}, total = 0;
        uint64_t mask = (1u << bits[pass]) - 1;
        for (size_t i = 0; i < count; i++) {
            starts[pairs[i] >> shifts[pass] & mask]++;
            let_go(room, i);
        }
        for (size_t digit = 0; digit <= mask; digit++) {
            size_t here = starts[digit];
            starts[digit] = total;
            total += here;
        }
        for (size_t i = 0; i < count; i++) {
            spare[starts[pairs[i] >> shifts[pass] & mask]++] = pairs[i];
            let_go(room, i);
        }
        uint64_t *other = pairs;
        pairs = spare;
        spare = other;
    }
    return pairs;
}

enum { FEWEST_BITS = 10, MOST_BITS = 22 }; /* 2 ** so many slots by which keys are known: a processor holds the most nearby */

static inline int
slot_bits(size_t count)
{
    int bits = FEWEST_BITS;
    while (bits < MOST_BITS && ((size_t)1 << bits) < 4 * count) {
        bits++;
    }
    return bits;
}

/* Put the keys that others may share in a row, each with its number; return how many. `slots` are two bits each, all zero:
   whether a key came, and came again. */
static size_t
pair_shared(Room *room, const uint32_t *keys, const uint32_t *firsts, size_t count, uint64_t *slots, uint64_t *pairs)
{
    int shift = 32 - slot_bits(count);
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t slot = keys[firsts[i]] >> shift, low = 2 * (slot & 31);
        slots[slot / 32] |= UINT64_C(1) << low | (slots[slot / 32] >> low & 1) << (low + 1);
        let_go(room, i);
    }
    for (size_t i = 0; i < count; i++) {
        uint32_t key = keys[firsts[i]], slot = key >> shift;
        pairs[used] = (uint64_t)key << 32 | i;
        used += slots[slot / 32] >> (2 * (slot & 31) + 1) & 1;
        let_go(room, i);
    }
    return used;
}

/* Number the band keys that several share, from 0 in the order of the keys; `result[i]` is ALONE for the others. Most keys are
   alone, and most of these need not be sorted to know it. `slots` has room for two bits for each of these, and behind them for
   two pairs a key. */
static size_t
number_buckets(Room *room, const uint32_t *keys, const uint32_t *firsts, size_t count, uint64_t *slots, uint32_t *result)
{
    size_t words = ((size_t)1 << slot_bits(count)) / 32, used = 0;
    memset(slots, 0, words * sizeof *slots);
    uint64_t *pairs = slots + words;
    size_t shared = pair_shared(room, keys, firsts, count, slots, pairs);
    pairs = sort_pairs(room, pairs, pairs + count, shared);
    memset(result, 0xFF, count * sizeof *result);
    for (size_t i = 0; i < shared;) {
        size_t end = i + 1;
        while (end < shared && pairs[end] >> 32 == pairs[i] >> 32) {
            end++;
        }
        uint32_t bucket = end - i > 1 ? (uint32_t)used++ : ALONE;
        for (; i < end; i++) {
            result[(uint32_t)pairs[i]] = bucket;
            let_go(room, i);
        }
    }
    return used;
}

/* Number distinct 128-bit hashes in the order of their first appearance; `firsts` gets the item of each. Return how many
   there are. `slots` has room for `mask` + 1 numbers, a power of two and more than there are items, all zero. */
static size_t
number_distinct(Room *room, const uint64_t *hashes, const uint32_t *order, size_t count, uint32_t *slots, size_t mask,
                uint32_t *numbers, uint32_t *firsts)
{
    size_t used = 0;
    for (size_t rank = 0; rank < count; rank++) {
        uint32_t item = order[rank];
        const uint64_t *hash = hashes + 2 * (size_t)item;
        size_t slot = hash[0] & mask;
        while (slots[slot]) {
            const uint64_t *other = hashes + 2 * (size_t)firsts[slots[slot] - 1];
            if (other[0] == hash[0] && other[1] == hash[1]) {
                break;
            }
            slot = (slot + 1) & mask;
        }
        if (!slots[slot]) {
            firsts[used++] = item;
            slots[slot] = (uint32_t)used;
        }
        numbers[item] = slots[slot] - 1;
        let_go(room, rank);
    }
    return used;
}

/* Ids: JSON literals one behind the other. */
typedef struct {
    const uint8_t *heap;
    const uint64_t *ends;
} Ids;

static const uint8_t *
id_of(const Ids *ids, uint32_t record, size_t *length)
{
    uint64_t start = record ? ids->ends[record - 1] : 0;
    *length = (size_t)(ids->ends[record] - start);
    const uint8_t *id = ids->heap + start;
    if (*length >= 2 && *id == '"') {
        *length -= 2;
        id++;
    }
    return id;
}

typedef struct {
    uint64_t prefix; /* eight bytes behind what all ids have in common; most comparisons need no more */
    uint32_t record;
} Ranked;

static int
has_id(const Ids *ids, uint32_t record)
{
    return ids->ends[record] > (record ? ids->ends[record - 1] : 0);
}

/* Whether `a` stays before `b`, which came later: by the bytes of the ids; those without one come last. */
static int
in_order(const Ids *ids, const Ranked *a, const Ranked *b)
{
    size_t length, other_length;
    int named = has_id(ids, a->record), other_named = has_id(ids, b->record);
    if (!named || !other_named) {
        return named || !other_named;
    }
    if (a->prefix != b->prefix) {
        return a->prefix < b->prefix;
    }
    const uint8_t *id = id_of(ids, a->record, &length), *other = id_of(ids, b->record, &other_length);
    int sign = memcmp(id, other, length < other_length ? length : other_length);
    return sign ? sign < 0 : length <= other_length;
}

/* Whether the records come in the order of their ids, as they mostly do. */
static int
is_ordered(const Ids *ids, size_t count)
{
    for (size_t record = 1; record < count; record++) {
        Ranked before = {0, (uint32_t)record - 1}, here = {0, (uint32_t)record};
        if (!in_order(ids, &before, &here)) {
            return 0;
        }
    }
    return 1;
}

static size_t
common_prefix(const Ids *ids, size_t count)
{
    const uint8_t *model = NULL;
    size_t common = 0;
    for (size_t record = 0; record < count; record++) {
        size_t length, same = 0;
        if (!has_id(ids, (uint32_t)record)) {
            continue;
        }
        const uint8_t *id = id_of(ids, (uint32_t)record, &length);
        if (model == NULL) {
            model = id;
            common = length;
        }
        while (same < common && same < length && id[same] == model[same]) {
            same++;
        }
        common = same;
    }
    return common;
}

static void
fill_ranked(const Ids *ids, size_t count, Ranked *ranked)
{
    size_t common = common_prefix(ids, count);
    for (size_t record = 0; record < count; record++) {
        size_t length;
        const uint8_t *id = id_of(ids, (uint32_t)record, &length);
        uint64_t prefix = 0;
        for (size_t i = 0; i < 8; i++) {
            prefix = prefix << 8 | (common + i < length ? id[common + i] : 0);
        }
        ranked[record] = (Ranked){prefix, (uint32_t)record};
    }
}

static void
merge(const Ids *ids, const Ranked *from, size_t start, size_t middle, size_t end, Ranked *to)
{
    size_t left = start, right = middle;
    for (size_t i = start; i < end; i++) {
        int first = right >= end || (left < middle && in_order(ids, from + left, from + right));
        to[i] = first ? from[left++] : from[right++];
    }
}

/* Sort by merging runs of 1, 2, 4 …; runs that follow on each other are copied. Return the array with the result. */
static Ranked *
sort_ranked(const Ids *ids, Ranked *from, Ranked *to, size_t count)
{
    for (size_t width = 1; width < count; width *= 2) {
        for (size_t start = 0; start < count; start += 2 * width) {
            size_t middle = start + width < count ? start + width : count;
            size_t end = middle + width < count ? middle + width : count;
            if (middle >= end || in_order(ids, from + middle - 1, from + middle)) {
                memcpy(to + start, from + start, (end - start) * sizeof *to);
            } else {
                merge(ids, from, start, middle, end, to);
            }
        }
        Ranked *other = from;
        from = to;
        to = other;
    }
    return from;
}

#endif
