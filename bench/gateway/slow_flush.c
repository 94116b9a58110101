/* Every flush of the process this is loaded into takes HOSO_FLUSH_US microseconds longer. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

static int slowly(const char *name, int file) {
    int (*flush)(int) = dlsym(RTLD_NEXT, name);
    const char *told = getenv("HOSO_FLUSH_US");
    long longer = told ? atol(told) : 0;
    struct timespec pause = {longer / 1000000, longer % 1000000 * 1000};
    int done = flush(file);
    nanosleep(&pause, NULL);
    return done;
}

int fsync(int file) { return slowly("fsync", file); }
int fdatasync(int file) { return slowly("fdatasync", file); }
