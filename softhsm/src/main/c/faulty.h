/* What faulty_pkcs11.c and faulty_rules.c share: the functions of PKCS#11 by number, and the rules. */
#pragma once
#include <semaphore.h>
#include <stdatomic.h>
#include <stdbool.h>

/*
 * Every parameter of every function fits one machine word, and none has more than eight. The calling conventions of
 * Linux on x86-64 and aarch64 let a function be called with more than it takes, so all pass through one shape.
 */
typedef unsigned long word;
#define EIGHT(type) type a, type b, type c, type d, type e, type f, type g, type h

enum { NONE, SLOT, SESSION }; /* what the first parameter names */

/* In the order of CK_FUNCTION_LIST (pkcs11f.h): name, what the first parameter names. */
#define FUNCTIONS(F) \
    F(C_Initialize, NONE) F(C_Finalize, NONE) F(C_GetInfo, NONE) F(C_GetFunctionList, NONE) \
    F(C_GetSlotList, NONE) F(C_GetSlotInfo, SLOT) F(C_GetTokenInfo, SLOT) F(C_GetMechanismList, SLOT) \
    F(C_GetMechanismInfo, SLOT) F(C_InitToken, SLOT) F(C_InitPIN, SESSION) F(C_SetPIN, SESSION) \
    F(C_OpenSession, SLOT) F(C_CloseSession, SESSION) F(C_CloseAllSessions, SLOT) F(C_GetSessionInfo, SESSION) \
    F(C_GetOperationState, SESSION) F(C_SetOperationState, SESSION) F(C_Login, SESSION) F(C_Logout, SESSION) \
    F(C_CreateObject, SESSION) F(C_CopyObject, SESSION) F(C_DestroyObject, SESSION) F(C_GetObjectSize, SESSION) \
    F(C_GetAttributeValue, SESSION) F(C_SetAttributeValue, SESSION) F(C_FindObjectsInit, SESSION) \
    F(C_FindObjects, SESSION) F(C_FindObjectsFinal, SESSION) F(C_EncryptInit, SESSION) F(C_Encrypt, SESSION) \
    F(C_EncryptUpdate, SESSION) F(C_EncryptFinal, SESSION) F(C_DecryptInit, SESSION) F(C_Decrypt, SESSION) \
    F(C_DecryptUpdate, SESSION) F(C_DecryptFinal, SESSION) F(C_DigestInit, SESSION) F(C_Digest, SESSION) \
    F(C_DigestUpdate, SESSION) F(C_DigestKey, SESSION) F(C_DigestFinal, SESSION) F(C_SignInit, SESSION) \
    F(C_Sign, SESSION) F(C_SignUpdate, SESSION) F(C_SignFinal, SESSION) F(C_SignRecoverInit, SESSION) \
    F(C_SignRecover, SESSION) F(C_VerifyInit, SESSION) F(C_Verify, SESSION) F(C_VerifyUpdate, SESSION) \
    F(C_VerifyFinal, SESSION) F(C_VerifyRecoverInit, SESSION) F(C_VerifyRecover, SESSION) \
    F(C_DigestEncryptUpdate, SESSION) F(C_DecryptDigestUpdate, SESSION) F(C_SignEncryptUpdate, SESSION) \
    F(C_DecryptVerifyUpdate, SESSION) F(C_GenerateKey, SESSION) F(C_GenerateKeyPair, SESSION) \
    F(C_WrapKey, SESSION) F(C_UnwrapKey, SESSION) F(C_DeriveKey, SESSION) F(C_SeedRandom, SESSION) \
    F(C_GenerateRandom, SESSION) F(C_GetFunctionStatus, SESSION) F(C_CancelFunction, SESSION) \
    F(C_WaitForSlotEvent, NONE)
#define NUMBER(name, first) f_##name,
enum { FUNCTIONS(NUMBER) SHARED_SESSION, FINALIZE_IN_FLIGHT, CLOSE_ALL_IN_FLIGHT, COUNTERS, ANY = -1 };
extern const char *const names[COUNTERS];

enum { RULES = 64, LABEL = 32, TURNS = 1024 }; /* at most */
enum effect { RV, RV_AFTER, DELAY, PARALLEL, HANG, FLIP, OTHER_KEY, SHORT, CRASH, CLOSE_SESSIONS, LOGOUT, GONE, LOCKED,
              INCORRECT, FLAGS, EFFECTS };
struct rule {
    char text[256], token[LABEL + 1];
    int function;
    word every, nth, seed, value;
    double chance;
    enum effect effect;
    bool sticky;
    _Atomic word seen; /* calls that function and token match */
    _Atomic word entered, left;
    sem_t *turns; /* of `parallel`: the n-th call enters at turns[n % TURNS], so they enter in the order of arrival */
};
/* `broken`: the file has a line that is no rule, or too many; no call passes then. */
struct rules { int count; bool broken; struct rule *rule[RULES]; };

/* The rules of `path`, from now on. */
struct rules *rules_of(const char *path);

/* The rules as the file has them now. Costs a stat(2). */
struct rules *rules_now(void);

/* Reads the file. A line that was there before is the same rule; `gone=sticky` outlives its line if asked to. */
struct rules *rules_load(bool keep_sticky);

/* Where the rule of this line is among `rules`, or -1. */
int rules_position(const struct rules *rules, const char *text);

/* Between them are at most as many calls as the rule allows, of at most TURNS that wait. */
void rule_enter(struct rule *rule);
void rule_leave(struct rule *rule);

/* SplitMix64's finalizer: the same calls draw the same numbers. */
word mix(word x);
