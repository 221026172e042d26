package dev.countersign.signer.model;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// What an operator pulls to stop signing, or to slow it down. It only ever tightens; officers let go of
/// it. Its text is its one form: in the journal, in the database, and in what officers sign.
///
///     freeze all
///     freeze key 0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798
///     freeze client spiffe://firm.example/hot-wallet
///     freeze asset eip155:1/slip44:60
///     revoke client spiffe://firm.example/hot-wallet
///     brake 10% until 2026-11-21T14:00:00Z
public sealed interface Lever {

    /// What a lever does.
    enum Kind {
        /// Stops, for the time being.
        FREEZE,
        /// Stops a client that is out for good.
        REVOKE,
        /// Tightens every limit for a while.
        BRAKE;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Nothing is signed.
    record FreezeAll() implements Lever {}

    /// A key signs nothing, whatever policies call it.
    ///
    /// @param publicKey as [PinnedKey#encoded], at most [#MOST_KEY_BYTES]
    record FreezeKey(Bytes publicKey) implements Lever {

        public FreezeKey {
            if (publicKey.size() < 32 || publicKey.size() > MOST_KEY_BYTES) {
                throw new IllegalArgumentException("no public key: " + publicKey.size() + " bytes");
            }
        }
    }

    /// Nothing is signed for a client.
    record FreezeClient(Client client) implements Lever {}

    /// Nothing is signed that is charged in an asset, as a fee or otherwise.
    record FreezeAsset(Asset asset) implements Lever {}

    /// Nothing is signed for a client, and it need not come back.
    record RevokeClient(Client client) implements Lever {}

    /// Every limit is tightened.
    ///
    /// @param until in ledger time; from then on it is as if nobody had pulled it
    record PullBrake(Brake brake, Instant until) implements Lever {

        public PullBrake {
            if (brake.equals(Brake.NONE)) {
                throw new IllegalArgumentException("a brake of 100% brakes nothing");
            }
        }
    }

    /// The longest public key that can be pinned: an RSA key of 3072 bits.
    int MOST_KEY_BYTES = 398;

    Pattern TEXT = Pattern.compile("(?<freeze>freeze (?<scope>all|key|client|asset)(?: (?<target>\\S+))?)"
            + "|revoke client (?<revoked>\\S+)|brake (?<percent>[1-9][0-9]?)% until (?<until>\\S+)");

    default Kind kind() {
        return switch (this) {
            case FreezeAll _, FreezeKey _, FreezeClient _, FreezeAsset _ -> Kind.FREEZE;
            case RevokeClient _ -> Kind.REVOKE;
            case PullBrake _ -> Kind.BRAKE;
        };
    }

    /// What kind of thing is stopped: `all`, `key`, `client` or `asset`; `all` of a brake.
    default String scope() {
        return switch (this) {
            case FreezeAll _, PullBrake _ -> "all";
            case FreezeKey _ -> "key";
            case FreezeClient _, RevokeClient _ -> "client";
            case FreezeAsset _ -> "asset";
        };
    }

    /// Which one is stopped: a public key in lower-case hex, a SPIFFE ID, a CAIP-19 id; `all` of what
    /// has no target.
    default String target() {
        return switch (this) {
            case FreezeAll _, PullBrake _ -> "all";
            case FreezeKey(var publicKey) -> publicKey.hex();
            case FreezeClient(var client) -> client.spiffeId();
            case RevokeClient(var client) -> client.spiffeId();
            case FreezeAsset(var asset) -> asset.caip19();
        };
    }

    default String text() {
        return switch (this) {
            case FreezeAll _ -> "freeze all";
            case FreezeKey _, FreezeClient _, FreezeAsset _ -> "freeze " + scope() + " " + target();
            case RevokeClient _ -> "revoke client " + target();
            case PullBrake(var brake, var until) -> "brake " + brake.percent() + "% until " + until;
        };
    }

    /// True if nothing may be signed, nor given out again, for `client`, with `publicKey`, that is
    /// charged in `charged`. A brake stops nothing.
    ///
    /// @param publicKey empty if no key is asked for yet
    default boolean stops(Client client, Optional<Bytes> publicKey, Collection<Asset> charged) {
        return switch (this) {
            case FreezeAll _ -> true;
            case FreezeKey(var frozen) -> publicKey.equals(Optional.of(frozen));
            case FreezeClient(var frozen) -> frozen.equals(client);
            case RevokeClient(var revoked) -> revoked.equals(client);
            case FreezeAsset(var frozen) -> charged.contains(frozen);
            case PullBrake _ -> false;
        };
    }

    /// Reads what [#text] wrote.
    ///
    /// @throws IllegalArgumentException if it is not exactly of the form
    static Lever parse(String text) {
        var fields = TEXT.matcher(text);
        if (!fields.matches()) {
            throw new IllegalArgumentException("no lever: " + text);
        }
        Lever lever;
        try {
            if (fields.group("revoked") != null) {
                lever = new RevokeClient(new Client(fields.group("revoked")));
            } else if (fields.group("percent") != null) {
                var brake = new Brake(Integer.parseInt(fields.group("percent")));
                lever = new PullBrake(brake, Instant.parse(fields.group("until")));
            } else {
                lever = freeze(fields.group("scope"), Optional.ofNullable(fields.group("target")));
            }
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("no lever: " + text, e);
        }
        if (!lever.text().equals(text)) {
            throw new IllegalArgumentException("a lever that is written in another way than its own: " + text);
        }
        return lever;
    }

    private static Lever freeze(String scope, Optional<String> target) {
        var what = target.orElse("");
        return switch (scope) {
            case "all" -> new FreezeAll();
            case "key" -> new FreezeKey(Bytes.fromHex(what));
            case "client" -> new FreezeClient(new Client(what));
            default -> new FreezeAsset(new Asset(what));
        };
    }
}
