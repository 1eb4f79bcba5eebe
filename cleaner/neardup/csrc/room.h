/* Memory for what grows with the corpus: Python gives it, private or of files that are mapped, of which the system may take
   back what is not at work. `memory.py` tells how. */
#ifndef CLEANER_ROOM_H
#define CLEANER_ROOM_H

#include "base.h"

enum { MOST_BLOCKS = 64, AWAY = 1 << 14 }; /* steps that may each touch another page between two times of letting go */

typedef struct {
    PyObject *giver;       /* NULL or None: memory is private */
    PyThreadState *thread; /* set while the interpreter's lock is released */
    int failed;            /* an exception is set */
    Py_buffer blocks[MOST_BLOCKS];
} Room;

static Py_buffer *
block_of(Room *room, const void *data)
{
    for (size_t i = 0; i < MOST_BLOCKS; i++) {
        if (room->blocks[i].obj != NULL && room->blocks[i].buf == data) {
            return room->blocks + i;
        }
    }
    return NULL;
}

static Py_buffer *
free_block(Room *room)
{
    for (size_t i = 0; i < MOST_BLOCKS; i++) {
        if (room->blocks[i].obj == NULL) {
            return room->blocks + i;
        }
    }
    return NULL;
}

static PyObject *
zeros(Room *room, size_t size)
{
    if (room->giver != NULL && room->giver != Py_None) {
        return PyObject_CallMethod(room->giver, "zeros", "n", (Py_ssize_t)size);
    }
    PyObject *object = PyByteArray_FromStringAndSize(NULL, (Py_ssize_t)size);
    if (object != NULL) {
        memset(PyByteArray_AsString(object), 0, size);
    }
    return object;
}

/* Return that many items of zeros, or NULL with an exception set. */
static void *
get_room(Room *room, size_t count, size_t item)
{
    void *data = NULL;
    if (room->failed) {
        return NULL;
    }
    int away = room->thread != NULL;
    if (away) {
        PyEval_RestoreThread(room->thread);
    }
    Py_buffer *block = free_block(room);
    if (block == NULL || count >= PY_SSIZE_T_MAX / item) {
        PyErr_NoMemory();
    } else {
        PyObject *object = zeros(room, (count + 1) * item); /* none is empty */
        if (object != NULL && take_exactly(object, block, item, count + 1, 1, "room") == 0) {
            data = block->buf;
        }
        Py_XDECREF(object); /* the buffer holds it */
    }
    room->failed = data == NULL;
    if (away) {
        room->thread = PyEval_SaveThread();
    }
    return data;
}

/* Give a block back. */
static void
leave_room(Room *room, const void *data)
{
    Py_buffer *block = data == NULL ? NULL : block_of(room, data);
    if (block != NULL) {
        int away = room->thread != NULL;
        if (away) {
            PyEval_RestoreThread(room->thread);
        }
        PyBuffer_Release(block);
        memset(block, 0, sizeof *block);
        if (away) {
            room->thread = PyEval_SaveThread();
        }
    }
}

/* Give all blocks back; the interpreter's lock is held. */
static void
leave_all(Room *room)
{
    for (size_t i = 0; i < MOST_BLOCKS; i++) {
        PyBuffer_Release(&room->blocks[i]); /* does nothing where nothing was taken */
    }
}

/* Return the first items of a block as an object. */
static PyObject *
block_object(Room *room, const void *data, size_t size)
{
    return PySequence_GetSlice(block_of(room, data)->obj, 0, (Py_ssize_t)size);
}

/* Every so many steps, let the system take back the files that have been read or written. */
static inline void
let_go(Room *room, size_t step)
{
    if (step % AWAY != AWAY - 1 || room->failed || room->giver == NULL || room->giver == Py_None) {
        return;
    }
    int away = room->thread != NULL;
    if (away) {
        PyEval_RestoreThread(room->thread);
    }
    PyObject *answer = PyObject_CallMethod(room->giver, "forget", NULL);
    room->failed = answer == NULL;
    Py_XDECREF(answer);
    if (away) {
        room->thread = PyEval_SaveThread();
    }
}

#endif
