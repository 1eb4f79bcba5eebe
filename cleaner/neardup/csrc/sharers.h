/* Who may hold what: paragraphs ask with their rarest fingerprints, and those that share enough of them are looked at.
   `contained.py` tells why. */
#ifndef CLEANER_SHARERS_H
#define CLEANER_SHARERS_H

#include "contained.h"
#include "map.h"
#include "sorting.h"
#include "threads.h"

typedef struct {
    Py_buffer items, told, lengths, counts, prints, speeches, ranks, indices;
    uint32_t first_own;
    size_t holders, tried, fewest, workers;
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
    uint32_t *first_place; /* by speech, where its places begin, and one more behind */
    uint32_t speeches, first_own;
    int several;        /* whether a speech has several paragraphs */
    int bits;
    size_t numbers;     /* of the slots that are shared, from 1; 0 is for all others */
    uint8_t *often;     /* by number, how many fingerprints have the slot, OFTEN at most */
    uint8_t *is_asked;  /* a bit for each fingerprint: its owner asks who else has it; each position begins a byte */
    uint32_t *needed;   /* by position, how many of these another speech must have; 0: it asks for none */
    uint8_t *is_listed; /* a bit for each number: the owners of the slot are wanted; never those of 0 */
    Owners *lists;      /* by number, and one more behind: where these are */
    uint32_t *owners;   /* all these: the places of the first that have it */
    Room *room;
    struct Worker *workers;
    size_t worker_count;
} Sharers;

struct Worker;
typedef int Step(struct Worker *worker, size_t first, size_t last); /* for these positions */

/* One of those that work at the same time, and what nobody else writes to. A step is done for the worker's blocks of positions;
   or it is done for all of them, and looks at those slots or numbers alone that are the worker's. */
typedef struct Worker {
    const Sharing *given;
    Sharers *sharers;
    Reader *reader;
    size_t number, steps;
    Step *step;
    int on_all, status;
    size_t from, span; /* of the slots or numbers */
    size_t prints;     /* that it has hashed */
    uint64_t *came;    /* two bits a slot: whether it came, and came again */
    const Slots *slots;
    uint8_t *often, *is_listed; /* what it adds to those of all; `often` begins before the numbers of a range */
    uint32_t *shares;           /* by speech, how many fingerprints it shares with the paragraph that asks */
    Bytes entries, met, chosen, places, others, seen, rows, found;
} Worker;

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
        if (!same) {
            sharers->first_place[sharers->speeches++] = (uint32_t)i;
        }
        sharers->speech[i] = sharers->speeches - 1;
        sharers->first_own = rank < given->first_own ? sharers->speeches : sharers->first_own;
        sharers->several |= same;
        before = rank;
        sorted[i] = (uint64_t)(UINT32_MAX - number_at(&given->lengths, number_at(&given->items, position))) << 32 | position;
        let_go(sharers->room, i);
    }
    sharers->first_place[sharers->speeches] = (uint32_t)count;
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

/* Do the step of a worker for the blocks of positions that are its, or for all. */
static void *
work_through(void *part)
{
    Worker *worker = part;
    Sharers *sharers = worker->sharers;
    size_t count = sharers->count, stride = BLOCK * (worker->on_all ? 1 : sharers->worker_count);
    for (size_t first = worker->on_all ? 0 : worker->number * BLOCK; first < count && worker->status == 0; first += stride) {
        worker->status = worker->step(worker, first, first + BLOCK < count ? first + BLOCK : count);
        worker->steps += BLOCK * sharers->worker_count; /* so many have all taken together */
        if (worker->number == 0 && worker->steps >= AWAY) {
            let_go(sharers->room, AWAY - 1);
            worker->steps = 0;
        }
    }
    return NULL;
}

/* Let all workers do a step. */
static int
work(Sharers *sharers, Step *step, int on_all)
{
    int status = 0;
    for (size_t i = 0; i < sharers->worker_count; i++) {
        sharers->workers[i].step = step;
        sharers->workers[i].on_all = on_all;
    }
    share_out(work_through, sharers->workers, sizeof *sharers->workers, sharers->worker_count);
    for (size_t i = 0; i < sharers->worker_count; i++) {
        status = status ? status : sharers->workers[i].status;
    }
    return sharers->room->failed ? RAISED : status;
}

/* Give each worker a part of so many things from `first` on. */
static void
divide(Sharers *sharers, size_t first, size_t count)
{
    size_t part = count / sharers->worker_count + 1;
    for (size_t i = 0; i < sharers->worker_count; i++) {
        size_t before = i * part < count ? i * part : count;
        sharers->workers[i].from = first + before;
        sharers->workers[i].span = part < count - before ? part : count - before;
    }
}

/* Put the hash of each fingerprint in its place: its upper bits are the slot. */
static int
hash_prints(Worker *worker, size_t first, size_t last)
{
    uint32_t *prints = worker->given->prints.buf;
    for (size_t position = first; position < last; position++) {
        uint32_t item = number_at(&worker->given->items, position);
        size_t start = worker->sharers->offsets[item], end = worker->sharers->offsets[item + 1];
        for (size_t at = start; at < end; at++) {
            prints[at] *= 0x9E3779B1u;
        }
        worker->prints += end - start;
    }
    return 0;
}

/* Note which slots of the worker's part the fingerprints of a block have. No processor could foretell which these are, so they
   are gathered first. */
static int
meet_prints(Worker *worker, size_t first, size_t last)
{
    const uint32_t *prints = worker->given->prints.buf;
    const Sharers *sharers = worker->sharers;
    size_t used = 0;
    int shift = 32 - sharers->bits;
    for (size_t position = first; position < last; position++) {
        uint32_t item = number_at(&worker->given->items, position);
        size_t start = sharers->offsets[item], end = sharers->offsets[item + 1];
        worker->met.size = used * sizeof(uint32_t);
        if (reserve(&worker->met, (end - start + 1) * sizeof(uint32_t)) < 0) {
            return NO_MEMORY;
        }
        uint32_t *slots = (uint32_t *)(void *)worker->met.data;
        for (size_t at = start; at < end; at++) {
            size_t slot = (prints[at] >> shift) - worker->from;
            slots[used] = (uint32_t)slot;
            used += slot < worker->span;
        }
    }
    const uint32_t *slots = (const uint32_t *)(const void *)worker->met.data;
    for (size_t i = 0; i < used; i++) {
        uint64_t *word = worker->came + slots[i] / 32;
        int low = 2 * (slots[i] & 31);
        *word |= UINT64_C(1) << low | (*word >> low & 1) << (low + 1);
    }
    return 0;
}

/* Put the number of its slot in the place of each fingerprint of a range, 0 where nobody else has it, and count it. Numbers are
   no greater than slots, so they seem to be of ranges that are done. */
FOR_EACH_PROCESSOR static int
number_prints(Worker *worker, size_t first, size_t last)
{
    uint32_t *prints = worker->given->prints.buf;
    const Sharers *sharers = worker->sharers;
    const Slots *slots = worker->slots;
    size_t from = worker->from, span = worker->span;
    uint32_t before = slots->before - 1;
    uint8_t *often = worker->often;
    int bits = sharers->bits;
    for (size_t position = first; position < last; position++) {
        uint32_t item = number_at(&worker->given->items, position);
        for (size_t at = sharers->offsets[item], end = sharers->offsets[item + 1]; at < end; at++) {
            size_t slot = (prints[at] >> (32 - bits)) - from;
            if (slot < span) {
                uint64_t own = UINT64_C(1) << (slot & 63), shared = slots[slot / 64].shared;
                uint32_t number = shared & own ? slots[slot / 64].before + ones(shared & (own - 1)) : 0;
                uint32_t counted = number ? number - before : 0;
                often[counted] = (uint8_t)(often[counted] + (often[counted] < OFTEN));
                prints[at] = number;
            }
        }
    }
    return 0;
}

/* Find the slots of a range that several fingerprints have. */
static int
meet_range(Sharers *sharers, size_t first, size_t range, uint64_t *came)
{
    divide(sharers, first, range);
    for (size_t i = 0; i < sharers->worker_count; i++) {
        Worker *worker = sharers->workers + i;
        worker->came = came + 2 * (worker->from - first);
        worker->from *= 64;
        worker->span *= 64;
    }
    return work(sharers, meet_prints, 1);
}

/* Number the fingerprints of a range, and count how often each number comes. */
static int
number_range(Sharers *sharers, size_t first, size_t range, const Slots *slots)
{
    uint32_t before = slots->before - 1;
    size_t fresh = sharers->numbers - before, count = sharers->worker_count;
    uint8_t *often = get_room(sharers->room, count * (fresh + 1), 1);
    if (often == NULL) {
        return RAISED;
    }
    for (size_t i = 0; i < count; i++) {
        Worker *worker = sharers->workers + i;
        worker->from = 64 * first;
        worker->span = 64 * range;
        worker->slots = slots;
        worker->often = often + i * (fresh + 1);
    }
    int status = work(sharers, number_prints, 0);
    for (size_t number = 1; number <= fresh; number++) {
        unsigned all = 0;
        for (size_t i = 0; i < count; i++) {
            all += often[i * (fresh + 1) + number];
        }
        sharers->often[before + number] = (uint8_t)(all < OFTEN ? all : OFTEN);
    }
    leave_room(sharers->room, often);
    return status;
}

/* Number the slots that several fingerprints have, from 1: the tables of all others would be large, and memory is slow. Of very
   many it is done a range at a time, as pages of larger tables would come and go with each fingerprint. */
static int
number_slots(Sharers *sharers)
{
    int status = work(sharers, hash_prints, 0);
    size_t total = 0;
    for (size_t i = 0; i < sharers->worker_count; i++) {
        total += sharers->workers[i].prints;
    }
    sharers->bits = 16;
    while (sharers->bits < 31 && ((size_t)1 << sharers->bits) < 2 * total) {
        sharers->bits++;
    }
    size_t words = ((size_t)1 << sharers->bits) / 64, range = words < RANGE ? words : RANGE;
    uint64_t *came = get_room(sharers->room, 2 * range, sizeof *came);
    Slots *slots = get_room(sharers->room, range, sizeof *slots);
    sharers->often = get_room(sharers->room, total / 2 + 1, 1);
    for (size_t first = 0; first < words && status == 0 && !sharers->room->failed; first += range) {
        memset(came, 0, 2 * range * sizeof *came);
        status = meet_range(sharers, first, range, came);
        for (size_t word = 0; word < range; word++) {
            uint64_t shared = upper_bits(came[2 * word]) | upper_bits(came[2 * word + 1]) << 32;
            slots[word] = (Slots){shared, (uint32_t)sharers->numbers + 1, 0};
            sharers->numbers += ones(shared);
        }
        if (status == 0) {
            status = number_range(sharers, first, range, slots);
        }
    }
    leave_room(sharers->room, came);
    leave_room(sharers->room, slots);
    return sharers->room->failed ? RAISED : status;
}

/* A position asks for others with the rarest of its fingerprints; in vain with those that nobody else has, and where these are
   too many it asks for none. Return how many it asks with. */
static size_t
count_asked(const Sharing *given, const Sharers *sharers, size_t position)
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

/* Where the bits of a position begin among those that tell what is asked with. */
static inline uint8_t *
asked_by(const Sharing *given, const Sharers *sharers, size_t position)
{
    return sharers->is_asked + sharers->offsets[number_at(&given->items, position)] / 8 + position;
}

/* Choose the fingerprints by which a position asks for others: of equally rare ones the first. Where a speech may have several
   paragraphs all that are not too frequent are listed, which tell the others of one that has enough of the rarest. */
static int
choose_asked(Worker *worker, size_t position, size_t left)
{
    const Sharing *given = worker->given;
    const Sharers *sharers = worker->sharers;
    uint32_t item = number_at(&given->items, position);
    size_t start = sharers->offsets[item], count = sharers->offsets[item + 1] - start, bound = 0, listed = 0;
    const uint32_t *numbers = (const uint32_t *)given->prints.buf + start;
    worker->met.size = worker->seen.size = 0;
    if (reserve(&worker->seen, count) < 0 || reserve(&worker->met, (count + 1) * sizeof(uint32_t)) < 0) {
        return NO_MEMORY;
    }
    uint8_t *seen = worker->seen.data, *asked = asked_by(given, sharers, position);
    uint32_t *wanted = (uint32_t *)(void *)worker->met.data, histogram[OFTEN + 1] = {0};
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
        asked[i / 8] |= (uint8_t)(asks << (i & 7));
        wanted[listed] = numbers[i];
        listed += asks | ((unsigned)sharers->several & (seen[i] > 1) & (seen[i] < OFTEN));
    }
    for (size_t i = 0; i < listed; i++) {
        set_bit(worker->is_listed, wanted[i]);
    }
    return 0;
}

static int
choose_of_block(Worker *worker, size_t first, size_t last)
{
    int status = 0;
    for (size_t position = first; position < last && status == 0; position++) {
        size_t asked = count_asked(worker->given, worker->sharers, position);
        status = worker->sharers->needed[position] ? choose_asked(worker, position, asked) : 0;
    }
    return status;
}

/* Count how often fingerprints come, and choose those that are asked for. */
static int
choose_all_asked(const Sharing *given, Sharers *sharers)
{
    size_t all = (size_t)given->prints.len / sizeof(uint32_t), room;
    int status = number_slots(sharers);
    room = sharers->numbers / 8 + 1;
    sharers->is_listed = get_room(sharers->room, sharers->worker_count * room, 1);
    sharers->is_asked = get_room(sharers->room, all / 8 + sharers->count + 1, 1);
    if (sharers->room->failed) {
        return RAISED;
    }
    for (size_t i = 0; i < sharers->worker_count; i++) {
        sharers->workers[i].is_listed = sharers->is_listed + i * room;
    }
    if (status == 0) {
        status = work(sharers, choose_of_block, 0);
    }
    for (size_t at = room; at < sharers->worker_count * room; at++) {
        sharers->is_listed[at % room] |= sharers->is_listed[at];
    }
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

/* Find the lists of the entries of a block, of which position and number are known. Each step does one thing for all, so that
   a processor waits for many words of memory at a time. */
static void
find_lists(const Sharers *sharers, Entry *entries, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const Owners *list = sharers->lists + entries[i].number;
        entries[i].start = list[0].start;
        entries[i].room = list[1].start - list[0].start;
        PREFETCH(sharers->owners + list[0].start);
    }
}

/* Make room for an entry for each fingerprint of a position behind so many others, and one more. */
static Entry *
room_for_entries(Worker *worker, size_t used, size_t more)
{
    worker->entries.size = used * sizeof(Entry);
    return reserve(&worker->entries, (more + 1) * sizeof(Entry)) < 0 ? NULL : (Entry *)(void *)worker->entries.data;
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

/* Add the owners of the fingerprints of a block to the lists of the worker's numbers. */
static int
list_owners_of_block(Worker *worker, size_t first, size_t last)
{
    const Sharing *given = worker->given;
    const Sharers *sharers = worker->sharers;
    const uint32_t *numbers = given->prints.buf;
    size_t listed = 0;
    Entry *entries = NULL;
    for (size_t position = first; position < last; position++) {
        uint32_t item = number_at(&given->items, position);
        size_t start = sharers->offsets[item], end = sharers->offsets[item + 1];
        if ((entries = room_for_entries(worker, listed, end - start)) == NULL) {
            return NO_MEMORY;
        }
        for (size_t at = start; at < end; at++) {
            entries[listed].position = (uint32_t)position;
            entries[listed].number = numbers[at];
            listed += (size_t)((numbers[at] - worker->from < worker->span) & bit(sharers->is_listed, numbers[at]));
        }
    }
    find_lists(sharers, entries, listed);
    for (size_t i = 0; i < listed; i++) {
        add_owner(sharers->owners + entries[i].start, entries[i].room, &sharers->lists[entries[i].number].used,
                  sharers->in_walk[entries[i].position]);
    }
    return 0;
}

/* List the owners of these slots that come first in the walk: by their numbers in it, then by their places. */
static int
list_owners(const Sharing *given, Sharers *sharers)
{
    int status = begin_lists(given, sharers);
    divide(sharers, 0, sharers->numbers + 1);
    if (status == 0 && given->holders) {
        status = work(sharers, list_owners_of_block, 1);
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

/* A row: where its item is in the walk, who found it, and where it begins among what that one found. */
typedef struct {
    uint32_t in_walk, worker;
    size_t at;
} Answer;

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
count_shared(Worker *worker, const Entry *entries, size_t count)
{
    const Sharers *sharers = worker->sharers;
    worker->met.size = 0;
    for (size_t i = 0; i < count; i++) {
        const uint32_t *owners = sharers->owners + entries[i].start;
        size_t met = worker->met.size / sizeof *owners;
        if (reserve(&worker->met, entries[i].room * sizeof *owners) < 0) {
            return NO_MEMORY;
        }
        uint32_t *speeches = (uint32_t *)(void *)worker->met.data;
        for (size_t j = 0; j < entries[i].room; j++) {
            uint32_t speech = sharers->several ? sharers->speech[owners[j]] : owners[j]; /* then they have the same numbers */
            speeches[met] = speech;
            met += worker->shares[speech]++ == 0;
        }
        worker->met.size = met * sizeof *owners;
    }
    return 0;
}

/* Choose the speeches that share enough of what an item asks with, those with most, in their order. */
static int
choose_speeches(Worker *worker, uint32_t position)
{
    const Sharers *sharers = worker->sharers;
    const uint32_t *met = (const uint32_t *)(const void *)worker->met.data;
    size_t count = worker->met.size / sizeof *met;
    uint32_t own = sharers->speech[sharers->place[position]];
    int status = 0;
    worker->chosen.size = 0;
    for (size_t i = 0; i < count; i++) {
        Sharer sharer = {worker->shares[met[i]], met[i]};
        worker->shares[met[i]] = 0;
        if (sharer.shared >= sharers->needed[position] && sharer.speech != own &&
            (sharer.speech >= sharers->first_own || own >= sharers->first_own)) {
            status |= append(&worker->chosen, &sharer, sizeof sharer);
        }
    }
    Sharer *chosen = (Sharer *)(void *)worker->chosen.data;
    count = worker->chosen.size / sizeof *chosen;
    if (count > worker->given->tried) {
        qsort(chosen, count, sizeof *chosen, by_shared);
        count = worker->given->tried;
        worker->chosen.size = count * sizeof *chosen;
    }
    if (count > 1) {
        qsort(chosen, count, sizeof *chosen, by_speech);
    }
    return status < 0 ? NO_MEMORY : 0;
}

/* Whether a place is that of a paragraph of one of the chosen speeches; the places of a speech are in a row. */
static inline int
is_of_chosen(const Sharers *sharers, const Sharer *chosen, size_t count, uint32_t place)
{
    size_t low = 0;
    for (size_t high = count; high - low > 1;) {
        size_t middle = (low + high) / 2;
        if (sharers->first_place[chosen[middle].speech] <= place) {
            low = middle;
        } else {
            high = middle;
        }
    }
    uint32_t speech = chosen[low].speech;
    return sharers->first_place[speech] <= place && place < sharers->first_place[speech + 1];
}

/* Gather the places, in order, of those of the chosen speeches that share a fingerprint which is listed. Of formulas very many
   others share some. */
static int
gather_places(Worker *worker, uint32_t position)
{
    const Sharing *given = worker->given;
    const Sharers *sharers = worker->sharers;
    const Sharer *chosen = (const Sharer *)(const void *)worker->chosen.data;
    uint32_t item = number_at(&given->items, position);
    worker->places.size = 0;
    for (size_t at = sharers->offsets[item]; at < sharers->offsets[item + 1]; at++) {
        size_t number = ((const uint32_t *)given->prints.buf)[at];
        const Owners *list = sharers->lists + number;
        for (size_t i = list[0].start; i < list[1].start; i++) {
            uint32_t place = sharers->owners[i];
            if (is_of_chosen(sharers, chosen, worker->chosen.size / sizeof *chosen, place) &&
                append_u32(&worker->places, place) < 0) {
                return NO_MEMORY;
            }
        }
    }
    sort_places(&worker->places);
    return 0;
}

/* Where each speech has one paragraph, its place is the speech's number. */
static int
take_places(Worker *worker)
{
    const Sharer *chosen = (const Sharer *)(const void *)worker->chosen.data;
    worker->places.size = 0;
    for (size_t i = 0; i < worker->chosen.size / sizeof *chosen; i++) {
        if (append_u32(&worker->places, chosen[i].speech) < 0) {
            return NO_MEMORY;
        }
    }
    return 0;
}

/* Whether paragraphs of one speech hold enough of an item. What is told as of a template needs its numerals there too. */
static int
may_take(Worker *worker, uint32_t position, const uint32_t *others, size_t count, int *result)
{
    const Sharing *given = worker->given;
    uint32_t item = number_at(&given->items, position);
    int more = 0, status = seems_held(worker->reader, item, others, count, given->lengths.buf, given->share, result);
    if (status == 0 && *result && ((const uint8_t *)given->told.buf)[position]) {
        status = has_more_numerals(worker->reader, item, others, count, &more);
        *result = !more;
    }
    return status < 0 || !*result ? status : is_held(worker->reader, item, others, count, given->share, result);
}

/* Append the paragraphs of a chosen speech whose places are gathered; `at` runs through these. */
static int
add_others(Worker *worker, uint32_t speech, size_t *at)
{
    const Sharers *sharers = worker->sharers;
    const uint32_t *places = (const uint32_t *)(const void *)worker->places.data;
    size_t count = worker->places.size / sizeof *places;
    while (*at < count && sharers->speech[places[*at]] < speech) {
        ++*at;
    }
    for (uint32_t last = NOBODY; *at < count && sharers->speech[places[*at]] == speech; last = places[(*at)++]) {
        if (places[*at] != last &&
            append_u32(&worker->others, number_at(&worker->given->items, sharers->in_order[places[*at]])) < 0) {
            return NO_MEMORY;
        }
    }
    return 0;
}

/* Write a row: the item, how many others come, and those of the chosen speeches that hold enough of it. */
static int
write_sharers(Worker *worker, uint32_t position)
{
    const Sharer *chosen = (const Sharer *)(const void *)worker->chosen.data;
    size_t at = 0;
    worker->others.size = 0;
    for (size_t i = 0; i < worker->chosen.size / sizeof *chosen; i++) {
        size_t before = worker->others.size;
        int holds = 0, status = add_others(worker, chosen[i].speech, &at);
        if (status == 0) {
            status = may_take(worker, position, (const uint32_t *)(const void *)(worker->others.data + before),
                              (worker->others.size - before) / sizeof(uint32_t), &holds);
        }
        if (status < 0) {
            return status;
        }
        if (!holds) {
            worker->others.size = before;
        }
    }
    uint32_t written = (uint32_t)(worker->others.size / sizeof written);
    Answer found = {worker->sharers->in_walk[position], (uint32_t)worker->number, worker->rows.size};
    uint32_t item = number_at(&worker->given->items, position);
    Bytes *rows = &worker->rows;
    return written && (append(&worker->found, &found, sizeof found) < 0 || append_u32(rows, item) < 0 ||
                       append_u32(rows, written) < 0 || append(rows, worker->others.data, worker->others.size) < 0)
               ? NO_MEMORY
               : 0;
}

/* Find those that may hold one paragraph, which asks with these fingerprints, and write a row of them. */
static int
find_sharers(Worker *worker, const Entry *entries, size_t count)
{
    uint32_t position = entries->position;
    int status = count_shared(worker, entries, count);
    if (status == 0) {
        status = choose_speeches(worker, position);
    }
    if (status < 0 || !worker->chosen.size) {
        return status;
    }
    status = worker->sharers->several ? gather_places(worker, position) : take_places(worker);
    return status < 0 ? status : write_sharers(worker, position);
}

/* Find those of a block of positions. */
static int
find_of_block(Worker *worker, size_t first, size_t last)
{
    const Sharing *given = worker->given;
    const Sharers *sharers = worker->sharers;
    const uint32_t *numbers = given->prints.buf;
    size_t count = 0;
    Entry *entries = NULL;
    for (size_t position = first; position < last; position++) {
        uint32_t item = number_at(&given->items, position);
        size_t start = sharers->offsets[item], end = sharers->offsets[item + 1];
        const uint8_t *asked = asked_by(given, sharers, position);
        if ((entries = room_for_entries(worker, count, end - start)) == NULL) {
            return NO_MEMORY;
        }
        for (size_t at = start; at < end; at++) {
            entries[count].position = (uint32_t)position;
            entries[count].number = numbers[at];
            count += (size_t)bit(asked, at - start);
        }
    }
    find_lists(sharers, entries, count);
    int status = 0;
    for (size_t start = 0, end; start < count && status == 0; start = end) {
        for (end = start + 1; end < count && entries[end].position == entries[start].position; end++) {
        }
        status = find_sharers(worker, entries + start, end - start);
    }
    return status;
}

static int
by_walk(const void *a, const void *b)
{
    const Answer *first = a, *second = b;
    return (first->in_walk > second->in_walk) - (first->in_walk < second->in_walk);
}

/* Copy the rows of all workers in the order of the walk. */
static int
order_rows(Sharers *sharers, Bytes *rows)
{
    Bytes *found = &sharers->workers->found;
    for (size_t i = 1; i < sharers->worker_count; i++) {
        if (append(found, sharers->workers[i].found.data, sharers->workers[i].found.size) < 0) {
            return NO_MEMORY;
        }
    }
    Answer *answers = (Answer *)(void *)found->data;
    size_t count = found->size / sizeof *answers;
    if (count > 1) {
        qsort(answers, count, sizeof *answers, by_walk);
    }
    for (size_t i = 0; i < count; i++) {
        const uint8_t *row = sharers->workers[answers[i].worker].rows.data + answers[i].at;
        uint32_t others = ((const uint32_t *)(const void *)row)[1];
        if (append(rows, row, (2 + (size_t)others) * sizeof others) < 0) {
            return NO_MEMORY;
        }
    }
    return 0;
}

/* Begin as many workers as have something to do; the first has the reader that is given, the others borrow its texts. */
static int
begin_workers(const Sharing *given, Sharers *sharers)
{
    size_t blocks = sharers->count / BLOCK + 1, count = given->workers < blocks ? given->workers : blocks;
    uint32_t *shares = get_room(sharers->room, count * sharers->count, sizeof *shares);
    sharers->workers = calloc(count, sizeof *sharers->workers);
    if (shares == NULL || sharers->workers == NULL) {
        return shares == NULL ? RAISED : NO_MEMORY;
    }
    for (size_t i = 0; i < count; i++) {
        Reader *reader = i ? borrow(given->reader) : given->reader;
        if (reader == NULL) {
            return NO_MEMORY;
        }
        Worker worker = {.given = given, .sharers = sharers, .reader = reader, .number = i};
        worker.shares = shares + i * sharers->count;
        sharers->workers[i] = worker;
        sharers->worker_count++;
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
    sharers->first_place = get_room(room, count, sizeof(uint32_t)); /* and one more */
    sharers->needed = get_room(room, count, sizeof(uint32_t));
    if (room->failed) {
        return RAISED;
    }
    sharers->offsets[0] = 0;
    for (size_t i = 0; i < items; i++) {
        sharers->offsets[i + 1] = sharers->offsets[i] + number_at(&given->counts, i);
        let_go(room, i);
    }
    int status = begin_workers(given, sharers);
    if (status == 0 && (status = order_sharers(given, sharers)) == 0 && (status = choose_all_asked(given, sharers)) == 0) {
        status = list_owners(given, sharers);
    }
    return status;
}

static void
free_workers(Sharers *sharers)
{
    for (size_t i = 0; i < sharers->worker_count; i++) {
        Worker *worker = sharers->workers + i;
        Bytes *bytes[] = {&worker->entries, &worker->met,  &worker->chosen, &worker->places,
                          &worker->others,  &worker->seen, &worker->rows,   &worker->found};
        for (size_t j = 0; j < sizeof bytes / sizeof *bytes; j++) {
            release(bytes[j]);
        }
        if (i) {
            free_borrowed(worker->reader);
        }
    }
    free(sharers->workers);
}

static int
find_all_sharers(const Sharing *given, Room *room, Bytes *rows)
{
    Sharers sharers;
    memset(&sharers, 0, sizeof sharers);
    sharers.room = room;
    int status = begin_sharers(given, &sharers);
    if (status == 0 && given->holders) {
        status = work(&sharers, find_of_block, 0);
    }
    if (status == 0) {
        status = order_rows(&sharers, rows);
    }
    free_workers(&sharers);
    return status;
}

#endif
