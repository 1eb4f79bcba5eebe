/* Texts in files, and the keys that are made of them. */
#ifndef CLEANER_TEXTS_H
#define CLEANER_TEXTS_H

#include "compare.h"
#include "lines.h"

enum { CACHED = 64, LARGE = 1 << 14 }; /* keys held, and characters from which on one is not held long */

/* A file with texts: in memory, or behind a descriptor. */
typedef struct {
    Py_buffer view;
    uint64_t size;
    int descriptor;
} Source;

/* All texts of a search: where each stands, and the files. */
typedef struct {
    Py_buffer places, table;
    uint32_t *identity; /* the table where texts are keys already */
    Source *sources;
    uint64_t *bases;
    size_t source_count, held;
    Text text;
    Bytes window;
} Texts;

/* The keys read last. */
typedef struct {
    Key keys[CACHED];
    uint32_t numbers[CACHED]; /* 1 more than the number of the key */
} Cache;

static inline uint32_t
number_at(const Py_buffer *view, size_t at)
{
    return ((const uint32_t *)view->buf)[at];
}

/* Read a text of a file that is not in memory: a window of it, or a larger one where that ends too soon. */
static int
read_through_window(Texts *texts, const Source *source, uint64_t offset)
{
#ifdef HAVE_PREAD
    for (size_t size = 2048;; size *= 8) {
        if (reserve(&texts->window, size) < 0) {
            return NO_MEMORY;
        }
        ssize_t count = pread(source->descriptor, texts->window.data, size, (off_t)offset);
        Cursor cursor = {texts->window.data, texts->window.data, texts->window.data + (count > 0 ? count : 0)};
        int status = read_text(&cursor, &texts->text, 0, 1);
        if (status != FAILED || count < (ssize_t)size) {
            return status;
        }
    }
#else
    (void)texts, (void)source, (void)offset;
    return FAILED;
#endif
}

static int
read_key(Texts *texts, uint32_t item, Key *key)
{
    uint64_t place = ((const uint64_t *)texts->places.buf)[item];
    size_t low = 0, high = texts->source_count;
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        if (texts->bases[middle] <= place) {
            low = middle;
        } else {
            high = middle;
        }
    }
    const Source *source = texts->sources + low;
    uint64_t offset = place - texts->bases[low];
    if (offset >= source->size) {
        return FAILED;
    }
    texts->text.codes = key->codes;
    int status;
    if (source->descriptor < 0) {
        const uint8_t *start = source->view.buf;
        Cursor cursor = {start, start + offset, start + source->size};
        status = read_text(&cursor, &texts->text, 0, 1);
    } else {
        status = read_through_window(texts, source, offset);
    }
    key->codes = texts->text.codes;
    memset(&texts->text.codes, 0, sizeof texts->text.codes);
    if (status < 0) {
        return status;
    }
    key->length = finish_key((uint32_t *)(void *)key->codes.data, key->codes.size / sizeof(uint32_t),
                             last_paragraph(&texts->text)->seen);
    key->points = last_paragraph(&texts->text)->points;
    if (key->length >= PLACE) {
        return FAILED;
    }
    return hash_grams(key) < 0 ? NO_MEMORY : 0;
}

/* Let go of the large keys among those read last. */
static void
forget_large(Cache *cache)
{
    for (size_t i = 0; i < CACHED; i++) {
        if (cache->keys[i].codes.room > LARGE * sizeof(uint32_t)) {
            release_key(&cache->keys[i]);
            cache->numbers[i] = 0;
        }
    }
}

/* Read a key, or find it by its number among those read last, of which one may be large. */
static int
cached_key(Texts *texts, Cache *cache, uint32_t number, uint32_t item, Key **key)
{
    size_t at = number % CACHED;
    int status = 0;
    *key = cache->keys + at;
    if (cache->numbers[at] != number + 1) {
        cache->numbers[at] = 0;
        if ((*key)->codes.room > LARGE * sizeof(uint32_t)) {
            release_key(*key);
        }
        status = read_key(texts, item, *key);
        if (status == 0 && (*key)->codes.room > LARGE * sizeof(uint32_t)) {
            Key large = **key;
            memset(*key, 0, sizeof **key);
            forget_large(cache);
            **key = large;
        }
        cache->numbers[at] = status == 0 ? number + 1 : 0;
    }
    return status;
}

static void
release_cache(Cache *cache)
{
    for (size_t i = 0; i < CACHED; i++) {
        release_key(&cache->keys[i]);
    }
}

/* Return the same texts, to be read with other buffers. */
static Texts
borrowed_texts(const Texts *texts)
{
    Texts borrowed = *texts;
    memset(&borrowed.text.codes, 0, sizeof borrowed.text.codes);
    memset(&borrowed.text.paragraphs, 0, sizeof borrowed.text.paragraphs);
    memset(&borrowed.window, 0, sizeof borrowed.window);
    return borrowed;
}

/* Free what texts are read with. */
static void
release_buffers(Texts *texts)
{
    release(&texts->text.codes);
    release(&texts->text.paragraphs);
    release(&texts->window);
}

static void
release_texts(Texts *texts)
{
    PyBuffer_Release(&texts->places); /* does nothing where nothing was taken */
    PyBuffer_Release(&texts->table);
    for (size_t i = 0; i < texts->held; i++) {
        PyBuffer_Release(&texts->sources[i].view);
    }
    free(texts->sources);
    free(texts->bases);
    free(texts->identity);
    release_buffers(texts);
}

#endif
