/*
 * A library for LD_PRELOAD: calls on files fail on demand, as they do on a disk that is full, broken or read-only. For
 * tests only.
 *
 * Environment: COUNTERSIGN_FAULTY_DISK, a file of rules that is read before every call (about 5 us); README.md has the
 * grammar. A call that no rule names goes to the C library, as does one that is only late. Thread-safe; no state of its own.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define VISIBLE __attribute__((visibility("default")))
#define REAL(name) ((__typeof__(&name)) dlsym(RTLD_NEXT, #name))

enum { TEXT = 4096 };

static bool ends(const char *path, const char *end) {
    size_t all = strlen(path), part = strlen(end);
    return part <= all && strcmp(path + all - part, end) == 0;
}

/* The rules by system calls of their own: the functions of the C library are those that are hooked. */
static const char *rules_read(char *text) {
    const char *rules = getenv("COUNTERSIGN_FAULTY_DISK");
    int file = rules == NULL ? -1 : (int) syscall(SYS_openat, AT_FDCWD, rules, O_RDONLY | O_CLOEXEC);
    if (file < 0) return NULL;
    long length = syscall(SYS_read, file, text, TEXT - 1);
    syscall(SYS_close, file);
    text[length < 0 ? 0 : length] = 0;
    return rules;
}

/* The errno with which a call on `path` fails; 0 if it does not. Of callers that meet a `once` together one fails. */
static int fault(const char *call, const char *path) {
    char text[TEXT], name[32], end[256], times[8];
    int error, used;
    const char *rules = rules_read(text);
    for (const char *at = text; rules != NULL && sscanf(at, "%31s %255s %d %7s%n", name, end, &error, times, &used) == 4; at += used) {
        if (strcmp(name, call) != 0 || !ends(path, end)) continue;
        if (strcmp(times, "late") == 0) {
            usleep((useconds_t) error);
        } else if (strcmp(times, "once") != 0 || unlink(rules) == 0) {
            return error;
        }
    }
    return 0;
}

static int fault_of(const char *call, int file) {
    char link[32], path[PATH_MAX + 1];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, PATH_MAX);
    if (length < 0) return 0;
    path[length] = 0;
    return fault(call, path);
}

#define FAIL_IF(expression) int error = (expression); if (error != 0) { errno = error; return -1; }

VISIBLE int fsync(int file) {
    FAIL_IF(fault_of("sync", file))
    return REAL(fsync)(file);
}

VISIBLE int fdatasync(int file) {
    FAIL_IF(fault_of("sync", file))
    return REAL(fdatasync)(file);
}

VISIBLE ssize_t write(int file, const void *bytes, size_t count) {
    FAIL_IF(fault_of("write", file))
    return REAL(write)(file, bytes, count);
}

VISIBLE ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t at) {
    FAIL_IF(fault_of("write", file))
    return REAL(pwrite64)(file, bytes, count, at);
}

/* The mode is there only if the flags say so; to pass on what is none does no harm on Linux's calling conventions. */
#define OPEN(name) \
    VISIBLE int name(const char *path, int flags, ...) { \
        va_list more; \
        va_start(more, flags); \
        mode_t mode = va_arg(more, mode_t); \
        va_end(more); \
        FAIL_IF((flags & O_ACCMODE) != O_RDONLY ? fault("open", path) : 0) \
        return REAL(name)(path, flags, mode); \
    }
OPEN(open)
OPEN(open64)

VISIBLE int rename(const char *from, const char *to) {
    FAIL_IF(fault("rename", to))
    return REAL(rename)(from, to);
}

VISIBLE int access(const char *path, int mode) {
    FAIL_IF((mode & W_OK) != 0 ? fault("open", path) : 0)
    return REAL(access)(path, mode);
}
