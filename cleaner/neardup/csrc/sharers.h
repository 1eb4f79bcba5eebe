/* Who may hold what: paragraphs ask with their rarest fingerprints, and those that share enough of them are looked at.
   `contained.py` tells why. */
#ifndef CLEANER_SHARERS_H
#define CLEANER_SHARERS_H

#include "contained.h"
#include "map.h"
#include "sorting.h"

typedef struct {
    Py_buffer items, told, lengths, counts, prints, speeches, ranks, indices;
    uint32_t first_own;
    size_t holders, tried, fewest;
    double rarest, least, share;
    Reader *reader;
} Sharing;

/* 64 slots: a bit for each that several fingerprints have, and how many such there are before. */
typedef struct {
    uint64_t shared;
    uint32_t before, free;
} Slots;

typedef struct {
    uint32_t start, used; /* one more than its room where more have come */
} Owners;

/* What it works with. A fingerprint is known by one of 2 ** `bits` slots, so now and then two are taken for one. Positions
   have places, in the order of their speeches and of the indices in these. */
typedef struct {
    size_t count;
    size_t *offsets;    /* by item, where its fingerprints begin */
    uint32_t *walk;     /* positions in the order of the walk: longest key first, then by place */
    uint32_t *in_walk, *place; /* by position */
    uint32_t *in_order; /* positions by place */
    uint32_t *speech;   /* by place, the number of its speech among all that have one */
    uint32_t speeches, first_own;
    int several;        /* whether a speech has several paragraphs */
    int bits;
    size_t numbers;     /* of the slots that are shared, from 1; 0 is for all others */
    uint8_t *often;     /* by number, how many fingerprints have the slot, OFTEN at most */
    uint8_t *is_asked;  /* a bit for each fingerprint: its owner asks who else has it */
    uint32_t *needed;   /* by position, how many of these another speech must have; 0: it asks for none */
    uint8_t *is_listed; /* a bit for each number: the owners of the slot are wanted; never those of 0 */
    Owners *lists;      /* by number, and one more behind: where these are */
    uint32_t *owners;   /* all these: the places of the first that have it */
    uint32_t *shares;   /* by speech, how many fingerprints it shares with the paragraph that asks */
    Room *room;
    Bytes entries, met, chosen, places, others, seen, rows, found;
} Sharers;

/* A fingerprint of which the owners are listed: whose it is, the number of its slot, and its list. */
typedef struct {
    uint32_t position, number, start, room;
} Entry;

enum { OFTEN = 64, BLOCK = 32 }; /* what is counted at most; positions that are looked up together */

#ifndef RANGE
#define RANGE ((size_t)1 << 22) /* 64 slots each that are looked at at a time: in larger tables all would be far apart */
#endif

/* Put the positions in order: by place, then as they are walked. */
static int
order_sharers(const Sharing *given, Sharers *sharers)
{
    size_t count = sharers->count;
    uint64_t *pairs = get_room(sharers->room, 2 * count, sizeof *pairs), *sorted = pairs;
    if (!pairs) {
        return RAISED;
    }
    for (size_t i = 0; i < count; i++) {
        pairs[i] = (uint64_t)number_at(&given->indices, number_at(&given->items, i)) << 32 | i;
        let_go(sharers->room, i);
    }
    sorted = sort_pairs(sharers->room, sorted, sorted == pairs ? pairs + count : pairs, count);
    for (size_t i = 0; i < count; i++) {
        uint32_t item = number_at(&given->items, (uint32_t)sorted[i]);
        sorted[i] = (uint64_t)number_at(&given->ranks, number_at(&given->speeches, item)) << 32 | (uint32_t)sorted[i];
        let_go(sharers->room, i);
    }
    sorted = sort_pairs(sharers->room, sorted, sorted == pairs ? pairs + count : pairs, count);
    uint32_t before = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t position = (uint32_t)sorted[i], rank = (uint32_t)(sorted[i] >> 32);
        int same = i && rank == before;
        sharers->place[position] = (uint32_t)i;
        sharers->in_order[i] = position;
        sharers->speeches += !same;
        sharers->speech[i] = sharers->speeches - 1;
        sharers->first_own = rank < given->first_own ? sharers->speeches : sharers->first_own;
        sharers->several |= same;
        before = rank;
        sorted[i] = (uint64_t)(UINT32_MAX - number_at(&given->lengths, number_at(&given->items, position))) << 32 | position;
        let_go(sharers->room, i);
    }
    sorted = sort_pairs(sharers->room, sorted, sorted == pairs ? pairs + count : pairs, count);
    for (size_t i = 0; i < count; i++) {
        sharers->walk[i] = (uint32_t)sorted[i];
        sharers->in_walk[sharers->walk[i]] = (uint32_t)i;
        let_go(sharers->room, i);
    }
    leave_room(sharers->room, pairs);
    return sharers->room->failed ? RAISED : 0;
}

static inline size_t
rounded_up(double value)
{
    size_t whole = (size_t)value;
    return whole + ((double)whole < value);
}

/* Leave of each pair of bits the upper one. */
static inline uint64_t
upper_bits(uint64_t word)
{
    word = word >> 1 & UINT64_C(0x5555555555555555);
    word = (word | word >> 1) & UINT64_C(0x3333333333333333);
    word = (word | word >> 2) & UINT64_C(0x0F0F0F0F0F0F0F0F);
    word = (word | word >> 4) & UINT64_C(0x00FF00FF00FF00FF);
    word = (word | word >> 8) & UINT64_C(0x0000FFFF0000FFFF);
    return (word | word >> 16) & UINT64_C(0x00000000FFFFFFFF);
}

/* Put the hash of each fingerprint of a position in its place: its upper bits are the slot. Return how many there are. */
static size_t
hash_prints(const Sharing *given, Sharers *sharers, size_t position)
{
    uint32_t *prints = given->prints.buf;
    uint32_t item = number_at(&given->items, position);
    for (size_t at = sharers->offsets[item]; at < sharers->offsets[item + 1]; at++) {
        prints[at] *= 0x9E3779B1u;
    }
    return sharers->offsets[item + 1] - sharers->offsets[item];
}

/* Note which slots of a range the fingerprints of a position have; two bits a slot: whether it came, and came again. */
static void
meet_prints(const Sharing *given, const Sharers *sharers, size_t position, size_t first, uint64_t *met)
{
    const uint32_t *prints = given->prints.buf;
    uint32_t item = number_at(&given->items, position);
    for (size_t at = sharers->offsets[item]; at < sharers->offsets[item + 1]; at++) {
        size_t slot = (prints[at] >> (32 - sharers->bits)) - 64 * first, shift = 2 * (slot & 31);
        if (slot < 64 * RANGE) {
            met[slot / 32] |= UINT64_C(1) << shift | (met[slot / 32] >> shift & 1) << (shift + 1);
        }
    }
}

/* Put the number of its slot in the place of each fingerprint of a range, 0 where nobody else has it, and count it. Numbers are
   no greater than slots, so they seem to be of ranges that are done. */
static void
number_prints(const Sharing *given, Sharers *sharers, size_t position, size_t first, const Slots *slots)
{
    uint32_t *prints = given->prints.buf;
    uint32_t item = number_at(&given->items, position);
    for (size_t at = sharers->offsets[item]; at < sharers->offsets[item + 1]; at++) {
        size_t slot = (prints[at] >> (32 - sharers->bits)) - 64 * first;
        if (slot < 64 * RANGE) {
            uint64_t own = UINT64_C(1) << (slot & 63), shared = slots[slot / 64].shared;
            uint32_t number = shared & own ? slots[slot / 64].before + ones(shared & (own - 1)) : 0;
            sharers->often[number] = (uint8_t)(sharers->often[number] + (sharers->often[number] < OFTEN));
            prints[at] = number;
        }
    }
}

/* Number the slots that several fingerprints have, from 1: the tables of all others would be large, and memory is slow. Of very
   many it is done a range at a time, as pages of larger tables would come and go with each fingerprint. */
static int
number_slots(const Sharing *given, Sharers *sharers)
{
    size_t total = 0, count = sharers->count;
    for (size_t position = 0; position < count; position++) {
        total += hash_prints(given, sharers, position);
        let_go(sharers->room, position);
    }
    sharers->bits = 16;
    while (sharers->bits < 31 && ((size_t)1 << sharers->bits) < 2 * total) {
        sharers->bits++;
    }
    size_t words = ((size_t)1 << sharers->bits) / 64, range = words < RANGE ? words : RANGE;
    uint64_t *met = get_room(sharers->room, 2 * range, sizeof *met);
    Slots *slots = get_room(sharers->room, range, sizeof *slots);
    sharers->often = get_room(sharers->room, total / 2 + 1, 1);
    for (size_t first = 0; first < words && !sharers->room->failed; first += range) {
        memset(met, 0, 2 * range * sizeof *met);
        for (size_t position = 0; position < count; position++) {
            meet_prints(given, sharers, position, first, met);
            let_go(sharers->room, position);
        }
        for (size_t word = 0; word < range; word++) {
            uint64_t shared = upper_bits(met[2 * word]) | upper_bits(met[2 * word + 1]) << 32;
            slots[word] = (Slots){shared, (uint32_t)sharers->numbers + 1, 0};
            sharers->numbers += ones(shared);
        }
        for (size_t position = 0; position < count; position++) {
            number_prints(given, sharers, position, first, slots);
            let_go(sharers->room, position);
        }
    }
    leave_room(sharers->room, met);
    leave_room(sharers->room, slots);
    return sharers->room->failed ? RAISED : 0;
}

/* A position asks for others with the rarest of its fingerprints; in vain with those that nobody else has, and where these are
   too many it asks for none. Return how many it asks with. */
static size_t
count_asked(const Sharing *given, Sharers *sharers, size_t position)
{
    const uint32_t *numbers = given->prints.buf;
    uint32_t item = number_at(&given->items, position);
    size_t start = sharers->offsets[item], end = sharers->offsets[item + 1], alone = 0;
    for (size_t at = start; at < end; at++) {
        alone += numbers[at] == 0;
    }
    size_t asked = rounded_up((double)(end - start) * given->rarest);
    asked = asked < given->fewest ? given->fewest : asked;
    asked = asked < end - start ? asked : end - start;
    size_t needed = rounded_up((double)asked * given->least);
    needed += needed == 0;
    sharers->needed[position] = asked < alone + needed ? 0 : (uint32_t)needed;
    return asked;
}

/* Choose the fingerprints by which a position asks for others: of equally rare ones the first. Where a speech may have several
   paragraphs all that are not too frequent are listed, which tell the others of one that has enough of the rarest. */
static int
choose_asked(const Sharing *given, Sharers *sharers, size_t position, size_t left)
{
    uint32_t item = number_at(&given->items, position);
    size_t start = sharers->offsets[item], count = sharers->offsets[item + 1] - start, bound = 0, listed = 0;
    const uint32_t *numbers = (const uint32_t *)given->prints.buf + start;
    sharers->met.size = sharers->seen.size = 0;
    if (reserve(&sharers->seen, count) < 0 || reserve(&sharers->met, (count + 1) * sizeof(uint32_t)) < 0) {
        return NO_MEMORY;
    }
    uint8_t *seen = sharers->seen.data;
    uint32_t *wanted = (uint32_t *)(void *)sharers->met.data, histogram[OFTEN + 1] = {0};
    for (size_t i = 0; i < count; i++) {
        seen[i] = numbers[i] ? sharers->often[numbers[i]] : 1;
        histogram[seen[i]]++;
    }
    while (bound < OFTEN && histogram[bound] <= left) { /* all that are rarer than the bound, and of those `left` */
        left -= histogram[bound++];
    }
    for (size_t i = 0; i < count; i++) {
        unsigned at_bound = seen[i] == bound, asks = (seen[i] > 1) & ((seen[i] < bound) | (at_bound & (left > 0)));
        left -= asks & at_bound;
        sharers->is_asked[(start + i) / 8] |= (uint8_t)(asks << ((start + i) & 7));
        wanted[listed] = numbers[i];
        listed += asks | ((unsigned)sharers->several & (seen[i] > 1) & (seen[i] < OFTEN));
    }
    for (size_t i = 0; i < listed; i++) {
        set_bit(sharers->is_listed, wanted[i]);
    }
    return 0;
}

/* Count how often fingerprints come, and choose those that are asked for. */
static int
choose_all_asked(const Sharing *given, Sharers *sharers)
{
    size_t all = (size_t)given->prints.len / sizeof(uint32_t);
    int status = number_slots(given, sharers);
    uint32_t *asked = get_room(sharers->room, sharers->count, sizeof *asked);
    sharers->is_listed = get_room(sharers->room, sharers->numbers / 8 + 1, 1);
    sharers->is_asked = get_room(sharers->room, all / 8 + 1, 1);
    if (sharers->room->failed) {
        status = RAISED;
    }
    for (size_t position = 0; position < sharers->count && status == 0; position++) {
        asked[position] = (uint32_t)count_asked(given, sharers, position);
        let_go(sharers->room, position);
    }
    for (size_t position = 0; position < sharers->count && status == 0; position++) {
        status = sharers->needed[position] ? choose_asked(given, sharers, position, asked[position]) : 0;
        let_go(sharers->room, position);
    }
    leave_room(sharers->room, asked);
    return status;
}

/* Make room for the first owners of each slot that is to be listed: as many as it has. */
static int
begin_lists(const Sharing *given, Sharers *sharers)
{
    uint32_t total = 0;
    sharers->lists = get_room(sharers->room, sharers->numbers + 2, sizeof *sharers->lists);
    for (size_t number = 0; sharers->lists && number <= sharers->numbers + 1; number++) {
        size_t often = number <= sharers->numbers && bit(sharers->is_listed, number) ? sharers->often[number] : 0;
        sharers->lists[number] = (Owners){total, 0};
        total += (uint32_t)(often < given->holders ? often : given->holders);
        let_go(sharers->room, number);
    }
    sharers->owners = get_room(sharers->room, total, sizeof *sharers->owners);
    return sharers->owners ? 0 : RAISED;
}

/* Look up the fingerprints of a block of positions that have a bit in `mask`, or all, and are listed; return how many, -1
   without memory. Each step does one thing for all, so that a processor waits for many words of memory at a time. */
static ptrdiff_t
look_up_block(const Sharing *given, Sharers *sharers, size_t first, const uint8_t *mask)
{
    const uint32_t *numbers = given->prints.buf;
    size_t last = first + BLOCK < sharers->count ? first + BLOCK : sharers->count, listed = 0;
    for (size_t position = first; position < last; position++) {
        uint32_t item = number_at(&given->items, position);
        size_t start = sharers->offsets[item], end = sharers->offsets[item + 1];
        sharers->entries.size = listed * sizeof(Entry);
        if (reserve(&sharers->entries, (end - start + 1) * sizeof(Entry)) < 0) {
            return -1;
        }
        Entry *entries = (Entry *)(void *)sharers->entries.data;
        for (size_t at = start; at < end; at++) {
            entries[listed].position = (uint32_t)position;
            entries[listed].number = numbers[at];
            listed += (size_t)((mask == NULL || bit(mask, at)) & bit(sharers->is_listed, numbers[at]));
        }
    }
    Entry *entries = (Entry *)(void *)sharers->entries.data;
    for (size_t i = 0; i < listed; i++) {
        const Owners *list = sharers->lists + entries[i].number;
        entries[i].start = list[0].start;
        entries[i].room = list[1].start - list[0].start;
        PREFETCH(sharers->owners + list[0].start);
    }
    return given->holders ? (ptrdiff_t)listed : 0;
}

/* Let a number sink in a heap, the largest of which is the first, from there on. */
static void
sink(uint32_t *heap, size_t count, size_t at, uint32_t number)
{
    for (size_t child; (child = 2 * at + 1) < count; at = child) {
        child += child + 1 < count && heap[child + 1] > heap[child];
        if (heap[child] <= number) {
            break;
        }
        heap[at] = heap[child];
    }
    heap[at] = number;
}

/* Add to a list of `room`, of which `used` are used, a number that belongs there if it is less than the largest of a full one.
   A full list to which more come is a heap. */
static void
add_owner(uint32_t *list, uint32_t room, uint32_t *used, uint32_t number)
{
    if (*used < room) {
        list[(*used)++] = number;
        return;
    }
    for (size_t at = *used == room ? room / 2 : 0; at--;) {
        sink(list, room, at, list[at]);
    }
    *used = room + 1;
    if (number < *list) {
        sink(list, room, 0, number);
    }
}

/* List the owners of these slots that come first in the walk: by their numbers in it, then by their places. */
static int
list_owners(const Sharing *given, Sharers *sharers)
{
    int status = begin_lists(given, sharers);
    for (size_t first = 0; first < sharers->count && status == 0; first += BLOCK) {
        ptrdiff_t count = look_up_block(given, sharers, first, NULL);
        const Entry *entries = (const Entry *)(const void *)sharers->entries.data;
        for (ptrdiff_t i = 0; i < count; i++) {
            add_owner(sharers->owners + entries[i].start, entries[i].room, &sharers->lists[entries[i].number].used,
                      sharers->in_walk[entries[i].position]);
        }
        status = count < 0 ? NO_MEMORY : 0;
        let_go(sharers->room, first + BLOCK - 1);
    }
    for (size_t i = 0; status == 0 && i < sharers->lists[sharers->numbers + 1].start; i++) {
        sharers->owners[i] = sharers->place[sharers->walk[sharers->owners[i]]];
        let_go(sharers->room, i);
    }
    return status;
}

/* A speech that shares fingerprints with a paragraph: how many, and its number. */
typedef struct {
    uint32_t shared, speech;
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
                                           : (first->speech > second->speech) - (first->speech < second->speech);
}

static int
by_speech(const void *a, const void *b)
{
    const Sharer *first = a, *second = b;
    return (first->speech > second->speech) - (first->speech < second->speech);
}

enum { FEW_PLACES = 64 }; /* that are sorted by insertion */

static void
sort_places(Bytes *bytes)
{
    uint32_t *places = (uint32_t *)(void *)bytes->data;
    size_t count = bytes->size / sizeof *places;
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

/* Count how many of the fingerprints that a position asks with each speech has; leave the numbers of these speeches. */
static int
count_shared(Sharers *sharers, const Entry *entries, size_t count)
{
    sharers->met.size = 0;
    for (size_t i = 0; i < count; i++) {
        const uint32_t *owners = sharers->owners + entries[i].start;
        size_t met = sharers->met.size / sizeof *owners;
        if (reserve(&sharers->met, entries[i].room * sizeof *owners) < 0) {
            return NO_MEMORY;
        }
        uint32_t *speeches = (uint32_t *)(void *)sharers->met.data;
        for (size_t j = 0; j < entries[i].room; j++) {
            uint32_t speech = sharers->several ? sharers->speech[owners[j]] : owners[j]; /* then they have the same numbers */
            speeches[met] = speech;
            met += sharers->shares[speech]++ == 0;
        }
        sharers->met.size = met * sizeof *owners;
    }
    return 0;
}

/* Choose the speeches that share enough of what an item asks with, those with most, in their order. */
static int
choose_speeches(const Sharing *given, Sharers *sharers, uint32_t position)
{
    const uint32_t *met = (const uint32_t *)(const void *)sharers->met.data;
    size_t count = sharers->met.size / sizeof *met;
    uint32_t own = sharers->speech[sharers->place[position]];
    int status = 0;
    sharers->chosen.size = 0;
    for (size_t i = 0; i < count; i++) {
        Sharer sharer = {sharers->shares[met[i]], met[i]};
        sharers->shares[met[i]] = 0;
        if (sharer.shared >= sharers->needed[position] && sharer.speech != own &&
            (sharer.speech >= sharers->first_own || own >= sharers->first_own)) {
            status |= append(&sharers->chosen, &sharer, sizeof sharer);
        }
    }
    Sharer *chosen = (Sharer *)(void *)sharers->chosen.data;
    count = sharers->chosen.size / sizeof *chosen;
    if (count > given->tried) {
        qsort(chosen, count, sizeof *chosen, by_shared);
        count = given->tried;
        sharers->chosen.size = count * sizeof *chosen;
    }
    if (count > 1) {
        qsort(chosen, count, sizeof *chosen, by_speech);
    }
    return status < 0 ? NO_MEMORY : 0;
}

/* Gather the places of all that share a fingerprint which is listed, in order. */
static int
gather_places(const Sharing *given, Sharers *sharers, uint32_t position)
{
    uint32_t item = number_at(&given->items, position);
    sharers->places.size = 0;
    for (size_t at = sharers->offsets[item]; at < sharers->offsets[item + 1]; at++) {
        size_t number = ((const uint32_t *)given->prints.buf)[at];
        const Owners *list = sharers->lists + number;
        size_t count = list[1].start - list[0].start;
        if (append(&sharers->places, sharers->owners + list[0].start, count * sizeof(uint32_t)) < 0) {
            return NO_MEMORY;
        }
    }
    sort_places(&sharers->places);
    return 0;
}

/* Where each speech has one paragraph, its place is the speech's number. */
static int
take_places(Sharers *sharers)
{
    const Sharer *chosen = (const Sharer *)(const void *)sharers->chosen.data;
    sharers->places.size = 0;
    for (size_t i = 0; i < sharers->chosen.size / sizeof *chosen; i++) {
        if (append_u32(&sharers->places, chosen[i].speech) < 0) {
            return NO_MEMORY;
        }
    }
    return 0;
}

/* Whether paragraphs of one speech hold enough of an item. What is told as of a template needs its numerals there too. */
static int
may_take(const Sharing *given, uint32_t position, const uint32_t *others, size_t count, int *result)
{
    uint32_t item = number_at(&given->items, position);
    int more = 0, status = seems_held(given->reader, item, others, count, given->lengths.buf, given->share, result);
    if (status == 0 && *result && ((const uint8_t *)given->told.buf)[position]) {
        status = has_more_numerals(given->reader, item, others, count, &more);
        *result = !more;
    }
    return status < 0 || !*result ? status : is_held(given->reader, item, others, count, given->share, result);
}

/* Append the paragraphs of a chosen speech whose places are gathered; `at` runs through these. */
static int
add_others(const Sharing *given, Sharers *sharers, uint32_t speech, size_t *at)
{
    const uint32_t *places = (const uint32_t *)(const void *)sharers->places.data;
    size_t count = sharers->places.size / sizeof *places;
    while (*at < count && sharers->speech[places[*at]] < speech) {
        ++*at;
    }
    for (uint32_t last = NOBODY; *at < count && sharers->speech[places[*at]] == speech; last = places[(*at)++]) {
        if (places[*at] != last &&
            append_u32(&sharers->others, number_at(&given->items, sharers->in_order[places[*at]])) < 0) {
            return NO_MEMORY;
        }
    }
    return 0;
}

/* Write a row: the item, how many others come, and those of the chosen speeches that hold enough of it. */
static int
write_sharers(const Sharing *given, Sharers *sharers, uint32_t position)
{
    const Sharer *chosen = (const Sharer *)(const void *)sharers->chosen.data;
    size_t at = 0;
    sharers->others.size = 0;
    for (size_t i = 0; i < sharers->chosen.size / sizeof *chosen; i++) {
        size_t before = sharers->others.size;
        int holds = 0, status = add_others(given, sharers, chosen[i].speech, &at);
        if (status == 0) {
            status = may_take(given, position, (const uint32_t *)(const void *)(sharers->others.data + before),
                              (sharers->others.size - before) / sizeof(uint32_t), &holds);
        }
        if (status < 0) {
            return status;
        }
        if (!holds) {
            sharers->others.size = before;
        }
    }
    uint32_t written = (uint32_t)(sharers->others.size / sizeof written);
    uint64_t found = (uint64_t)sharers->in_walk[position] << 32 | sharers->rows.size / sizeof written;
    Bytes *rows = &sharers->rows;
    return written && (append_u64(&sharers->found, found) < 0 || append_u32(rows, number_at(&given->items, position)) < 0 ||
                       append_u32(rows, written) < 0 || append(rows, sharers->others.data, sharers->others.size) < 0)
               ? NO_MEMORY
               : 0;
}

/* Find those that may hold one paragraph, which asks with these fingerprints, and write a row of them. */
static int
find_sharers(const Sharing *given, Sharers *sharers, const Entry *entries, size_t count)
{
    uint32_t position = entries->position;
    int status = count_shared(sharers, entries, count);
    if (status == 0) {
        status = choose_speeches(given, sharers, position);
    }
    if (status < 0 || !sharers->chosen.size) {
        return status;
    }
    status = sharers->several ? gather_places(given, sharers, position) : take_places(sharers);
    return status < 0 ? status : write_sharers(given, sharers, position);
}

/* Find those of a block of positions. */
static int
find_block(const Sharing *given, Sharers *sharers, size_t first)
{
    ptrdiff_t count = look_up_block(given, sharers, first, sharers->is_asked);
    const Entry *entries = (const Entry *)(const void *)sharers->entries.data;
    int status = count < 0 ? NO_MEMORY : 0;
    for (ptrdiff_t start = 0, end; start < count && status == 0; start = end) {
        for (end = start + 1; end < count && entries[end].position == entries[start].position; end++) {
        }
        status = find_sharers(given, sharers, entries + start, (size_t)(end - start));
    }
    return status;
}

/* Copy the rows in the order of the walk. */
static int
order_rows(Sharers *sharers, Bytes *rows)
{
    uint64_t *found = (uint64_t *)(void *)sharers->found.data;
    size_t count = sharers->found.size / sizeof *found;
    if (count > 1) {
        qsort(found, count, sizeof *found, by_size);
    }
    for (size_t i = 0; i < count; i++) {
        const uint32_t *row = (const uint32_t *)(const void *)sharers->rows.data + (uint32_t)found[i];
        if (append(rows, row, (2 + (size_t)row[1]) * sizeof *row) < 0) {
            return NO_MEMORY;
        }
    }
    return 0;
}

static int
begin_sharers(const Sharing *given, Sharers *sharers)
{
    size_t count = sharers->count = (size_t)given->items.len / sizeof(uint32_t);
    size_t items = (size_t)given->counts.len / sizeof(uint32_t);
    Room *room = sharers->room;
    sharers->offsets = get_room(room, items, sizeof *sharers->offsets);
    sharers->walk = get_room(room, count, sizeof(uint32_t));
    sharers->in_walk = get_room(room, count, sizeof(uint32_t));
    sharers->place = get_room(room, count, sizeof(uint32_t));
    sharers->in_order = get_room(room, count, sizeof(uint32_t));
    sharers->speech = get_room(room, count, sizeof(uint32_t));
    sharers->shares = get_room(room, count, sizeof(uint32_t));
    sharers->needed = get_room(room, count, sizeof(uint32_t));
    if (room->failed) {
        return RAISED;
    }
    sharers->offsets[0] = 0;
    for (size_t i = 0; i < items; i++) {
        sharers->offsets[i + 1] = sharers->offsets[i] + number_at(&given->counts, i);
        let_go(room, i);
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
    Bytes *bytes[] = {&sharers->entries, &sharers->met,  &sharers->chosen, &sharers->places,
                      &sharers->others,  &sharers->seen, &sharers->rows,   &sharers->found};
    for (size_t i = 0; i < sizeof bytes / sizeof *bytes; i++) {
        release(bytes[i]);
    }
}

static int
find_all_sharers(const Sharing *given, Room *room, Bytes *rows)
{
    Sharers sharers;
    memset(&sharers, 0, sizeof sharers);
    sharers.room = room;
    int status = begin_sharers(given, &sharers);
    for (size_t first = 0; first < sharers.count && status == 0; first += BLOCK) {
        status = find_block(given, &sharers, first);
        let_go(room, first + BLOCK - 1);
    }
    status = status == 0 && room->failed ? RAISED : status;
    if (status == 0) {
        status = order_rows(&sharers, rows);
    }
    free_sharers(&sharers);
    return status;
}

#endif
