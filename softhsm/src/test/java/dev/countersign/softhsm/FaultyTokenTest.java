package dev.countersign.softhsm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What befalls a whole token: its sessions, its login, its PIN, the token itself; and only the token
/// that the rule names.
@ExtendWith(TokenPerTest.class)
class FaultyTokenTest {

    private static final long CKR_SESSION_HANDLE_INVALID = 0xB3;
    private static final long CKR_KEY_HANDLE_INVALID = 0x60;
    private static final long CKR_OBJECT_HANDLE_INVALID = 0x82;
    private static final long CKR_TOKEN_NOT_PRESENT = 0xE0;

    private FaultyModule faulty;
    private SoftHsmToken one;
    private Caller caller;
    private Caller neighbour;
    private long key;
    private long neighbourKey;

    @BeforeEach
    void two_tokens_behind_one_module(SoftHsmToken token) {
        one = token;
        faulty = FaultyModule.around(token, SoftHsmToken.perClass());
        caller = Caller.loggedIn(faulty.token());
        neighbour = Caller.loggedIn(faulty.tokens().getLast());
        caller.generate("k");
        neighbour.generate("k");
        key = caller.find("k");
        neighbourKey = neighbour.find("k");
    }

    @Test
    void close_sessions_ends_every_session_of_the_token() {
        var second = caller.openSession();
        faulty.inject("C_SignInit token=%s once close-sessions".formatted(one.label()));

        assertEquals(CKR_SESSION_HANDLE_INVALID, caller.sign(key));
        assertEquals(CKR_SESSION_HANDLE_INVALID, caller.sign(second, key));
        assertEquals(CKR_SESSION_HANDLE_INVALID, caller.random());
        assertEquals(0, neighbour.sign(neighbourKey));
        assertEquals(0, Caller.loggedIn(faulty.token()).random(), "a new session works");
    }

    @Test
    void logout_takes_the_keys_away() {
        faulty.inject("C_SignInit token=%s once logout".formatted(one.label()));

        assertEquals(CKR_OBJECT_HANDLE_INVALID, caller.sign(key));
        assertEquals(0, caller.random(), "the session is still there");
        assertEquals(0, neighbour.sign(neighbourKey));

        assertEquals(0, caller.login());
        assertNotEquals(0, caller.sign(key), "the old handle stays dead");
        assertEquals(0, caller.sign(caller.find("k")));
    }

    @Test
    void a_token_that_is_gone_answers_as_softhsm_does_without_its_directory() {
        var rule = "* token=%s gone".formatted(one.label());
        faulty.inject(rule);

        assertEquals(CKR_TOKEN_NOT_PRESENT, caller.tokenInfo());
        assertEquals(CKR_TOKEN_NOT_PRESENT, caller.openSession(Arena.ofAuto().allocate(8)));
        assertEquals(0, caller.find("k"), "it finds nothing, and says so without an error");
        assertEquals(CKR_OBJECT_HANDLE_INVALID, caller.signInit(key));
        assertEquals(CKR_OBJECT_HANDLE_INVALID, caller.attribute(key));
        assertEquals(5, caller.login());
        assertEquals(0x30, caller.random());
        assertEquals(0, neighbour.sign(neighbourKey));

        faulty.remove(rule);
        assertEquals(0, caller.sign(key));
    }

    @Test
    void gone_sticky_lasts_until_the_module_was_closed_and_opened_again() {
        faulty.inject("* token=%s gone=sticky".formatted(one.label()));
        assertEquals(CKR_TOKEN_NOT_PRESENT, caller.tokenInfo());
        faulty.clear();
        assertEquals(CKR_TOKEN_NOT_PRESENT, caller.tokenInfo());

        assertEquals(0, caller.call("C_Finalize", MemorySegment.NULL));

        var again = Caller.loggedIn(faulty.token());
        assertEquals(0, again.tokenInfo());
        assertEquals(0, again.sign(again.find("k")));
        assertEquals(0, faulty.misuses());
    }

    @Test
    void a_refused_pin_does_not_reach_the_token() {
        var before = faulty.done("C_Login");
        SoftHsmLibrary.check("C_Logout", caller.call("C_Logout", caller.session));
        var incorrect = "C_Login token=%s pin-incorrect".formatted(one.label());
        faulty.inject(incorrect);
        assertEquals(0xA0, caller.login());
        faulty.remove(incorrect);

        faulty.inject("* token=%s pin-locked".formatted(one.label()));
        assertEquals(0xA4, caller.login());
        assertEquals(0x40000, caller.tokenFlags() & 0x40000);
        assertEquals(0, neighbour.tokenFlags() & 0x40000);

        assertEquals(3, faulty.calls("C_Login", one.label()));
        assertEquals(before, faulty.done("C_Login"));
        faulty.clear();
        assertEquals(0, caller.login());
    }

    @Test
    void token_flags_are_added_to_what_the_token_says() {
        var own = caller.tokenFlags();
        faulty.inject("C_GetTokenInfo token=%s token-flags=0x30000".formatted(one.label())); // one try left
        assertEquals(own | 0x30000, caller.tokenFlags());
        assertEquals(own, neighbour.tokenFlags());
    }

    @Test
    void a_call_without_a_token_meets_only_rules_that_name_none() {
        faulty.inject("C_GetInfo token=%s rv=0x30".formatted(one.label()));
        assertEquals(0, caller.call("C_GetInfo", Arena.ofAuto().allocate(256)));

        faulty.inject("* rv=0x31");
        assertEquals(0x31, caller.call("C_GetInfo", Arena.ofAuto().allocate(256)));
        assertEquals(0x31, neighbour.sign(neighbourKey));
    }

    @Test
    void two_tokens_are_counted_apart() {
        caller.sign(key);
        neighbour.sign(neighbourKey);
        neighbour.sign(neighbourKey);

        assertEquals(1, faulty.done("C_Sign", one.label()));
        assertEquals(2, faulty.done("C_Sign", faulty.tokens().getLast().label()));
        assertEquals(3, faulty.calls("C_Sign"));
        assertTrue(faulty.calls("C_GetSlotList") > 0, "of no token");
    }

    @Test
    void a_session_handle_says_whose_it_is_even_after_many_others() {
        for (var i = 0; i < 300; i++) {
            SoftHsmLibrary.check("C_CloseSession", neighbour.call("C_CloseSession", neighbour.openSession()));
        }
        faulty.inject("C_SignInit token=%s rv=0x60".formatted(one.label()));
        assertEquals(CKR_KEY_HANDLE_INVALID, caller.sign(key));
        assertEquals(0, neighbour.sign(neighbourKey));
    }
}
