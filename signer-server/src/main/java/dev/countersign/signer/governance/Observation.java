package dev.countersign.signer.governance;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Chain;
import dev.countersign.signer.model.ChainSlot.Spent;
import dev.countersign.signer.model.Digest32;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

/// What observers saw on a chain, as of one block. Its text is signed as it is:
///
///     countersign observation v1
///     deployment: firm-prod
///     chain: eip155:1
///     block: 23850000
///     hash: 64 hex digits
///     confirmations: 64
///     account eip155:1:0xd8da6bf26964af9d7eed9e03e53415d37aa96045 nonce 42
///     safe eip155:1:0x5afe5afe5afe5afe5afe5afe5afe5afe5afe5afe nonce 7
///
/// or, on a Bitcoin network, with lines `outpoint TXID:INDEX spent`. A nonce is the account's next one:
/// every lower one is spent.
///
/// @param block of which all of it holds
/// @param hash of the block, as explorers write it
/// @param confirmations blocks from this one to the chain's end, itself included
/// @param sightings 1 to 1,000, each of another thing
public record Observation(
        String deployment, Chain chain, long block, Digest32 hash, long confirmations, List<Sighting> sightings) {

    /// What observers sign observations for; a signature for anything else is none.
    public static final String NAMESPACE = "countersign-observation";

    /// More than the longest has.
    public static final int MAX_BYTES = 128 * 1024;

    private static final int MOST_SIGHTINGS = 1_000;

    private static final Pattern HEAD = Pattern.compile("""
            countersign observation v1
            deployment: ([a-z0-9-]{1,64})
            chain: ([-a-z0-9]{3,8}:[-_a-zA-Z0-9]{1,32})
            block: (0|[1-9][0-9]{0,17})
            hash: ([0-9a-f]{64})
            confirmations: ([1-9][0-9]{0,8})
            """);

    public Observation {
        sightings = List.copyOf(sightings);
        if (sightings.isEmpty() || sightings.size() > MOST_SIGHTINGS) {
            throw new IllegalArgumentException(
                    "an observation of " + sightings.size() + " things; expected 1 to " + MOST_SIGHTINGS);
        }
        var seen = new HashSet<String>();
        for (var sighting : sightings) {
            if (!sighting.chain().equals(chain)) {
                throw new IllegalArgumentException(
                        "an observation of " + chain + " with a line of " + sighting.chain());
            }
            if (!seen.add(sighting.spent().series())) {
                throw new IllegalArgumentException("an observation with two lines of one thing: " + sighting.text());
            }
        }
    }

    /// What is spent by it.
    public List<Spent> spent() {
        return sightings.stream().map(Sighting::spent).toList();
    }

    /// The bytes that are signed: ASCII, each line ended by a line feed.
    public Bytes text() {
        var lines = new StringBuilder("countersign observation v1\ndeployment: " + deployment + "\nchain: " + chain
                + "\nblock: " + block + "\nhash: " + hash.hex() + "\nconfirmations: " + confirmations + "\n");
        sightings.forEach(sighting -> lines.append(sighting.text()).append('\n'));
        return Bytes.of(lines.toString().getBytes(UTF_8));
    }

    /// Reads an observation's text.
    ///
    /// @throws IllegalArgumentException in words, if it is not exactly of the form
    public static Observation parse(Bytes text) {
        if (text.size() > MAX_BYTES) {
            throw new IllegalArgumentException("an observation of " + text.size() + " bytes");
        }
        var written = new String(text.toByteArray(), UTF_8);
        var head = HEAD.matcher(written);
        if (!head.lookingAt() || !written.endsWith("\n")) {
            throw new IllegalArgumentException("no observation, as docs/observations.md describes it");
        }
        var chain = new Chain(head.group(2));
        var lines = written.substring(head.end()).split("\n", MOST_SIGHTINGS + 2);
        var observation = new Observation(
                head.group(1),
                chain,
                Long.parseLong(head.group(3)),
                Digest32.parse(head.group(4)),
                Long.parseLong(head.group(5)),
                List.of(lines).subList(0, lines.length - 1).stream()
                        .map(line -> Sighting.parse(chain, line))
                        .toList());
        if (!observation.text().equals(text)) {
            throw new IllegalArgumentException("an observation that is written in another way than its own");
        }
        return observation;
    }
}
