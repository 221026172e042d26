/*
 * A PKCS#11 module (v2.40, LP64) that stands before another one and fails on demand. For tests only.
 *
 * Environment, read once: COUNTERSIGN_FAULTY_MODULE (the real module), COUNTERSIGN_FAULTY_RULES (the rules, read again
 * whenever the file changes; README.md has the grammar), COUNTERSIGN_FAULTY_COUNTERS (optional: a file of counters).
 *
 * Thread-safe. A call holds `in_real` for reading only while it is inside the real module; what must not happen beside
 * other calls (C_Finalize, C_CloseAllSessions, injected or asked for) holds it for writing. So nothing here kills the
 * process that the real module would let die; a caller that relied on that is counted under "misuse".
 */
#define _GNU_SOURCE
#include "faulty.h"
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define FIRST(name, first) first,
#define DECLARE(name, first) __attribute__((visibility("default"))) word name(EIGHT(word));
#define POINTER(name, first) name,
FUNCTIONS(DECLARE)
static const int first_of[COUNTERS] = {FUNCTIONS(FIRST)};

enum { OK = 0, GENERAL_ERROR = 5, DEVICE_ERROR = 0x30, KEY_OR_OBJECT_INVALID = 0x82, PIN_INCORRECT = 0xA0,
       PIN_LOCKED = 0xA4, TOKEN_NOT_PRESENT = 0xE0, NOT_INITIALIZED = 0x190, USER_PIN_LOCKED_FLAG = 0x40000 };
static const word PASS = -1UL; /* no answer: ask the token */
enum { TOKENS = 512, SESSIONS = 1 << 16, TOKEN_FLAGS = 96 };

/* The counters file: TOKENS blocks, the first for calls that concern no known token; an unused one has no label. */
struct counter { char name[24]; _Atomic uint64_t asked, done, told; }; /* asked us; token: CKR_OK; we: CKR_OK */
static struct block { char label[40]; struct counter counters[COUNTERS]; } *blocks;
static int counters_file = -1;

struct attribute { word type; void *value; word length; };
static struct list {
    unsigned char version[8]; /* and padding */
    word (*functions[SHARED_SESSION])(EIGHT(word));
} ours = {{2, 40}, {FUNCTIONS(POINTER)}}, *real_list;
static pthread_once_t loading = PTHREAD_ONCE_INIT;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* over token registration */
static pthread_rwlock_t in_real = PTHREAD_RWLOCK_WRITER_NONRECURSIVE_INITIALIZER_NP;
/* How often closed; slot + 1 of each token; session << 16 | token, and the session in a call, by session % SESSIONS. */
static _Atomic word finalized, slot_of[TOKENS], session_token[SESSIONS], busy[SESSIONS];
static _Atomic int in_flight[TOKENS], all_in_flight;

/* ---- the real module ---- */

static word real(int function, const word *v) {
    return real_list->functions[function](v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7]);
}
#define REAL(name, ...) real(f_##name, (word[8]) {__VA_ARGS__})

/* The number of the token in `slot`, 0 if it has no label. Under in_real. */
static int token_in(word slot) {
    char info[256] = {0}, *label = info;
    for (int i = 1; i < TOKENS && blocks[i].label[0] != 0; i++) if (slot_of[i] == slot + 1) return i;
    if (REAL(C_GetTokenInfo, slot, (word) info) != OK) return 0;
    for (int end = LABEL; end >= 0 && (end == LABEL || label[end] == ' '); end--) label[end] = 0;
    if (label[0] == 0) return 0;
    pthread_mutex_lock(&lock);
    if (counters_file >= 0) flock(counters_file, LOCK_EX); /* another process may count in it */
    int i = 1;
    while (i < TOKENS && blocks[i].label[0] != 0 && strcmp(blocks[i].label, label) != 0) i++;
    if (i < TOKENS) strcpy(blocks[i].label, label), slot_of[i] = slot + 1;
    if (counters_file >= 0) flock(counters_file, LOCK_UN);
    pthread_mutex_unlock(&lock);
    return i < TOKENS ? i : 0;
}

static int token_of(int function, word first) {
    word info[4] = {first}, known = session_token[first % SESSIONS];
    bool session = first_of[function] == SESSION;
    if (first_of[function] == NONE) return 0;
    if (session && known >> 16 == first) return (int) (known & 0xFFFF);
    pthread_rwlock_rdlock(&in_real);
    int token = session && REAL(C_GetSessionInfo, first, (word) info) != OK ? 0 : token_in(info[0]);
    pthread_rwlock_unlock(&in_real);
    if (session && token != 0) session_token[first % SESSIONS] = first << 16 | (word) token;
    return token;
}

/* Another private or secret key of the token, of the same type, that may sign; 0 if there is none. Under in_real. */
static word other_key(word slot, word asked) {
    word session, class, type, found[2] = {0}, count = 0;
    unsigned char yes = 1;
    struct attribute like[] = {{0, &class, 8}, {0x100, &type, 8}, {0x108, &yes, 1}}; /* CKA_CLASS, _KEY_TYPE, _SIGN */
    if (REAL(C_OpenSession, slot, 4, 0, 0, (word) &session) != OK) return 0;
    if (REAL(C_GetAttributeValue, session, asked, (word) like, 2) == OK
            && REAL(C_FindObjectsInit, session, (word) like, 3) == OK) {
        REAL(C_FindObjects, session, (word) found, 2, (word) &count);
        REAL(C_FindObjectsFinal, session);
    }
    REAL(C_CloseSession, session);
    return found[0] != asked ? found[0] : found[1];
}

/* ---- one call ---- */

static void behind_the_callers_back(enum effect effect, word slot) {
    word session;
    pthread_rwlock_wrlock(&in_real);
    if (effect == CLOSE_SESSIONS) REAL(C_CloseAllSessions, slot);
    else if (REAL(C_OpenSession, slot, 4, 0, 0, (word) &session) == OK)
        REAL(C_Logout, session), REAL(C_CloseSession, session);
    pthread_rwlock_unlock(&in_real);
}

static void hang(struct rule *rule) {
    while (rules_position(rules_now(), rule->text) >= 0) usleep(1000);
}

static word gone(int function, word *v) { /* as SoftHSM 2.6.1 answers after its token's directory has gone */
    switch (function) {
        case f_C_GetTokenInfo: case f_C_OpenSession: return TOKEN_NOT_PRESENT;
        case f_C_Sign: case f_C_SignInit: case f_C_GetAttributeValue: return KEY_OR_OBJECT_INVALID;
        case f_C_Login: return GENERAL_ERROR;
        case f_C_GenerateRandom: case f_C_GenerateKey: case f_C_GenerateKeyPair: case f_C_CreateObject:
            return DEVICE_ERROR;
        case f_C_FindObjects: *(word *) v[3] = 0; return OK; /* nothing found, and no error */
        default: return PASS;
    }
}

/* What the rule answers instead of the token, or PASS. */
static word instead(struct rule *rule, int function, int token, word *v) {
    switch (rule->effect) {
        case RV: return rule->value;
        case HANG: return hang(rule), PASS;
        case DELAY: return usleep((unsigned) rule->value), PASS;
        case CRASH: abort();
        case CLOSE_SESSIONS: case LOGOUT:
            if (token != 0) behind_the_callers_back(rule->effect, slot_of[token] - 1);
            return PASS;
        case GONE: return gone(function, v);
        case LOCKED: return function == f_C_Login ? PIN_LOCKED : PASS;
        case INCORRECT: return function == f_C_Login ? PIN_INCORRECT : PASS;
        default: return PASS;
    }
}

/* Spoils what the token answered. */
static void spoil(struct rule *rule, int function, word *v) {
    bool final = function == f_C_SignFinal, locked = rule->effect == LOCKED;
    word *length = (word *) v[final ? 2 : 4];
    unsigned char *signature = (unsigned char *) v[final ? 1 : 3];
    if (function == f_C_GetTokenInfo && (locked || rule->effect == FLAGS))
        *(word *) (v[1] + TOKEN_FLAGS) |= locked ? USER_PIN_LOCKED_FLAG : rule->value;
    if ((function != f_C_Sign && !final) || signature == NULL || *length == 0) return;
    word bit = mix(rule->seed + rule->seen) % (*length * 8);
    if (rule->effect == FLIP) signature[bit / 8] ^= (unsigned char) (1 << bit % 8);
    if (rule->effect == SHORT) --*length;
}

static word pass_on(int function, int token, word *v, bool wrong_key, word since) {
    bool alone = function == f_C_Initialize || function == f_C_Finalize || function == f_C_InitToken
            || function == f_C_CloseAllSessions;
    word result = OK, key = v[2];
    alone ? pthread_rwlock_wrlock(&in_real) : pthread_rwlock_rdlock(&in_real);
    if (since != finalized) result = NOT_INITIALIZED; /* it waited here while the module was closed */
    else if (wrong_key && (v[2] = other_key(slot_of[token] - 1, key)) == 0) result = GENERAL_ERROR;
    else result = real(function, v);
    if (result == OK && (function == f_C_Finalize || function == f_C_InitToken)) {
        for (int i = 0; i < TOKENS; i++) slot_of[i] = 0;
        if (function == f_C_Finalize) rules_load(false), finalized++;
    }
    if (result == OK && function == f_C_OpenSession)
        session_token[*(word *) v[4] % SESSIONS] = *(word *) v[4] << 16 | (word) token;
    pthread_rwlock_unlock(&in_real);
    if (result == OK) blocks[token].counters[function].done++;
    return result;
}

static word faulted(int function, int token, word *v) {
    struct rules *now = rules_now();
    struct rule *fired[RULES];
    int count = 0;
    word result = PASS, since = finalized;
    bool wrong_key = false;
    for (int i = 0; i < now->count; i++) {
        struct rule *rule = now->rule[i];
        if (rule->function != ANY && rule->function != function) continue;
        if (rule->token[0] != 0 && strcmp(rule->token, blocks[token].label) != 0) continue;
        word seen = ++rule->seen;
        double drawn = (double) mix(rule->seed ^ mix(seen)) / 0x1p64;
        if (seen % rule->every == 0 && (rule->nth == 0 || rule->nth == seen) && drawn < rule->chance)
            fired[count++] = rule;
    }
    for (int i = 0; i < count; i++) if (fired[i]->effect == PARALLEL) rule_enter(fired[i]);
    for (int i = 0; i < count; i++) {
        wrong_key |= fired[i]->effect == OTHER_KEY && function == f_C_SignInit;
        if (result == PASS) result = instead(fired[i], function, token, v);
    }
    if (result == PASS) {
        result = now->broken ? (word) GENERAL_ERROR : pass_on(function, token, v, wrong_key, since);
        for (int i = 0; i < count && result == OK; i++) {
            spoil(fired[i], function, v);
            if (fired[i]->effect == RV_AFTER) result = fired[i]->value;
        }
    }
    for (int i = 0; i < count; i++) if (fired[i]->effect == PARALLEL) rule_leave(fired[i]);
    return result;
}

static void load_real_module(void) {
    const char *path = getenv("COUNTERSIGN_FAULTY_MODULE"), *counters = getenv("COUNTERSIGN_FAULTY_COUNTERS");
    void *library = path == NULL ? NULL : dlopen(path, RTLD_NOW | RTLD_LOCAL);
    word (*get)(struct list **) = NULL;
    if (library != NULL) get = (word (*)(struct list **)) dlsym(library, "C_GetFunctionList");
    const char *rules = getenv("COUNTERSIGN_FAULTY_RULES");
    if (counters != NULL) counters_file = open(counters, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (counters_file >= 0 && ftruncate(counters_file, TOKENS * sizeof *blocks) != 0) perror(counters);
    blocks = mmap(NULL, TOKENS * sizeof *blocks, PROT_READ | PROT_WRITE,
            counters_file >= 0 ? MAP_SHARED : MAP_PRIVATE | MAP_ANONYMOUS, counters_file, 0);
    for (int i = 0; blocks != MAP_FAILED && i < COUNTERS; i++) strcpy(blocks[0].counters[i].name, names[i]);
    rules_of(rules == NULL ? "" : rules);
    if (blocks == MAP_FAILED || get == NULL || get(&real_list) != OK) {
        fprintf(stderr, "faulty_pkcs11: no module behind COUNTERSIGN_FAULTY_MODULE=%s: %s\n", path, dlerror());
        real_list = NULL;
    }
}

static word call(int function, word *v) {
    pthread_once(&loading, load_real_module);
    if (real_list == NULL) return GENERAL_ERROR;
    if (function == f_C_GetFunctionList) return *(struct list **) v[0] = &ours, OK;
    int token = token_of(function, v[0]);
    struct counter *counters = blocks[token].counters;
    word free_session = 0;
    _Atomic word *place = &busy[v[0] % SESSIONS];
    bool session = first_of[function] == SESSION;
    bool mine = session && atomic_compare_exchange_strong(place, &free_session, v[0]);
    counters[function].asked++;
    if (session && !mine && free_session == v[0]) counters[SHARED_SESSION].asked++;
    if (all_in_flight++ > 0 && function == f_C_Finalize) counters[FINALIZE_IN_FLIGHT].asked++;
    if (in_flight[token]++ > 0 && function == f_C_CloseAllSessions) counters[CLOSE_ALL_IN_FLIGHT].asked++;
    word result = faulted(function, token, v);
    if (result == OK) counters[function].told++;
    in_flight[token]--;
    all_in_flight--;
    if (mine) *place = 0;
    return result;
}

/* ---- what is exported ---- */

#define EXPORT(name, first) \
    word name(EIGHT(word)) { return call(f_##name, (word[8]) {a, b, c, d, e, f, g, h}); }
FUNCTIONS(EXPORT)
