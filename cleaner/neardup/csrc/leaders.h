/* The walk: which paragraphs go. `leaders.py` tells the rules; `reference.py` follows the same ones in Python. */
#ifndef CLEANER_LEADERS_H
#define CLEANER_LEADERS_H

#include "map.h"
#include "numerals.h"
#include "sorting.h"
#include "texts.h"

enum { EXACT, NEAR, TEMPLATE };
enum { MOST_LEADERS = 64, OVERFULL };

/* The leaders of a family that have the same numerals, linked: `next` is 1 more than the number of a node, 0 at the end. */
typedef struct {
    uint32_t leader, next;
} Node;

typedef struct {
    uint32_t first, last, count;
} List;

/* The figures of a key: the number of their set, 0 for none, a bit for each of them (all bits: ask), and the hash of its
   numerals. */
typedef struct {
    uint64_t bits, numerals;
    uint32_t set;
} Figures;

/* What was found for a key that comes again: its leaders below `seen` are compared. */
typedef struct {
    uint32_t seen, best;
    Jaccard jaccard;
} Found;

typedef struct {
    uint32_t seed, paragraphs, leaders;
} Capped;

typedef struct {
    uint32_t item, kept, kind;
    Jaccard jaccard;
} Row;

typedef struct {
    uint32_t number, item;
} Kept;

typedef struct {
    /* what the walk is given */
    Py_buffer order, numbers, records, indices, firsts, buckets[BANDS];
    Texts texts;
    size_t items, distinct, references;
    uint64_t first_bucket[BANDS + 1], first_slot[BANDS];
    double threshold;
    PyObject *figures_of, *template;
    /* what it knows so far */
    size_t rank;
    uint8_t *is_leader, *comes_again; /* a bit a key */
    uint8_t *meets; /* likewise: whether it has a bucket in any band, as few have */
    uint32_t *leaders, *starts[BANDS]; /* those of each bucket in a row; by bucket, where it begins among those of its band */
    uint8_t *counts;                  /* by bucket, how many there are, or OVERFULL */
    uint32_t *stamps, stamp, leaders_below;
    Bytes nodes, candidates, rows, kept, figures, found, listed, capped;
    Map figures_at, found_at, listed_at, capped_at;
    uint64_t *numeral_hashes; /* of each key, once a bucket is overfull; 0 where it is not known */
    uint8_t *numeral_tags;    /* eight bits of them, which are 0 only there; nearly always they are enough */
    /* what it works with */
    Key key, *other;
    Cache cache;
    Numerals numerals, other_numerals;
    Comparison comparison;
    Bytes marks, other_marks; /* bits for the hashes of two keys */
    int size;                 /* 2 ** size bits each */
    int key_is_read, numerals_are_found, is_begun; /* of the key that is judged; whether others can be compared with it */
    Room room;
} Walk;

/* ---- keys ---- */

/* Read the key of a leader, or find it among those read last. */
static int
read_other(Walk *walk, uint32_t number)
{
    return cached_key(&walk->texts, &walk->cache, number, number_at(&walk->firsts, number), &walk->other);
}

static inline double
quotient(Jaccard jaccard)
{
    return jaccard.common ? (double)jaccard.common / (double)jaccard.all : 0.0;
}

/* ---- figures ---- */

/* The figures of a key, if they are known. */
static inline const Figures *
known_figures(const Walk *walk, uint32_t number)
{
    uint32_t at = look_up(&walk->figures_at, (uint64_t)number + 1);
    return at == NOBODY ? NULL : (const Figures *)(const void *)walk->figures.data + at;
}

/* Ask Python for the figures of a key, of which the numerals are found, once. */
static int
figures_of(Walk *walk, uint32_t number, uint64_t numerals, Figures *figures)
{
    const Figures *known = known_figures(walk, number);
    if (known != NULL) {
        *figures = *known;
        return 0;
    }
    *figures = (Figures){0, numerals, 0};
    if (walk->figures_of != Py_None) {
        unsigned long long bits = 0;
        unsigned int set = 0;
        PyEval_RestoreThread(walk->room.thread);
        PyObject *answer = PyObject_CallFunction(walk->figures_of, "I", (unsigned int)number_at(&walk->firsts, number));
        int good = answer != NULL && PyArg_ParseTuple(answer, "IK", &set, &bits);
        Py_XDECREF(answer);
        walk->room.thread = PyEval_SaveThread();
        if (!good) {
            return RAISED;
        }
        *figures = (Figures){bits, numerals, set};
    }
    uint32_t at = (uint32_t)(walk->figures.size / sizeof *figures);
    if (put(&walk->figures_at, (uint64_t)number + 1, at) < 0 || append(&walk->figures, figures, sizeof *figures) < 0) {
        return NO_MEMORY;
    }
    return 0;
}

/* Whether bits alone show that each side has a figure which the other lacks. */
static inline int
surely_template(Figures a, Figures b)
{
    return a.set && b.set && a.bits != UINT64_MAX && b.bits != UINT64_MAX && a.bits & ~b.bits && b.bits & ~a.bits;
}

static int
is_template(Walk *walk, uint32_t number, uint32_t leader, int *result)
{
    Figures a = {0, 0, 0}, b = {0, 0, 0};
    *result = 0;
    if (walk->figures_of == Py_None || walk->numerals.hash == walk->other_numerals.hash) {
        return 0;
    }
    int status = figures_of(walk, number, walk->numerals.hash, &a);
    if (status == 0) {
        status = figures_of(walk, leader, walk->other_numerals.hash, &b);
    }
    if (status < 0 || a.set == b.set || !a.set || !b.set) {
        return status;
    }
    if (surely_template(a, b)) {
        *result = 1;
        return 0;
    }
    PyEval_RestoreThread(walk->room.thread);
    PyObject *answer = PyObject_CallFunction(walk->template, "II", (unsigned int)a.set, (unsigned int)b.set);
    *result = answer == NULL ? -1 : PyObject_IsTrue(answer);
    Py_XDECREF(answer);
    walk->room.thread = PyEval_SaveThread();
    return *result < 0 ? RAISED : 0;
}

/* ---- candidates ---- */

static inline Node *
node(const Walk *walk, uint32_t next)
{
    return (Node *)(void *)walk->nodes.data + next - 1;
}

static int
append_node(Walk *walk, List *list, uint32_t leader)
{
    Node fresh = {leader, 0};
    uint32_t next = (uint32_t)(walk->nodes.size / sizeof fresh) + 1;
    if (append(&walk->nodes, &fresh, sizeof fresh) < 0) {
        return NO_MEMORY;
    }
    if (list->last) {
        node(walk, list->last)->next = next;
    } else {
        list->first = next;
    }
    list->last = next;
    list->count++;
    return 0;
}

static inline uint64_t
family_key(uint32_t seed, uint64_t numerals)
{
    return mixed_number(numerals, seed) | 1;
}

/* The hash of the numerals of a key that may be listed; 0 where it is not known. */
static inline uint64_t
known_numerals(const Walk *walk, uint32_t number)
{
    return walk->numeral_hashes == NULL ? 0 : walk->numeral_hashes[number];
}

static inline uint8_t
tag_of(uint64_t hash)
{
    return (uint8_t)(hash >> 56) | 1;
}

static int
note_numerals(Walk *walk, uint32_t number, uint64_t hash)
{
    if (walk->numeral_hashes == NULL) { /* most walks need none */
        walk->numeral_hashes = get_room(&walk->room, walk->distinct, sizeof *walk->numeral_hashes);
        walk->numeral_tags = get_room(&walk->room, walk->distinct, 1);
    }
    if (walk->room.failed) {
        return RAISED;
    }
    walk->numeral_hashes[number] = hash;
    walk->numeral_tags[number] = tag_of(hash);
    return 0;
}

/* What is known of the numerals of a leader of an overfull bucket. */
static int
numerals_of(Walk *walk, uint32_t leader, uint64_t *hash)
{
    *hash = known_numerals(walk, leader);
    if (*hash) {
        return 0;
    }
    int status = read_other(walk, leader);
    if (status == 0) {
        status = find_numerals(walk->other, &walk->other_numerals);
    }
    if (status < 0) {
        return status;
    }
    *hash = walk->other_numerals.hash;
    return note_numerals(walk, leader, *hash);
}

static int
capped_family(Walk *walk, uint32_t seed, Capped **family)
{
    uint32_t at = look_up(&walk->capped_at, (uint64_t)seed + 1);
    if (at == NOBODY) {
        Capped fresh = {seed, 0, 0};
        at = (uint32_t)(walk->capped.size / sizeof fresh);
        if (put(&walk->capped_at, (uint64_t)seed + 1, at) < 0 || append(&walk->capped, &fresh, sizeof fresh) < 0) {
            return NO_MEMORY;
        }
    }
    *family = (Capped *)(void *)walk->capped.data + at;
    return 0;
}

/* The buckets of a key that have too many leaders, one for each family of them: those whose first leader is the same. */
typedef struct {
    uint32_t seeds[BANDS];
    size_t count;
} Families;

static void
note_family(Families *families, uint32_t seed)
{
    for (size_t i = 0; i < families->count; i++) {
        if (families->seeds[i] == seed) {
            return;
        }
    }
    families->seeds[families->count++] = seed;
}

/* A bucket of leaders; its first one stays when it is overfull. */
typedef struct {
    uint32_t *leaders;
    uint8_t *count; /* NULL where there is no bucket */
} Bucket;

static inline Bucket
bucket_of(const Walk *walk, size_t band, uint32_t number)
{
    uint32_t bucket = number_at(&walk->buckets[band], number);
    if (bucket == ALONE) {
        return (Bucket){NULL, NULL};
    }
    size_t at = (size_t)walk->first_bucket[band] + bucket;
    return (Bucket){walk->leaders + walk->first_slot[band] + walk->starts[band][bucket], walk->counts + at};
}

static int
add_candidate(Walk *walk, uint32_t leader, uint32_t seen)
{
    if (leader < seen || walk->stamps[leader] == walk->stamp) {
        return 0;
    }
    walk->stamps[leader] = walk->stamp;
    return append_u32(&walk->candidates, leader) < 0 ? NO_MEMORY : 0;
}

static int
gather(Walk *walk, Bucket bucket, uint32_t seen)
{
    for (size_t i = 0; i < *bucket.count; i++) {
        if (add_candidate(walk, bucket.leaders[i], seen) < 0) {
            return NO_MEMORY;
        }
    }
    return 0;
}

/* Of an ordinary bucket, a paragraph that is in an overfull one too leaves out the leaders that have other numerals. */
static int
gather_alike(Walk *walk, Bucket bucket, uint32_t seen)
{
    uint8_t own = tag_of(walk->numerals.hash);
    for (size_t i = 0; i < *bucket.count; i++) {
        uint32_t leader = bucket.leaders[i];
        uint8_t tag = walk->numeral_tags == NULL ? 0 : walk->numeral_tags[leader];
        if ((tag == 0 || (tag == own && known_numerals(walk, leader) == walk->numerals.hash)) &&
            add_candidate(walk, leader, seen) < 0) {
            return NO_MEMORY;
        }
    }
    return 0;
}

/* The leaders of a family with the same numerals. */
static int
gather_listed(Walk *walk, const List *list, uint32_t seen)
{
    for (uint32_t next = list->first; next; next = node(walk, next)->next) {
        if (add_candidate(walk, node(walk, next)->leader, seen) < 0) {
            return NO_MEMORY;
        }
    }
    return 0;
}

/* Read the key that is to be judged, unless that is done. */
static int
read_own(Walk *walk, uint32_t number)
{
    if (walk->key_is_read) {
        return 0;
    }
    int status = read_key(&walk->texts, number_at(&walk->firsts, number), &walk->key);
    walk->size = sieve_size(&walk->key, 10);
    if (status == 0 && mark_hashes(&walk->key, walk->size, &walk->marks) < 0) {
        status = NO_MEMORY;
    }
    walk->key_is_read = status == 0;
    return status;
}

/* Find the numerals of that key, unless that is done: most keys are only compared. */
static int
find_own_numerals(Walk *walk, uint32_t number)
{
    int status = read_own(walk, number);
    if (status == 0 && !walk->numerals_are_found) {
        status = find_numerals(&walk->key, &walk->numerals);
        walk->numerals_are_found = status == 0;
    }
    return status;
}

static int
compare_exactly(Walk *walk, Jaccard *jaccard)
{
    if (!walk->is_begun && begin_comparison(&walk->comparison, &walk->key, walk->key.grams) < 0) {
        return NO_MEMORY;
    }
    walk->is_begun = 1;
    return compare(&walk->comparison, &walk->key, walk->other, jaccard) < 0 ? NO_MEMORY : 0;
}

/* Compare with a leader; one that surely is less similar than the threshold has nothing in common. */
static int
similarity(Walk *walk, uint32_t number, uint32_t leader, Jaccard *jaccard)
{
    int status = read_own(walk, number);
    *jaccard = (Jaccard){0, 0};
    if (status == 0) {
        status = read_other(walk, leader);
    }
    if (status < 0 || !walk->key.grams || !walk->other->grams) {
        return status;
    }
    if (mark_hashes(walk->other, walk->size, &walk->other_marks) < 0) {
        return NO_MEMORY;
    }
    double most = most_alike(&walk->key, walk->other, &walk->marks, &walk->other_marks, walk->size);
    return most < walk->threshold ? 0 : compare_exactly(walk, jaccard);
}

static int
gather_families(Walk *walk, const Families *families, uint32_t seen)
{
    uint32_t first = NOBODY;
    for (size_t i = 0; i < families->count; i++) {
        first = families->seeds[i] < first ? families->seeds[i] : first;
    }
    if (first != NOBODY && add_candidate(walk, first, seen) < 0) {
        return NO_MEMORY;
    }
    for (size_t i = 0; i < families->count; i++) {
        Capped *family;
        uint32_t at = look_up(&walk->listed_at, family_key(families->seeds[i], walk->numerals.hash));
        if ((at != NOBODY && gather_listed(walk, (List *)(void *)walk->listed.data + at, seen) < 0) ||
            capped_family(walk, families->seeds[i], &family) < 0) {
            return NO_MEMORY;
        }
        family->paragraphs++;
    }
    return 0;
}

/* Gather the leaders that share a bucket; in overfull ones the first, and those with the same numerals. */
static int
gather_all(Walk *walk, uint32_t number, uint32_t seen, int *overfull)
{
    Families families = {.count = 0};
    int status = 0;
    walk->candidates.size = 0;
    walk->stamp++;
    *overfull = 0;
    if (!bit(walk->meets, number)) {
        return 0;
    }
    Bucket buckets[BANDS];
    for (size_t band = 0; band < BANDS; band++) {
        buckets[band] = bucket_of(walk, band, number);
        if (buckets[band].count != NULL && *buckets[band].count == OVERFULL) {
            note_family(&families, buckets[band].leaders[0]);
        }
    }
    *overfull = families.count > 0;
    if (*overfull &&
        ((status = find_own_numerals(walk, number)) < 0 || (status = gather_families(walk, &families, seen)) < 0)) {
        return status;
    }
    for (size_t band = 0; band < BANDS && status == 0; band++) {
        if (buckets[band].count != NULL && *buckets[band].count < OVERFULL) {
            status = *overfull ? gather_alike(walk, buckets[band], seen) : gather(walk, buckets[band], seen);
        }
    }
    return status;
}

static int
by_number(const void *a, const void *b)
{
    uint32_t first = *(const uint32_t *)a, second = *(const uint32_t *)b;
    return (first > second) - (first < second);
}

/* What there is to say of a key: its most similar leader, or else the first that is of the same template. */
typedef struct {
    uint32_t best, template;
    Jaccard jaccard, template_jaccard;
    int overfull;
} Outcome;

/* Whether two similar keys tell other facts: by their figures, or in an overfull bucket by their numerals alone. */
static int
other_facts(Walk *walk, uint32_t number, uint32_t leader, int overfull, int *result)
{
    int status = find_own_numerals(walk, number);
    if (status == 0) {
        status = find_numerals(walk->other, &walk->other_numerals);
    }
    if (status < 0 || !overfull) {
        return status < 0 ? status : is_template(walk, number, leader, result);
    }
    *result = walk->figures_of != Py_None && !walk->numerals.masked && !walk->other_numerals.masked &&
              has_another(&walk->numerals, &walk->other_numerals) && has_another(&walk->other_numerals, &walk->numerals);
    return 0;
}

/* Whether a leader, which need not be read for it, is known to be of the same template at most. */
static int
is_known_template(const Walk *walk, uint32_t number, uint32_t leader)
{
    const Figures *own = known_figures(walk, number), *other = own == NULL ? NULL : known_figures(walk, leader);
    return other != NULL && own->numerals != other->numerals && surely_template(*own, *other);
}

/* Compare with the leaders in the order of their places, so that of equals the first is named. */
static int
most_similar(Walk *walk, uint32_t number, uint32_t seen, Outcome *outcome)
{
    walk->key_is_read = walk->numerals_are_found = walk->is_begun = 0;
    int status = gather_all(walk, number, seen, &outcome->overfull);
    size_t count = walk->candidates.size / sizeof(uint32_t);
    uint32_t *candidates = (uint32_t *)(void *)walk->candidates.data;
    if (count > 1) {
        qsort(candidates, count, sizeof *candidates, by_number);
    }
    for (size_t i = 0; i < count && status == 0; i++) {
        Jaccard jaccard;
        int template;
        if (outcome->template != NOBODY && !outcome->overfull && is_known_template(walk, number, candidates[i])) {
            continue;
        }
        status = similarity(walk, number, candidates[i], &jaccard);
        if (status < 0 || quotient(jaccard) < walk->threshold || quotient(jaccard) <= quotient(outcome->jaccard)) {
            continue;
        }
        status = other_facts(walk, number, candidates[i], outcome->overfull, &template);
        if (status == 0 && !template) {
            outcome->best = candidates[i];
            outcome->jaccard = jaccard;
        } else if (status == 0 && outcome->template == NOBODY) {
            outcome->template = candidates[i];
            outcome->template_jaccard = jaccard;
        }
    }
    return status;
}

/* The same, but a key that comes again meets only the leaders that have come since. */
static int
search(Walk *walk, uint32_t number, Outcome *outcome)
{
    *outcome = (Outcome){NOBODY, NOBODY, {0, 0}, {0, 0}, 0};
    if (!bit(walk->comes_again, number)) {
        return most_similar(walk, number, 0, outcome);
    }
    uint32_t at = look_up(&walk->found_at, (uint64_t)number + 1), seen = 0;
    if (at != NOBODY) {
        Found *found = (Found *)(void *)walk->found.data + at;
        outcome->best = found->best;
        outcome->jaccard = found->jaccard;
        seen = found->seen;
    }
    int status = most_similar(walk, number, seen, outcome);
    if (status < 0) {
        return status;
    }
    Found fresh = {walk->leaders_below, outcome->best, outcome->jaccard};
    if (at != NOBODY) {
        ((Found *)(void *)walk->found.data)[at] = fresh;
        return 0;
    }
    at = (uint32_t)(walk->found.size / sizeof fresh);
    if (put(&walk->found_at, (uint64_t)number + 1, at) < 0 || append(&walk->found, &fresh, sizeof fresh) < 0) {
        return NO_MEMORY;
    }
    return 0;
}

/* ---- leaders ---- */

static int
list_leader(Walk *walk, uint32_t seed, uint32_t leader)
{
    uint64_t numerals;
    int status = numerals_of(walk, leader, &numerals);
    if (status < 0) {
        return status;
    }
    uint64_t key = family_key(seed, numerals);
    uint32_t at = look_up(&walk->listed_at, key);
    if (at == NOBODY) {
        List fresh = {0, 0, 0};
        at = (uint32_t)(walk->listed.size / sizeof fresh);
        if (put(&walk->listed_at, key, at) < 0 || append(&walk->listed, &fresh, sizeof fresh) < 0) {
            return NO_MEMORY;
        }
    }
    List *list = (List *)(void *)walk->listed.data + at;
    for (uint32_t next = list->first; next; next = node(walk, next)->next) {
        if (node(walk, next)->leader == leader) {
            return 0; /* it came by another bucket of the family */
        }
    }
    return list->count < MOST_LEADERS ? append_node(walk, list, leader) : 0;
}

/* A bucket has more leaders than it holds: list those that it has by their numerals. */
static int
overflow(Walk *walk, Bucket bucket)
{
    int status = 0;
    for (size_t i = 0; i < *bucket.count && status == 0; i++) {
        status = list_leader(walk, bucket.leaders[0], bucket.leaders[i]);
    }
    *bucket.count = OVERFULL;
    return status;
}

/* From now on others may go because of this key; of the kept repetitions of one speech the first stands for all. */
static int
add_leader(Walk *walk, uint32_t number)
{
    if (bit(walk->is_leader, number)) {
        return 0;
    }
    set_bit(walk->is_leader, number);
    walk->leaders_below = number + 1;
    if (!bit(walk->meets, number)) {
        return 0;
    }
    Families families = {.count = 0};
    int status = 0;
    for (size_t band = 0; band < BANDS; band++) {
        Bucket bucket = bucket_of(walk, band, number);
        if (bucket.count != NULL && *bucket.count < MOST_LEADERS) {
            bucket.leaders[(*bucket.count)++] = number;
        } else if (bucket.count != NULL) {
            if (*bucket.count < OVERFULL && (status = overflow(walk, bucket)) < 0) {
                return status;
            }
            note_family(&families, bucket.leaders[0]);
        }
    }
    for (size_t i = 0; i < families.count && status == 0; i++) {
        Capped *family;
        if ((status = list_leader(walk, families.seeds[i], number)) == 0 &&
            (status = capped_family(walk, families.seeds[i], &family)) == 0) {
            family->leaders++;
        }
    }
    return status;
}

static int
tell(Walk *walk, uint32_t item, uint32_t kept, uint32_t kind, Jaccard jaccard)
{
    Row row = {item, kept, kind, jaccard};
    return append(&walk->rows, &row, sizeof row) < 0 ? NO_MEMORY : 0;
}

/* Decide one paragraph; `head` is the first of the run of repetitions that it is in. */
static int
decide(Walk *walk, uint32_t item, uint32_t number, uint32_t head)
{
    const Jaccard same = {1, 1};
    Outcome outcome;
    if (bit(walk->is_leader, number)) {
        return tell(walk, item, number_at(&walk->firsts, number), EXACT, same);
    }
    int status = search(walk, number, &outcome);
    if (status < 0) {
        return status;
    }
    if (outcome.best != NOBODY) {
        return tell(walk, item, number_at(&walk->firsts, outcome.best), NEAR, outcome.jaccard);
    }
    if (head != item) {
        return tell(walk, item, head, EXACT, same);
    }
    if (outcome.template != NOBODY &&
        tell(walk, item, number_at(&walk->firsts, outcome.template), TEMPLATE, outcome.template_jaccard) < 0) {
        return NO_MEMORY;
    }
    if (outcome.overfull) {
        status = note_numerals(walk, number, walk->numerals.hash); /* it will be listed by them */
    }
    return append_u32(&walk->kept, number) < 0 ? NO_MEMORY : status;
}

/* Walk the paragraphs of one record; what it keeps joins the leaders when it is done, so they never meet each other. */
static int
walk_record(Walk *walk, size_t start, size_t end)
{
    uint32_t head = 0, before = NOBODY, index_before = 0;
    int status = 0;
    walk->kept.size = 0;
    for (size_t rank = start; rank < end && status == 0; rank++) {
        uint32_t item = number_at(&walk->order, rank);
        uint32_t number = number_at(&walk->numbers, item), index = number_at(&walk->indices, item);
        if (rank == start || number != before || index != index_before + 1) {
            head = item;
        }
        before = number;
        index_before = index;
        if (rank < walk->references) {
            status = append_u32(&walk->kept, number) < 0 ? NO_MEMORY : 0;
        } else {
            status = decide(walk, item, number, head);
        }
    }
    const uint32_t *kept = (const uint32_t *)(const void *)walk->kept.data;
    for (size_t i = 0; i < walk->kept.size / sizeof *kept && status == 0; i++) {
        status = add_leader(walk, kept[i]);
    }
    return status;
}

/* Walk on, a record at a time, until at least `stop` paragraphs are decided. */
static int
walk_on(Walk *walk, size_t stop)
{
    int status = 0;
    while (walk->rank < stop && walk->rank < walk->items && status == 0) {
        size_t end = walk->rank + 1;
        uint32_t record = number_at(&walk->records, number_at(&walk->order, walk->rank));
        while (end < walk->items && number_at(&walk->records, number_at(&walk->order, end)) == record) {
            end++;
        }
        status = walk_record(walk, walk->rank, end);
        walk->rank = end;
    }
    return status;
}

#endif
