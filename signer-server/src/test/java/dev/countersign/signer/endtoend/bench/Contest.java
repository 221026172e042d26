package dev.countersign.signer.endtoend.bench;

import dev.countersign.signer.hsm.TokenSettings;
import dev.countersign.signer.hsm.pkcs11.BenchToken;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.softhsm.RawSign;
import dev.countersign.softhsm.SoftHsmToken;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

/// The raw loop, in a process of its own, and the drivers, in this process, over one token.
///
/// @param token as the raw loop finds it
/// @param opened the same token in this process
record Contest(Plan plan, SoftHsmToken token, BenchToken opened, Map<Signing, PinnedKey> keys) {

    static final String RAW = "";

    Contest {
        keys = Map.copyOf(keys);
    }

    /// The raw loop alone.
    Sample raw(Signing signing, int threads) {
        var raw = RawSign.run(token, signing.label(), signing.mechanism, threads, plan.warmUp(), plan.measured());
        return new Sample(raw.perSecond(), raw.p50Micros(), raw.p99Micros(), raw.cpuMicros(), 0);
    }

    /// Has the JVM compile what both drivers run.
    void warmUp(Signing signing) throws Exception {
        for (var driver : drivers(signing)) {
            try (var sessions = new Sessions(driver, signing, 2)) {
                var _ = Load.inProcess().run(sessions.callers, plan.compile(), plan.warmUp());
            }
        }
    }

    /// By the driver's name, [#RAW] for the raw loop: the samples of each round, all with so many sessions, each with
    /// a thread of its own.
    Map<String, List<Sample>> run(Signing signing, int sessions) throws Exception {
        var names = new ArrayList<String>(List.of(RAW));
        var contenders = new ArrayList<Callable<Sample>>(List.of(() -> raw(signing, sessions)));
        var opened = new ArrayList<Sessions>();
        try {
            for (var driver : drivers(signing)) {
                var own = new Sessions(driver, signing, sessions);
                opened.add(own);
                names.add(driver.name().toLowerCase(Locale.ROOT));
                contenders.add(() -> Load.inProcess().run(own.callers, plan.warmUp(), plan.measured()));
            }
            var samples = Rounds.run(plan.rounds(), contenders);
            var byName = new LinkedHashMap<String, List<Sample>>();
            for (var i = 0; i < names.size(); i++) {
                byName.put(names.get(i), samples.get(i));
            }
            return byName;
        } finally {
            opened.forEach(Sessions::close);
        }
    }

    /// Those that sign with the key themselves.
    private List<TokenSettings.Driver> drivers(Signing signing) {
        return List.of(TokenSettings.Driver.values()).stream()
                .filter(driver -> opened.signs(driver, keys.get(signing)))
                .toList();
    }

    private final class Sessions implements AutoCloseable {

        private final List<BenchToken.Session> all = new ArrayList<>();
        private final List<Callable<?>> callers = new ArrayList<>();

        Sessions(TokenSettings.Driver driver, Signing signing, int count) throws Exception {
            for (var i = 0; i < count; i++) {
                var session = opened.newSession(driver, keys.get(signing), signing.algorithm);
                all.add(session);
                callers.add(session::sign);
            }
        }

        @Override
        public void close() {
            all.forEach(BenchToken.Session::close);
        }
    }
}
