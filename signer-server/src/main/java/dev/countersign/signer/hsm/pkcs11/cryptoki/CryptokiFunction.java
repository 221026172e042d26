package dev.countersign.signer.hsm.pkcs11.cryptoki;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;

/// The functions that are called, with their place in CK_FUNCTION_LIST (PKCS#11 v2.40 pkcs11f.h, counted from 0) and
/// their arguments. Each returns a CK_RV.
enum CryptokiFunction {
    INITIALIZE("C_Initialize", 0, ADDRESS),
    FINALIZE("C_Finalize", 1, ADDRESS),
    GET_INFO("C_GetInfo", 2, ADDRESS),
    GET_SLOT_LIST("C_GetSlotList", 4, JAVA_BYTE, ADDRESS, ADDRESS),
    GET_TOKEN_INFO("C_GetTokenInfo", 6, JAVA_LONG, ADDRESS),
    GET_MECHANISM_LIST("C_GetMechanismList", 7, JAVA_LONG, ADDRESS, ADDRESS),
    INIT_TOKEN("C_InitToken", 9, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS),
    INIT_PIN("C_InitPIN", 10, JAVA_LONG, ADDRESS, JAVA_LONG),
    OPEN_SESSION("C_OpenSession", 12, JAVA_LONG, JAVA_LONG, ADDRESS, ADDRESS, ADDRESS),
    CLOSE_SESSION("C_CloseSession", 13, JAVA_LONG),
    GET_SESSION_INFO("C_GetSessionInfo", 15, JAVA_LONG, ADDRESS),
    LOGIN("C_Login", 18, JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG),
    LOGOUT("C_Logout", 19, JAVA_LONG),
    CREATE_OBJECT("C_CreateObject", 20, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS),
    GET_ATTRIBUTE_VALUE("C_GetAttributeValue", 24, JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG),
    FIND_OBJECTS_INIT("C_FindObjectsInit", 26, JAVA_LONG, ADDRESS, JAVA_LONG),
    FIND_OBJECTS("C_FindObjects", 27, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS),
    FIND_OBJECTS_FINAL("C_FindObjectsFinal", 28, JAVA_LONG),
    SIGN_INIT("C_SignInit", 42, JAVA_LONG, ADDRESS, JAVA_LONG),
    SIGN("C_Sign", 43, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS),
    GENERATE_KEY("C_GenerateKey", 58, JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS),
    GENERATE_KEY_PAIR(
            "C_GenerateKeyPair", 59, JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS),
    UNWRAP_KEY("C_UnwrapKey", 61, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS),
    GENERATE_RANDOM("C_GenerateRandom", 64, JAVA_LONG, ADDRESS, JAVA_LONG);

    private final String cName;
    private final int index;

    @SuppressWarnings("ImmutableEnumChecker") // its documentation promises that it is immutable
    private final FunctionDescriptor descriptor;

    CryptokiFunction(String cName, int index, MemoryLayout... arguments) {
        this.cName = cName;
        this.index = index;
        this.descriptor = FunctionDescriptor.of(JAVA_LONG, arguments);
    }

    String cName() {
        return cName;
    }

    FunctionDescriptor descriptor() {
        return descriptor;
    }

    /// The function's address. The list begins with a CK_VERSION, padded to 8 bytes.
    MemorySegment in(MemorySegment functionList) {
        return functionList.get(ADDRESS, 8L + 8L * index);
    }

    /// How much of a CK_FUNCTION_LIST is read.
    static long listBytes() {
        return 8L + 8L * (GENERATE_RANDOM.index + 1);
    }
}
