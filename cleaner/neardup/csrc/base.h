/* What all parts of the kernel use: the Python interface, growing arrays, reading of unaligned words. */
#ifndef CLEANER_BASE_H
#define CLEANER_BASE_H

#define _XOPEN_SOURCE 700 /* pread */
#define _FILE_OFFSET_BITS 64
#define PY_SSIZE_T_CLEAN
#define Py_LIMITED_API 0x030B0000
#include <Python.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#ifdef HAVE_PREAD
#include <unistd.h>
#endif
#ifdef __GLIBC__
#include <malloc.h>
#endif

/* Give back to the system what has been freed, where the C library would keep it. */
static inline void
give_back(void)
{
#ifdef __GLIBC__
    malloc_trim(0);
#endif
}

/* One binary for every processor: the compiler makes a version for each of these, the loader takes the best that runs.
   Not under sanitizers, which are not ready yet when the loader chooses. */
#if defined(__x86_64__) && defined(__GLIBC__) && defined(__GNUC__) && __GNUC__ >= 12 && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
#define FOR_EACH_PROCESSOR __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define FOR_EACH_PROCESSOR
#endif

#ifdef __GNUC__
#define PREFETCH(address) __builtin_prefetch(address)
#else
#define PREFETCH(address) ((void)(address))
#endif

enum {
    WIDTH = 5,         /* characters in a gram */
    PERMUTATIONS = 128,
    BANDS = 25,
    ROWS = 5,
    CODES = 0x110000,  /* code points, and entries of the table */
};

/* A growing array of bytes; after a failed allocation it stays as it was and says so. */
typedef struct {
    uint8_t *data;
    size_t size, room;
} Bytes;

static int
reserve(Bytes *bytes, size_t more)
{
    if (more <= bytes->room - bytes->size) {
        return 0;
    }
    if (more > SIZE_MAX / 2 - bytes->size) {
        return -1;
    }
    size_t room = bytes->size + more + bytes->room / 2 + 64;
    uint8_t *data = realloc(bytes->data, room);
    if (data == NULL) {
        return -1;
    }
    bytes->data = data;
    bytes->room = room;
    return 0;
}

static int
append(Bytes *bytes, const void *data, size_t size)
{
    if (reserve(bytes, size) < 0) {
        return -1;
    }
    if (size) {
        memcpy(bytes->data + bytes->size, data, size);
    }
    bytes->size += size;
    return 0;
}

static inline int
append_u32(Bytes *bytes, uint32_t value)
{
    return append(bytes, &value, sizeof value);
}

static inline int
append_u64(Bytes *bytes, uint64_t value)
{
    return append(bytes, &value, sizeof value);
}

static void
release(Bytes *bytes)
{
    free(bytes->data);
    memset(bytes, 0, sizeof *bytes);
}

static inline int
bit(const uint8_t *bits, size_t at)
{
    return bits[at >> 3] >> (at & 7) & 1;
}

static inline void
set_bit(uint8_t *bits, size_t at)
{
    bits[at >> 3] |= (uint8_t)(1 << (at & 7));
}

static PyObject *
to_object(const Bytes *bytes)
{
    return PyBytes_FromStringAndSize((const char *)bytes->data, (Py_ssize_t)bytes->size);
}

/* Take a contiguous buffer of whole items; Python then keeps it from being resized or freed. */
static int
take(PyObject *object, Py_buffer *view, size_t item, int writable, const char *name)
{
    if (PyObject_GetBuffer(object, view, writable ? PyBUF_WRITABLE : PyBUF_SIMPLE) < 0) {
        return -1;
    }
    if ((size_t)view->len % item != 0 || (view->len && (uintptr_t)view->buf % (item < 8 ? item : 8) != 0)) {
        PyErr_Format(PyExc_ValueError, "%s: no whole number of aligned items of %zu bytes", name, item);
        PyBuffer_Release(view);
        return -1;
    }
    return 0;
}

static int
take_exactly(PyObject *object, Py_buffer *view, size_t item, size_t count, int writable, const char *name)
{
    if (take(object, view, item, writable, name) < 0) {
        return -1;
    }
    if ((size_t)view->len / item != count) {
        PyErr_Format(PyExc_ValueError, "%s: %zd bytes, not %zu items of %zu", name, view->len, count, item);
        PyBuffer_Release(view);
        return -1;
    }
    return 0;
}

#endif
