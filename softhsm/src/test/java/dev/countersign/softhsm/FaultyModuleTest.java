package dev.countersign.softhsm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Each effect, as a caller of the module meets it on a real SoftHSM.
@ExtendWith(TokenPerTest.class)
class FaultyModuleTest {

    private static final byte[] DIGEST = new byte[32];

    private FaultyModule faulty;
    private Caller caller;
    private long key;

    @BeforeEach
    void a_module_without_rules_only_counts(SoftHsmToken token) {
        faulty = FaultyModule.around(token);
        caller = Caller.loggedIn(faulty.token());
        caller.generate("k");
        key = caller.find("k");

        assertTrue(caller.verifies("k", DIGEST, caller.signature(key, DIGEST)));
        assertEquals(1, faulty.calls("C_Login"));
        assertEquals(1, faulty.done("C_Sign", token.label()));
        assertEquals(0, faulty.calls("C_Sign", "another"));
        assertEquals(0, faulty.misuses());
    }

    @Test
    void rv_answers_an_error_instead_of_the_call() {
        faulty.inject("C_Sign nth=2 rv=0x30");

        assertEquals(0, caller.sign(key));
        assertEquals(0x30, caller.sign(key));
        assertEquals(0x90, caller.signInit(key), "the token still waits for the C_Sign that it never saw");
        assertEquals(3, faulty.calls("C_Sign"));
        assertEquals(2, faulty.done("C_Sign"));
    }

    @Test
    void rv_after_loses_the_answer_of_a_call_that_was_made() {
        faulty.inject("C_Sign once rv-after=0x30");

        assertEquals(0x30, caller.sign(key));
        assertEquals(0, caller.sign(key));
        assertEquals(3, faulty.done("C_Sign"));
        assertEquals(2, faulty.told("C_Sign"));
    }

    @Test
    void flip_and_short_spoil_signatures() {
        faulty.inject("C_Sign once flip");
        assertFalse(caller.verifies("k", DIGEST, caller.signature(key, DIGEST)));

        faulty.inject("C_Sign once short");
        assertEquals(63, caller.signature(key, DIGEST).length);
    }

    @Test
    void other_key_signs_with_another_one() {
        faulty.inject("C_SignInit other-key");
        assertEquals(5, caller.signInit(key), "there is no other yet");

        caller.generate("other");
        var signature = caller.signature(key, DIGEST);

        assertFalse(caller.verifies("k", DIGEST, signature));
        assertTrue(caller.verifies("other", DIGEST, signature));
    }

    @Test
    void a_rule_that_is_none_is_refused() {
        assertThrows(IllegalArgumentException.class, () -> faulty.inject("C_Sign once"));
        assertThrows(IllegalArgumentException.class, () -> faulty.inject("C_Sign rv=48"));
        faulty.inject("C_Sing hang");
        assertEquals(5, caller.random());
        faulty.clear();
        assertNotEquals(5, caller.random());
    }
}
