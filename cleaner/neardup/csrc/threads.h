/* Work that is shared out among threads, where the system has POSIX threads; elsewhere one part is done after the other. */
#ifndef CLEANER_THREADS_H
#define CLEANER_THREADS_H

#include "base.h"
#ifdef HAVE_PTHREAD_H
#include <pthread.h>
#endif

enum { MOST_WORKERS = 16 }; /* beyond these what is done once, or by each for itself, takes most of the time */

typedef void *Work(void *part);

/* Do the work on all parts, which stand in a row, the first of them on this thread; return when all is done. A part for which
   the system gives no thread is done on this one too. */
static void
share_out(Work *work, void *parts, size_t size, size_t count)
{
    size_t begun = 1;
#ifdef HAVE_PTHREAD_H
    pthread_t threads[MOST_WORKERS];
    while (begun < count && pthread_create(&threads[begun], NULL, work, (uint8_t *)parts + begun * size) == 0) {
        begun++;
    }
#endif
    work(parts);
    for (size_t i = begun; i < count; i++) {
        work((uint8_t *)parts + i * size);
    }
#ifdef HAVE_PTHREAD_H
    for (size_t i = 1; i < begun; i++) {
        pthread_join(threads[i], NULL);
    }
#endif
}

#endif
