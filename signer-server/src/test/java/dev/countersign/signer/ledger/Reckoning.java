package dev.countersign.signer.ledger;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Reads a journal, entry by entry, and says where it breaks what must always hold. It takes the entries' JSON as
/// docs/journal.md has it: the server's own arithmetic has no part in it. For journals without replacements.
public final class Reckoning {

    /// A limit over what is charged in an asset, of each client by itself or of all together.
    ///
    /// @param asset CAIP-19
    /// @param max base units
    public record Window(String asset, boolean eachClient, Duration length, BigInteger max) {}

    /// What was signed for one request.
    ///
    /// @param payloadHash SHA-256 of the signed payload, hex
    /// @param attempts how often it was charged anew until then
    public record Signed(String transactionId, String payloadHash, int attempts) {}

    /// One request of one client, from its first reservation on.
    private static final class Story {
        private final String digest;
        private Map<String, BigInteger> charges = Map.of();
        private int attempts;
        private Optional<Signed> signed = Optional.empty();

        Story(String digest) {
            this.digest = digest;
        }

        boolean open() {
            return !charges.isEmpty() && signed.isEmpty();
        }
    }

    /// What counts in one window now. A charge counts from its first reservation, and ends a whole length after its
    /// settlement: a signature was made somewhere between.
    private static final class Tally {
        private record End(Instant after, BigInteger units) {}

        private final ArrayDeque<End> ends = new ArrayDeque<>();
        private BigInteger sum = BigInteger.ZERO;

        void expire(Instant now) {
            while (!ends.isEmpty() && ends.getFirst().after().isBefore(now)) {
                sum = sum.subtract(ends.removeFirst().units());
            }
        }
    }

    private final List<Window> windows;
    private final Map<String, Tally> tallies = new HashMap<>();
    private final Map<String, Story> stories = new HashMap<>();
    private final Map<String, String> slots = new HashMap<>();
    private final List<String> offences = new ArrayList<>();

    public Reckoning(List<Window> windows) {
        this.windows = List.copyOf(windows);
    }

    /// The name of one client's request in [#signed].
    public static String name(String client, String requestId) {
        return client + " " + requestId;
    }

    /// The next entry. What is neither of these three moves no money.
    public void read(String line) {
        var entry = JsonParser.parseString(line).getAsJsonObject();
        switch (text(entry, "kind")) {
            case "reserved" -> reserved(entry);
            case "settled" -> settled(entry);
            case "released" -> released(entry);
            default -> {
                // a start, a refusal, a policy
            }
        }
    }

    /// Where the journal breaks what must always hold, in words.
    public List<String> offences() {
        return List.copyOf(offences);
    }

    /// What was signed, by the name of the request.
    public Map<String, Signed> signed() {
        var signed = new HashMap<String, Signed>();
        stories.forEach((name, story) -> story.signed.ifPresent(answer -> signed.put(name, answer)));
        return signed;
    }

    /// The requests that are charged, and nobody knows whether they were signed.
    public List<String> inDoubt() {
        return stories.entrySet().stream()
                .filter(entry -> entry.getValue().open())
                .map(Map.Entry::getKey)
                .toList();
    }

    private void reserved(JsonObject entry) {
        var name = name(entry);
        var digest = text(entry, "request_digest");
        var story = stories.computeIfAbsent(name, _ -> new Story(digest));
        if (!story.digest.equals(digest)) {
            offences.add(name + " is bound to two digests");
        }
        if (story.signed.isPresent()) {
            offences.add(name + " is charged again after it was signed");
        }
        for (var slot : entry.getAsJsonObject("intent").getAsJsonArray("slots")) {
            take(text(entry, "public_key") + " " + text(slot.getAsJsonObject(), "id"), name);
        }
        var wasOpen = story.open();
        story.attempts++;
        story.charges = charges(entry);
        if (!wasOpen) {
            count(entry, story, Optional.empty());
        }
    }

    /// No payment replaces another here: so a slot has one request, and one intent.
    private void take(String slot, String name) {
        var before = slots.putIfAbsent(slot, name);
        if (before != null && !before.equals(name)) {
            offences.add(slot + " is of " + before + " and of " + name);
        }
    }

    private void settled(JsonObject entry) {
        var name = name(entry);
        var story = stories.get(name);
        if (story == null || !story.open()) {
            offences.add(name + " is settled and was not open");
            return;
        }
        story.signed =
                Optional.of(new Signed(text(entry, "transaction_id"), text(entry, "payload_hash"), story.attempts));
        count(entry, story, Optional.of(Window::length));
    }

    private void released(JsonObject entry) {
        var story = stories.get(name(entry));
        if (story == null || !story.open()) {
            offences.add(name(entry) + " is released and was not open");
            return;
        }
        count(entry, story, Optional.of(_ -> Duration.ofMillis(-1)));
        story.charges = Map.of();
    }

    /// Adds the charges to every window that counts them; or, if they have an end, notes it.
    private void count(JsonObject entry, Story story, Optional<Function<Window, Duration>> end) {
        var now = Instant.parse(text(entry, "at"));
        for (var window : windows) {
            var units = story.charges.getOrDefault(window.asset(), BigInteger.ZERO);
            var whose = window.eachClient() ? text(entry, "client") : "all";
            var tally = tallies.computeIfAbsent(window + whose, _ -> new Tally());
            tally.expire(now);
            if (end.isEmpty()) {
                tally.sum = tally.sum.add(units);
            } else {
                var after = now.plus(end.get().apply(window));
                if (after.isBefore(now)) {
                    tally.sum = tally.sum.subtract(units);
                } else {
                    tally.ends.addLast(new Tally.End(after, units));
                }
            }
            if (tally.sum.compareTo(window.max()) > 0) {
                offences.add(window + " holds " + tally.sum + " of " + whose + " at " + now);
            }
        }
    }

    private static Map<String, BigInteger> charges(JsonObject entry) {
        var charges = new HashMap<String, BigInteger>();
        for (var element : entry.getAsJsonArray("charges")) {
            var charge = element.getAsJsonObject();
            charges.merge(text(charge, "asset"), new BigInteger(text(charge, "units")), BigInteger::add);
        }
        return Map.copyOf(charges);
    }

    private static String name(JsonObject entry) {
        return name(text(entry, "client"), text(entry, "request_id"));
    }

    private static String text(JsonObject object, String field) {
        JsonElement value = object.get(field);
        if (value == null) {
            throw new IllegalArgumentException("an entry without " + field + ": " + object);
        }
        return value.getAsString();
    }
}
