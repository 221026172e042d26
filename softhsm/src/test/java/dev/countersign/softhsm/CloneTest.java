package dev.countersign.softhsm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TokenPerTest.class)
class CloneTest {

    private static final long CKA_LOCAL = 0x163;
    private static final long CKA_NEVER_EXTRACTABLE = 0x164;

    @Test
    void a_clone_holds_the_same_keys_with_the_same_attributes(SoftHsmToken token) {
        Caller.loggedIn(token).generate("shared");

        var clone = token.cloneAs(token.label() + "-b");

        var original = Caller.loggedIn(token);
        var cloned = Caller.loggedIn(clone);
        assertNotEquals(original.slot, cloned.slot);
        var key = cloned.find("shared");
        assertTrue(cloned.flag(key, CKA_LOCAL));
        assertTrue(cloned.flag(key, CKA_NEVER_EXTRACTABLE));
        var digest = new byte[32];
        assertTrue(original.verifies("shared", digest, cloned.signature(key, digest)));
    }

    @Test
    void what_either_gets_later_is_its_own(SoftHsmToken token) {
        var clone = token.cloneAs(token.label() + "-b");
        var cloned = Caller.loggedIn(clone);
        cloned.generate("later");

        assertNotEquals(0, cloned.find("later"));
        assertEquals(0, Caller.loggedIn(token).find("later"));
    }

    @Test
    void a_clone_needs_a_label_that_fits(SoftHsmToken token) {
        assertThrows(IllegalArgumentException.class, () -> token.cloneAs("x".repeat(33)));
    }

    @Test
    void another_process_signs_with_either(SoftHsmToken token) {
        Caller.loggedIn(token).generate("shared");
        var clone = token.cloneAs(token.label() + "-b");
        var faulty = FaultyModule.around(token, clone);

        for (var one : faulty.tokens()) {
            var result = RawSignTest.briefly(one, "shared", RawSign.Mechanism.ECDSA);
            assertTrue(result.signatures() > 0);
            assertTrue(faulty.done("C_Sign", one.label()) >= result.signatures());
        }
    }

    @Test
    void every_test_has_its_own_token_and_only_one(SoftHsmToken token, SoftHsmToken same) {
        assertEquals(token, same);
        assertEquals(0, Caller.loggedIn(token).find("shared"));
    }
}
