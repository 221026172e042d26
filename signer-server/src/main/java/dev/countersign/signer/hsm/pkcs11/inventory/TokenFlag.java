package dev.countersign.signer.hsm.pkcs11.inventory;

import dev.countersign.signer.hsm.pkcs11.cryptoki.Cryptoki;
import java.util.Arrays;
import java.util.List;

/// The flags of a token that tell how its login stands (PKCS#11 v2.40 §3.2 CK_TOKEN_INFO).
enum TokenFlag {
    WRITE_PROTECTED(0x2, "write protected"),
    LOGIN_REQUIRED(0x4, "login required"),
    USER_PIN_INITIALIZED(0x8, "user PIN set"),
    PROTECTED_AUTHENTICATION_PATH(0x100, "PIN pad"),
    TOKEN_INITIALIZED(0x400, "initialised"),
    USER_PIN_COUNT_LOW(0x10000, "A WRONG USER PIN WAS TRIED"),
    USER_PIN_FINAL_TRY(0x20000, "ONE MORE WRONG USER PIN LOCKS IT"),
    USER_PIN_LOCKED(0x40000, "THE USER PIN IS LOCKED"),
    USER_PIN_TO_BE_CHANGED(0x80000, "the user PIN must be changed"),
    SO_PIN_COUNT_LOW(0x100000, "a wrong SO PIN was tried"),
    SO_PIN_FINAL_TRY(0x200000, "one more wrong SO PIN locks it"),
    SO_PIN_LOCKED(0x400000, "the SO PIN is locked"),
    ERROR_STATE(0x1000000, "ERROR STATE");

    private final long bit;
    private final String meaning;

    TokenFlag(long bit, String meaning) {
        this.bit = bit;
        this.meaning = meaning;
    }

    static List<String> of(Cryptoki.TokenInfo token) {
        return Arrays.stream(values())
                .filter(flag -> token.has(flag.bit))
                .map(flag -> flag.meaning)
                .toList();
    }
}
