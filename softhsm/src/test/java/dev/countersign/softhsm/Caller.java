package dev.countersign.softhsm;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// Calls a module directly, with one logged-in session on one token. Every call's CK_RV is returned or,
/// where the answer is wanted, checked.
final class Caller {

    static final long CKF_RW_SERIAL_SESSION = 6;
    private static final long CKM_EC_KEY_PAIR_GEN = 0x1040;
    private static final long CKM_ECDSA = 0x1041;
    private static final long CKM_EC_EDWARDS_KEY_PAIR_GEN = 0x1055;
    private static final long CKM_RSA_PKCS_KEY_PAIR_GEN = 0;
    private static final long CKM_GENERIC_SECRET_KEY_GEN = 0x350;
    private static final long CKA_TOKEN = 1;
    private static final long CKA_PRIVATE = 2;
    private static final long CKA_LABEL = 3;
    private static final long CKA_SIGN = 0x108;
    private static final long CKA_MODULUS_BITS = 0x121;
    private static final long CKA_VALUE_LEN = 0x161;
    private static final long CKA_EC_PARAMS = 0x180;
    private static final byte[] ED25519 = {0x13, 0xc, 'e', 'd', 'w', 'a', 'r', 'd', 's', '2', '5', '5', '1', '9'};
    private static final byte[] P256 = {6, 8, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 3, 1, 7};

    private final SoftHsmLibrary library;
    private final SoftHsmToken token;
    private final Arena arena = Arena.ofAuto();
    private final MemorySegment yes = arena.allocateFrom(JAVA_BYTE, (byte) 1);
    final long slot;
    final long session;

    private Caller(SoftHsmToken token) {
        this.token = token;
        this.library = SoftHsmLibrary.ofThisJvm(token.module(), token.environment());
        this.slot = slotOf(token.label());
        this.session = openSession();
    }

    static Caller loggedIn(SoftHsmToken token) {
        var caller = new Caller(token);
        var result = caller.login();
        if (result != 0x100) { // CKR_USER_ALREADY_LOGGED_IN
            SoftHsmLibrary.check("C_Login", result);
        }
        return caller;
    }

    static Caller loggedOut(SoftHsmToken token) {
        return new Caller(token);
    }

    long call(String function, Object... arguments) {
        return library.call(function, arguments);
    }

    long login() {
        var pin = token.pin();
        return call("C_Login", session, 1L, arena.allocateFrom(pin, US_ASCII), (long) pin.length());
    }

    long tokenFlags() {
        var info = arena.allocate(208);
        SoftHsmLibrary.check("C_GetTokenInfo", call("C_GetTokenInfo", slot, info));
        return info.get(JAVA_LONG, 96);
    }

    long tokenInfo() {
        return call("C_GetTokenInfo", slot, arena.allocate(208));
    }

    long openSession() {
        var handle = arena.allocate(JAVA_LONG);
        SoftHsmLibrary.check("C_OpenSession", openSession(handle));
        return handle.get(JAVA_LONG, 0);
    }

    long openSession(MemorySegment handle) {
        return call("C_OpenSession", slot, CKF_RW_SERIAL_SESSION, MemorySegment.NULL, MemorySegment.NULL, handle);
    }

    long random() {
        return call("C_GenerateRandom", session, arena.allocate(8), 8L);
    }

    /// Makes a P-256 key pair that stays in the token.
    void generate(String label) {
        generatePair(CKM_EC_KEY_PAIR_GEN, label, CKA_EC_PARAMS, arena.allocateFrom(JAVA_BYTE, P256), P256.length);
    }

    void generateEd25519(String label) {
        var curve = arena.allocateFrom(JAVA_BYTE, ED25519);
        generatePair(CKM_EC_EDWARDS_KEY_PAIR_GEN, label, CKA_EC_PARAMS, curve, ED25519.length);
    }

    void generateRsa(String label) {
        generatePair(CKM_RSA_PKCS_KEY_PAIR_GEN, label, CKA_MODULUS_BITS, arena.allocateFrom(JAVA_LONG, 2048L), 8);
    }

    /// 64 bytes: SoftHSM refuses a key that is shorter than the hash is long.
    void generateSecret(String label) {
        var name = arena.allocateFrom(label, US_ASCII);
        var length = arena.allocateFrom(JAVA_LONG, 64L);
        var template = template(
                CKA_TOKEN, yes, 1, CKA_LABEL, name, label.length(), CKA_SIGN, yes, 1, CKA_VALUE_LEN, length, 8);
        var key = arena.allocate(8);
        var result = call("C_GenerateKey", session, mechanism(CKM_GENERIC_SECRET_KEY_GEN), template, 4L, key);
        SoftHsmLibrary.check("C_GenerateKey", result);
    }

    private void generatePair(long mechanism, String label, long type, MemorySegment value, long length) {
        var name = arena.allocateFrom(label, US_ASCII);
        var publicKey = template(CKA_TOKEN, yes, 1, CKA_LABEL, name, label.length(), type, value, length);
        var privateKey =
                template(CKA_TOKEN, yes, 1, CKA_PRIVATE, yes, 1, CKA_LABEL, name, label.length(), CKA_SIGN, yes, 1);
        var keys = arena.allocate(16);
        var result = call(
                "C_GenerateKeyPair",
                session,
                mechanism(mechanism),
                publicKey,
                3L,
                privateKey,
                4L,
                keys,
                keys.asSlice(8));
        SoftHsmLibrary.check("C_GenerateKeyPair", result);
    }

    /// The private key with this label, or 0.
    long find(String label) {
        var found = arena.allocate(JAVA_LONG);
        var count = arena.allocate(JAVA_LONG);
        var like = template(0, arena.allocateFrom(JAVA_LONG, 3L), 8, 3, arena.allocateFrom(label), label.length());
        SoftHsmLibrary.check("C_FindObjectsInit", call("C_FindObjectsInit", session, like, 2L));
        var result = call("C_FindObjects", session, found, 1L, count);
        SoftHsmLibrary.check("C_FindObjectsFinal", call("C_FindObjectsFinal", session));
        SoftHsmLibrary.check("C_FindObjects", result);
        return count.get(JAVA_LONG, 0) == 0 ? 0 : found.get(JAVA_LONG, 0);
    }

    /// A CK_BBOOL attribute.
    boolean flag(long object, long type) {
        var value = arena.allocate(1);
        SoftHsmLibrary.check(
                "C_GetAttributeValue", call("C_GetAttributeValue", session, object, template(type, value, 1), 1L));
        return value.get(JAVA_BYTE, 0) != 0;
    }

    long attribute(long object) {
        return call("C_GetAttributeValue", session, object, template(0x108, arena.allocate(1), 1), 1L);
    }

    long signInit(long key) {
        return signInit(session, key);
    }

    long signInit(long onSession, long key) {
        return call("C_SignInit", onSession, mechanism(CKM_ECDSA), key);
    }

    /// C_SignInit and C_Sign; the first CK_RV that is not CKR_OK.
    long sign(long key) {
        return sign(session, key);
    }

    long sign(long onSession, long key) {
        var result = signInit(onSession, key);
        return result != 0 ? result : signOnly(onSession, new byte[32]).result;
    }

    /// A signature, or an exception.
    byte[] signature(long key, byte[] digest) {
        SoftHsmLibrary.check("C_SignInit", signInit(key));
        var answer = signOnly(session, digest);
        SoftHsmLibrary.check("C_Sign", answer.result);
        return answer.signature;
    }

    boolean verifies(String label, byte[] digest, byte[] signature) {
        var like = template(0, arena.allocateFrom(JAVA_LONG, 2L), 8, 3, arena.allocateFrom(label), label.length());
        var found = arena.allocate(JAVA_LONG);
        call("C_FindObjectsInit", session, like, 2L);
        call("C_FindObjects", session, found, 1L, arena.allocate(8));
        call("C_FindObjectsFinal", session);
        var init = call("C_VerifyInit", session, mechanism(CKM_ECDSA), found.get(JAVA_LONG, 0));
        SoftHsmLibrary.check("C_VerifyInit", init);
        var result = call(
                "C_Verify",
                session,
                arena.allocateFrom(JAVA_BYTE, digest),
                (long) digest.length,
                arena.allocateFrom(JAVA_BYTE, signature),
                (long) signature.length);
        if (result == 0xC0) { // CKR_SIGNATURE_INVALID
            return false;
        }
        SoftHsmLibrary.check("C_Verify", result);
        return true;
    }

    private Answer signOnly(long onSession, byte[] digest) {
        var signature = arena.allocate(256);
        var length = arena.allocateFrom(JAVA_LONG, 256L);
        var result = call(
                "C_Sign", onSession, arena.allocateFrom(JAVA_BYTE, digest), (long) digest.length, signature, length);
        var bytes = signature.toArray(JAVA_BYTE);
        return new Answer(result, Arrays.copyOf(bytes, (int) length.get(JAVA_LONG, 0)));
    }

    private static final class Answer {
        private final long result;
        private final byte[] signature;

        Answer(long result, byte[] signature) {
            this.result = result;
            this.signature = signature;
        }
    }

    private long slotOf(String label) {
        var count = arena.allocateFrom(JAVA_LONG, 1024L);
        var slots = arena.allocate(JAVA_LONG, 1024);
        SoftHsmLibrary.check("C_GetSlotList", call("C_GetSlotList", (byte) 1, slots, count));
        var info = arena.allocate(208);
        for (var i = 0L; i < count.get(JAVA_LONG, 0); i++) {
            var candidate = slots.getAtIndex(JAVA_LONG, i);
            SoftHsmLibrary.check("C_GetTokenInfo", call("C_GetTokenInfo", candidate, info));
            var name = new String(info.asSlice(0, 32).toArray(JAVA_BYTE), US_ASCII);
            if (name.strip().equals(label)) {
                return candidate;
            }
        }
        throw new IllegalStateException("no token is labelled " + label);
    }

    private MemorySegment mechanism(long type) {
        return arena.allocateFrom(JAVA_LONG, type, 0, 0);
    }

    /// Triples of type, value and length.
    private MemorySegment template(Object... triples) {
        var template = arena.allocate(JAVA_LONG, triples.length);
        for (var i = 0; i < triples.length; i++) {
            var value =
                    triples[i] instanceof MemorySegment segment ? segment.address() : ((Number) triples[i]).longValue();
            template.setAtIndex(JAVA_LONG, i, value);
        }
        return template;
    }
}
