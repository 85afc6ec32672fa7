/* A slower disk: preloaded into whoever keeps something, it lets each sync of a log that commits wait for
 * (SQLite's -wal, PostgreSQL's pg_wal) take FSYNC_US microseconds longer, and nothing else. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int is_log(int file) {
    char link[64], name[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, name, sizeof name - 1);
    if (length < 4) return 0;
    name[length] = 0;
    return strcmp(name + length - 4, "-wal") == 0 || strstr(name, "/pg_wal/") != NULL;
}

static int sync_slowly(const char *how, int file) {
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, how);
    const char *told = getenv("FSYNC_US");
    long us = told ? atol(told) : 0;
    if (us > 0 && is_log(file)) {
        struct timespec rest = {us / 1000000, us % 1000000 * 1000};
        nanosleep(&rest, NULL);
    }
    return real(file);
}

int fsync(int file) { return sync_slowly("fsync", file); }
int fdatasync(int file) { return sync_slowly("fdatasync", file); }
