/* Reads the rules of faulty_pkcs11.c. Rules and their lists are never freed: a thread may still hold one. */
#include "faulty.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define NAME(name, first) #name,
const char *const names[COUNTERS] = {
    FUNCTIONS(NAME) "misuse:shared-session", "misuse:finalize", "misuse:close-all"};
static const char *const effects[EFFECTS] = {"rv", "rv-after", "delay_us", "parallel", "hang", "flip", "other-key",
    "short", "crash", "close-sessions", "logout", "gone", "pin-locked", "pin-incorrect", "token-flags"};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static _Atomic(struct rules *) rules;
static _Atomic word rules_seen; /* what the file looked like when it was read */
static const char *rules_path;

word mix(word x) {
    x = (x + 0x9E3779B97F4A7C15) * 0xBF58476D1CE4E5B9;
    x = (x ^ x >> 27) * 0x94D049BB133111EB;
    return x ^ x >> 31;
}

static bool apply_word(struct rule *rule, char *text) {
    char *value = strchr(text, '='), *end = "";
    if (value != NULL) *value++ = 0;
    if (value != NULL && strcmp(text, "token") == 0) return snprintf(rule->token, LABEL + 1, "%s", value) <= LABEL;
    if (value != NULL && strcmp(text, "chance") == 0) return (rule->chance = strtod(value, &end)) >= 0 && *end == 0;
    word number = value == NULL ? 1 : strtoul(value, &end, 0);
    rule->sticky |= value != NULL && strcmp(text, "gone") == 0 && strcmp(value, "sticky") == 0;
    if (*end != 0 && !rule->sticky) return false;
    if (strcmp(text, "once") == 0) return (rule->nth = 1);
    if (strcmp(text, "nth") == 0) return (rule->nth = number);
    if (strcmp(text, "every") == 0) return (rule->every = number);
    if (strcmp(text, "seed") == 0) return rule->seed = number, true;
    if (rule->effect != EFFECTS) return false; /* one a rule */
    for (rule->effect = 0; rule->effect < EFFECTS && strcmp(text, effects[rule->effect]) != 0;) rule->effect++;
    rule->value = number;
    return rule->effect < EFFECTS && (rule->effect != PARALLEL || (number > 0 && number < TURNS));
}

void rule_enter(struct rule *rule) {
    sem_wait(&rule->turns[rule->entered++ % TURNS]);
}

void rule_leave(struct rule *rule) {
    sem_post(&rule->turns[(rule->value + rule->left++) % TURNS]);
}

static struct rule *parse(const char *text) {
    struct rule *rule = calloc(1, sizeof *rule);
    char copy[sizeof rule->text], *rest = copy, *word_of_line;
    snprintf(rule->text, sizeof rule->text, "%s", text);
    memcpy(copy, rule->text, sizeof copy);
    copy[strcspn(copy, "#\n")] = 0;
    rule->function = ANY, rule->every = 1, rule->chance = 2, rule->effect = EFFECTS;
    char *function = strtok_r(copy, " \t", &rest);
    if (function != NULL && strcmp(function, "*") != 0)
        while (++rule->function < SHARED_SESSION && strcmp(function, names[rule->function]) != 0) {}
    bool good = function != NULL && rule->function < SHARED_SESSION;
    while (good && (word_of_line = strtok_r(NULL, " \t", &rest)) != NULL) good = apply_word(rule, word_of_line);
    if (good && rule->effect == PARALLEL) {
        rule->turns = calloc(TURNS, sizeof *rule->turns);
        for (word i = 0; i < TURNS; i++) sem_init(&rule->turns[i], 0, i < rule->value);
    }
    if (good && rule->effect < EFFECTS) return rule;
    fprintf(stderr, "faulty_pkcs11: no rule: %s\n", text);
    free(rule);
    return NULL;
}

int rules_position(const struct rules *in, const char *text) {
    int i = 0;
    while (in != NULL && i < in->count && strcmp(in->rule[i]->text, text) != 0) i++;
    return in != NULL && i < in->count ? i : -1;
}

static word appearance(const struct stat *s) {
    return mix(mix(mix((word) s->st_mtim.tv_sec) + (word) s->st_mtim.tv_nsec) + (word) s->st_size) + s->st_ino;
}

struct rules *rules_load(bool keep_sticky) {
    pthread_mutex_lock(&lock);
    struct rules *old = rules, *new = calloc(1, sizeof *new);
    struct stat status = {0};
    char line[sizeof((struct rule *) 0)->text];
    FILE *file = fopen(rules_path, "re");
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        bool empty = strchr("#\n", line[strspn(line, " \t")]) != NULL; /* or the line's end */
        if (empty || rules_position(new, line) >= 0) continue;
        int before = rules_position(old, line);
        struct rule *rule = before >= 0 ? old->rule[before] : parse(line);
        if (rule == NULL || new->count == RULES) new->broken = true;
        else new->rule[new->count++] = rule;
    }
    for (int i = 0; old != NULL && keep_sticky && i < old->count; i++)
        if (old->rule[i]->sticky && rules_position(new, old->rule[i]->text) < 0 && new->count < RULES)
            new->rule[new->count++] = old->rule[i];
    if (file != NULL) fstat(fileno(file), &status), fclose(file);
    rules = new;
    rules_seen = file == NULL ? 0 : appearance(&status);
    pthread_mutex_unlock(&lock);
    return new;
}

struct rules *rules_now(void) {
    struct stat status;
    return rules_seen == (stat(rules_path, &status) != 0 ? 0 : appearance(&status)) ? rules : rules_load(true);
}

struct rules *rules_of(const char *path) {
    rules_path = strdup(path);
    return rules_load(false);
}
