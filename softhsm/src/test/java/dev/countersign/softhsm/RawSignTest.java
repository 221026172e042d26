package dev.countersign.softhsm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.countersign.softhsm.RawSign.Mechanism;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(TokenPerTest.class)
class RawSignTest {

    static RawSign briefly(SoftHsmToken token, String key, Mechanism mechanism) {
        return RawSign.run(token, key, mechanism, 2, Duration.ofMillis(20), Duration.ofMillis(200));
    }

    @ParameterizedTest
    @EnumSource
    void signs_with_every_mechanism(Mechanism mechanism, SoftHsmToken token) {
        var caller = Caller.loggedIn(token);
        switch (mechanism) {
            case ECDSA -> caller.generate("k");
            case EDDSA -> caller.generateEd25519("k");
            case RSA_PKCS1_SHA256, RSA_PSS_SHA256 -> caller.generateRsa("k");
            case HMAC_SHA256, HMAC_SHA384, HMAC_SHA512 -> caller.generateSecret("k");
        }
        var faulty = FaultyModule.around(token);

        var result = briefly(faulty.token(), "k", mechanism);

        assertTrue(result.signatures() > 0, result::toString);
        assertTrue(result.perSecond() >= result.signatures(), "in less than a second");
        assertTrue(result.p50Micros() > 0 && result.p50Micros() <= result.p99Micros(), result::toString);
        assertTrue(result.cpuMicros() > 0, result::toString);
        assertTrue(faulty.done("C_Sign") >= result.signatures());
        assertEquals(0, faulty.misuses());
    }

    @Test
    void says_what_is_missing(SoftHsmToken token) {
        var refused =
                assertThrows(IllegalStateException.class, () -> briefly(token, "no-such-key", Mechanism.HMAC_SHA256));
        assertTrue(refused.toString().contains("no-such-key"), refused::toString);
    }
}
