package dev.countersign.signer.endtoend.chaos;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/// Something that hardware does, as a rule of the module that stands before the token.
///
/// @param function the call that it befalls
/// @param token empty for whichever is called
/// @param effect with its trigger, as the module spells it
/// @param end how it ends
record Fault(String function, String token, String effect, End end) {

    /// How a fault ends.
    enum End {
        /// With the one call that it befalls.
        BY_ITSELF,
        /// When it has lasted for a while.
        AFTER_A_WHILE,
        /// When the next fault is over: whatever hangs, hangs on meanwhile.
        AFTER_THE_NEXT
    }

    private static final List<String> ONE_OFF = List.of("0x30", "0x32", "0xB3", "0xB0", "0x101", "0x60", "0x31");
    private static final List<String> CALLS = List.of("C_SignInit", "C_Sign");

    /// One of each kind, in an order that `random` draws.
    ///
    /// @param tokens their labels
    /// @param patient true if one of several tokens may need a new C_Initialize, for which it waits
    static List<Fault> draw(List<String> tokens, boolean patient, Random random) {
        var faults = new ArrayList<Fault>();
        for (var code : ONE_OFF) {
            faults.add(once(CALLS.get(random.nextInt(CALLS.size())), "rv=" + code));
        }
        faults.add(once("C_Sign", "rv-after=0x32"));
        faults.add(once("C_SignInit", "close-sessions"));
        faults.add(once("C_SignInit", "logout"));
        faults.add(new Fault("C_Sign", "", "once hang", End.AFTER_THE_NEXT));
        faults.add(lasting("C_Sign", "", "chance=0.3 rv=0x30"));
        faults.add(lasting("C_SignInit", "", "chance=0.2 rv=0xB3"));
        faults.add(lasting("C_Sign", "", "delay_us=200000"));
        faults.add(lasting("*", tokens.get(random.nextInt(tokens.size())), "gone"));
        faults.add(lasting("*", patient ? tokens.get(random.nextInt(tokens.size())) : "", "gone=sticky"));
        Collections.shuffle(faults, random);
        return faults;
    }

    private static Fault once(String function, String effect) {
        return new Fault(function, "", "once " + effect, End.BY_ITSELF);
    }

    private static Fault lasting(String function, String token, String effect) {
        return new Fault(function, token, effect, End.AFTER_A_WHILE);
    }

    /// True if only a new C_Initialize heals it, which a call that hangs forbids: [GivingUp] has both at once.
    boolean needsNewLibrary() {
        return effect.endsWith("sticky");
    }

    String rule() {
        return function + (token.isEmpty() ? " " : " token=" + token + " ") + effect;
    }
}
