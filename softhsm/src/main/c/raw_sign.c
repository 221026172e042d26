/*
 * How fast a PKCS#11 module signs, without anything above it: each thread has a session and loops C_SignInit + C_Sign
 * over 32 random bytes.
 *
 *   raw_sign MODULE TOKEN-LABEL PIN-FILE KEY-LABEL MECHANISM THREADS WARM-UP-SECONDS SECONDS
 *
 * Prints one line of JSON. Latencies (microseconds) are read from a histogram whose buckets are 1/16 of an octave wide.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

typedef unsigned long word; /* CK_ULONG and handles, LP64 */
struct attribute { word type; void *value; word length; };
struct mechanism { word type; const void *parameter; word length; };

/* PKCS#11 v2.40, §2: CK_RSA_PKCS_PSS_PARAMS of SHA-256 with a salt as long as the digest. */
static const word pss_sha256[] = {0x250, 2, 32};
static const struct { const char *name; struct mechanism mechanism; word key_class; } mechanisms[] = {
    {"ecdsa", {0x1041, NULL, 0}, 3},
    {"eddsa", {0x1057, NULL, 0}, 3},
    {"rsa-pkcs1-sha256", {0x40, NULL, 0}, 3},
    {"rsa-pss-sha256", {0x43, pss_sha256, sizeof pss_sha256}, 3},
    {"hmac-sha256", {0x251, NULL, 0}, 4},
    {"hmac-sha384", {0x261, NULL, 0}, 4},
    {"hmac-sha512", {0x271, NULL, 0}, 4},
};

static void *library;
#define CALL(name, ...) called(#name, ((word (*)()) symbol(#name))(__VA_ARGS__))

static void *symbol(const char *name) {
    void *found = dlsym(library, name);
    if (found == NULL) fprintf(stderr, "raw_sign: %s\n", dlerror()), exit(1);
    return found;
}

static void called(const char *name, word result) {
    if (result != 0) fprintf(stderr, "raw_sign: %s answered 0x%lX\n", name, result), exit(1);
}

enum { BUCKETS = 64 * 16 };
struct worker {
    pthread_t thread;
    word session, key;
    struct mechanism mechanism;
    uint64_t signatures, buckets[BUCKETS]; /* of the measured time */
};
static _Atomic bool measuring, stopped;

static uint64_t nanoseconds_of(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (uint64_t) now.tv_sec * 1000000000 + (uint64_t) now.tv_nsec;
}

static uint64_t nanoseconds(void) { return nanoseconds_of(CLOCK_MONOTONIC); }

static int bucket_of(uint64_t nanos) {
    int octave = 63 - __builtin_clzll(nanos | 16);
    return octave * 16 + (int) (nanos >> (octave - 4) & 15);
}

static double micros_of(int bucket) { /* its middle */
    return (double) (1ULL << bucket / 16) * (1 + (bucket % 16 + 0.5) / 16) / 1000;
}

static void *work(void *argument) {
    struct worker *worker = argument;
    word (*sign_init)(word, struct mechanism *, word) = symbol("C_SignInit");
    word (*sign)(word, void *, word, void *, word *) = symbol("C_Sign");
    uint64_t data[4], before = nanoseconds(), after;
    unsigned char signature[1024];
    if (getrandom(data, sizeof data, 0) != sizeof data) abort();
    while (!stopped) {
        word length = sizeof signature;
        data[0]++; /* another message, without paying for randomness in the loop */
        called("C_SignInit", sign_init(worker->session, &worker->mechanism, worker->key));
        called("C_Sign", sign(worker->session, data, sizeof data, signature, &length));
        after = nanoseconds();
        if (measuring) worker->signatures++, worker->buckets[bucket_of(after - before)]++;
        before = after;
    }
    return NULL;
}

static word slot_of(const char *label) {
    word slots[1024], count = 1024;
    char info[256], padded[33];
    snprintf(padded, sizeof padded, "%-32s", label);
    CALL(C_GetSlotList, (unsigned char) 1, slots, &count);
    for (word i = 0; i < count; i++) {
        CALL(C_GetTokenInfo, slots[i], info);
        if (memcmp(info, padded, 32) == 0) return slots[i];
    }
    fprintf(stderr, "raw_sign: no token is labelled %s\n", label);
    exit(1);
}

static void login(word session, const char *pin_file) {
    char pin[256] = {0};
    FILE *file = fopen(pin_file, "re");
    if (file == NULL || fgets(pin, sizeof pin, file) == NULL) perror(pin_file), exit(1);
    fclose(file);
    CALL(C_Login, session, 1UL, pin, (word) strcspn(pin, "\r\n"));
    explicit_bzero(pin, sizeof pin);
}

static word key_labelled(word session, const char *label, word class) {
    struct attribute like[] = {{0, &class, sizeof class}, {3, (void *) label, strlen(label)}}; /* CKA_CLASS, _LABEL */
    word key = 0, count = 0;
    CALL(C_FindObjectsInit, session, like, 2UL);
    CALL(C_FindObjects, session, &key, 1UL, &count);
    CALL(C_FindObjectsFinal, session);
    if (count != 1) fprintf(stderr, "raw_sign: no key is labelled %s\n", label), exit(1);
    return key;
}

static double percentile(const uint64_t *buckets, uint64_t total, double share) {
    uint64_t seen = 0;
    int i = 0;
    while (i < BUCKETS - 1 && (double) (seen += buckets[i]) < share * (double) total) i++;
    return micros_of(i);
}

static void pause_for(double seconds) {
    struct timespec time = {(time_t) seconds, (long) ((seconds - (double) (time_t) seconds) * 1e9)};
    nanosleep(&time, NULL);
}

int main(int count, char **arguments) {
    size_t kind = 0, kinds = sizeof mechanisms / sizeof *mechanisms;
    while (count == 9 && kind < kinds && strcmp(arguments[5], mechanisms[kind].name) != 0) kind++;
    int threads = count == 9 ? atoi(arguments[6]) : 0;
    if (threads < 1 || kind == kinds) {
        fprintf(stderr, "usage: raw_sign MODULE TOKEN PIN-FILE KEY MECHANISM THREADS WARM-UP-SECONDS SECONDS\n");
        return 2;
    }
    library = dlopen(arguments[1], RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) return fprintf(stderr, "raw_sign: %s\n", dlerror()), 1;
    CALL(C_Initialize, (word[6]) {0, 0, 0, 0, 2, 0}); /* CKF_OS_LOCKING_OK */

    word slot = slot_of(arguments[2]);
    struct worker *workers = calloc((size_t) threads, sizeof *workers);
    for (int i = 0; i < threads; i++) {
        CALL(C_OpenSession, slot, 4UL, NULL, NULL, &workers[i].session); /* CKF_SERIAL_SESSION */
        if (i == 0) login(workers[0].session, arguments[3]);
        workers[i].key = key_labelled(workers[i].session, arguments[4], mechanisms[kind].key_class);
        workers[i].mechanism = mechanisms[kind].mechanism;
    }
    for (int i = 0; i < threads; i++) pthread_create(&workers[i].thread, NULL, work, &workers[i]);
    pause_for(atof(arguments[7]));
    uint64_t began = nanoseconds(), cpu = nanoseconds_of(CLOCK_PROCESS_CPUTIME_ID), total = 0, buckets[BUCKETS] = {0};
    measuring = true;
    pause_for(atof(arguments[8]));
    measuring = false;
    double seconds = (double) (nanoseconds() - began) / 1e9;
    cpu = nanoseconds_of(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    stopped = true;
    for (int i = 0; i < threads; i++) {
        pthread_join(workers[i].thread, NULL);
        total += workers[i].signatures;
        for (int b = 0; b < BUCKETS; b++) buckets[b] += workers[i].buckets[b];
    }
    printf("{\"per_second\":%.1f,\"p50_us\":%.1f,\"p99_us\":%.1f,\"cpu_us\":%.2f,\"signatures\":%lu,\"seconds\":%.3f}\n",
           (double) total / seconds, percentile(buckets, total, 0.5), percentile(buckets, total, 0.99),
           total == 0 ? 0 : (double) cpu / 1e3 / (double) total, (word) total, seconds);
    CALL(C_Finalize, NULL);
    return 0;
}
