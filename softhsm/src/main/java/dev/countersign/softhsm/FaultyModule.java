package dev.countersign.softhsm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A PKCS#11 module that stands before SoftHSM and fails on demand, in this JVM or in a process that
/// the test starts.
///
/// Each instance is a copy of the library with rules and counters of its own. It reads its environment
/// ([SoftHsmToken#environment]) when it is first asked for its function list, and its rules before
/// every call: a call that begins after [#inject] or [#clear] has returned meets the new ones. The
/// grammar is in `softhsm/README.md`.
public final class FaultyModule {

    private static final Pattern RULE =
            Pattern.compile("(C_\\w+|\\*)( +(token=[!-~]+|once|(nth|every|seed)=\\d+|chance=[0-9.]+))*"
                    + " +((rv|rv-after|token-flags)=0x[0-9A-Fa-f]+|delay_us=\\d+|parallel=[1-9]\\d*|hang|flip|other-key|short|crash"
                    + "|close-sessions|logout|gone(=sticky)?|pin-locked|pin-incorrect)");

    private final List<SoftHsmToken> tokens;
    private final Path rulesFile;
    private final CountersFile counters;
    private final List<String> lines = new ArrayList<>();
    private long serial;

    private FaultyModule(List<SoftHsmToken> tokens, Path rulesFile, CountersFile counters) {
        this.tokens = tokens;
        this.rulesFile = rulesFile;
        this.counters = counters;
    }

    /// A module before the SoftHSM of `token` and `others`, which must share one configuration. It has
    /// no rules yet.
    public static FaultyModule around(SoftHsmToken token, SoftHsmToken... others) {
        var all = Stream.concat(Stream.of(token), Stream.of(others)).toList();
        if (all.stream().anyMatch(other -> !other.environment().equals(token.environment()))) {
            throw new IllegalArgumentException("tokens behind one module share one SoftHSM configuration");
        }
        try {
            var directory = Files.createTempDirectory(token.directory(), "faulty-");
            var rules = directory.resolve("rules");
            var counters = directory.resolve("counters");
            var environment = new HashMap<>(token.environment());
            environment.put("COUNTERSIGN_FAULTY_MODULE", token.module().toString());
            environment.put("COUNTERSIGN_FAULTY_RULES", rules.toString());
            environment.put("COUNTERSIGN_FAULTY_COUNTERS", counters.toString());
            var library = NativePart.copy("faulty_pkcs11.so", directory);
            var behind = all.stream()
                    .map(one -> one.through(library, Map.copyOf(environment)))
                    .toList();
            var module = new FaultyModule(behind, rules, new CountersFile(counters));
            module.clear();
            return module;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The first token, as whoever shall meet the faults must be told of it.
    public SoftHsmToken token() {
        return tokens.getFirst();
    }

    /// All tokens, in the order in which [#around] got them.
    public List<SoftHsmToken> tokens() {
        return tokens;
    }

    /// Adds rules, one a string. Each counts its calls from now on, even if the same text has been
    /// injected before.
    public synchronized void inject(String... rules) {
        for (var rule : rules) {
            if (!RULE.matcher(rule).matches()) {
                throw new IllegalArgumentException("no rule: " + rule);
            }
            lines.add(rule + " #" + ++serial); // the module keeps the counts of a line that it has seen
        }
        write();
    }

    /// Takes away every rule with one of these texts; what hangs by them goes on.
    public synchronized void remove(String... rules) {
        for (var rule : rules) {
            lines.removeIf(line -> line.startsWith(rule + " #"));
        }
        write();
    }

    /// Takes away all rules; what hangs goes on.
    public synchronized void clear() {
        lines.clear();
        write();
    }

    /// How often `function` was called, whatever became of it, over all processes and tokens.
    public long calls(String function) {
        return counters.sum(function, CountersFile.Column.ASKED);
    }

    /// How often `function` was called for the token labelled `label`.
    public long calls(String function, String label) {
        return counters.of(function, label, CountersFile.Column.ASKED);
    }

    /// How often the real token did `function` with CKR_OK, whether or not the caller was told so.
    public long done(String function) {
        return counters.sum(function, CountersFile.Column.DONE);
    }

    /// As [#done(String)], for the token labelled `label`.
    public long done(String function, String label) {
        return counters.of(function, label, CountersFile.Column.DONE);
    }

    /// How often a caller was told CKR_OK by `function`.
    public long told(String function) {
        return counters.sum(function, CountersFile.Column.TOLD);
    }

    /// How often the library was used as PKCS#11 forbids, or as kills a process on SoftHSM: two calls
    /// at once on one session, C_Finalize while a call was inside, C_CloseAllSessions while a call was
    /// inside that token. The module survives the last two by waiting; a caller of it should not have
    /// to.
    public long misuses() {
        return Stream.of("misuse:shared-session", "misuse:finalize", "misuse:close-all")
                .mapToLong(this::calls)
                .sum();
    }

    private void write() {
        try {
            var next = rulesFile.resolveSibling("rules.next");
            Files.write(next, lines);
            Files.setLastModifiedTime(next, FileTime.fromMillis(++serial * 1000)); // never twice the same
            Files.move(next, rulesFile, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
