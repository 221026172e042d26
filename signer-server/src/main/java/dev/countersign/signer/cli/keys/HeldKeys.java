package dev.countersign.signer.cli.keys;

import dev.countersign.signer.hsm.HsmStartFailed;
import dev.countersign.signer.hsm.TokenSettings;
import dev.countersign.signer.hsm.pkcs11.ceremony.KeyCeremony;
import dev.countersign.signer.hsm.pkcs11.ceremony.KeyCeremonyFailed;
import dev.countersign.signer.hsm.pkcs11.token.KeyRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import picocli.CommandLine;

/// One key in every token that holds it: a cloned key has a handle in each, and is disabled in each.
record HeldKeys(List<TokenSettings> tokens, Predicate<KeyRow> which, String name) {

    HeldKeys {
        tokens = List.copyOf(tokens);
    }

    /// The tokens that hold the key.
    ///
    /// @throws KeyCeremonyFailed if none does, or if one holds several that answer to the name
    List<TokenSettings> holders() throws HsmStartFailed, KeyCeremonyFailed {
        var holders = new ArrayList<TokenSettings>();
        for (var token : tokens) {
            try (var ceremony = KeyCeremony.open(token)) {
                if (!rows(ceremony, token).isEmpty()) {
                    holders.add(token);
                }
            }
        }
        if (holders.isEmpty()) {
            throw new KeyCeremonyFailed("no token of server.yaml holds " + name + "; `keys list` shows what they hold");
        }
        return holders;
    }

    /// Disables the key wherever it is. Goes on where one token fails: a key that is disabled in one token
    /// of two is better than in none.
    ///
    /// @return the exit code: 1 if the key may still be enabled somewhere
    int disable(Instant from, CommandLine command) {
        var done = 0;
        var failed = 0;
        for (var token : tokens) {
            try (var ceremony = KeyCeremony.open(token)) {
                for (var row : rows(ceremony, token)) {
                    var counts = ceremony.disable(row.id(), from);
                    command.getOut().printf("disabled  %s in token %s, from %s%n", name, token.label(), counts);
                    done++;
                }
            } catch (HsmStartFailed | KeyCeremonyFailed e) {
                command.getErr().printf("error: token %s: %s%n", token.label(), e.getMessage());
                failed++;
            }
        }
        if (failed == 0 && done == 0) {
            command.getErr()
                    .println("error: no token of server.yaml holds " + name + "; `keys list` shows what they hold");
        } else if (failed > 0) {
            command.getErr()
                    .println("error: where that failed the key may sign on; repeat the command when it can be reached");
        }
        return failed == 0 && done > 0 ? 0 : 1;
    }

    private List<KeyRow> rows(KeyCeremony ceremony, TokenSettings token) throws KeyCeremonyFailed {
        var rows = ceremony.list().stream().filter(which).toList();
        if (rows.size() > 1) {
            throw new KeyCeremonyFailed("token " + token.label() + " holds " + rows.size() + " keys that are " + name
                    + "; choose one with --public-key");
        }
        return rows;
    }
}
