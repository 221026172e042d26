package dev.countersign.signer.hsm.pkcs11.token;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;

import dev.countersign.signer.hsm.pkcs11.cryptoki.Ck;
import dev.countersign.signer.hsm.pkcs11.cryptoki.CryptokiException;
import dev.countersign.signer.hsm.pkcs11.cryptoki.CryptokiSession;
import dev.countersign.signer.model.Bytes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// Every private and secret key of a token, with what the token's other objects say about it. Read once an epoch:
/// finding an object costs time in proportion to all objects of the token, so each class is searched once, and each
/// object is asked for all its attributes in one call.
public final class KeyInventory {

    /// A key and its handle.
    ///
    /// @param handle good in this epoch only
    public record Entry(long handle, KeyRow row) {}

    private static final long[] CUSTODY = Arrays.stream(CustodyAttribute.values())
            .mapToLong(CustodyAttribute::type)
            .toArray();
    private static final long[] PRIVATE_KEY = with(
            CUSTODY,
            Ck.CKA_ID,
            Ck.CKA_LABEL,
            Ck.CKA_KEY_TYPE,
            Ck.CKA_EC_PARAMS,
            Ck.CKA_MODULUS,
            Ck.CKA_PUBLIC_EXPONENT);
    private static final long[] SECRET_KEY = with(CUSTODY, Ck.CKA_ID, Ck.CKA_LABEL, Ck.CKA_KEY_TYPE);
    private static final long[] PUBLIC_KEY = with(new long[] {
        Ck.CKA_ID, Ck.CKA_KEY_TYPE, Ck.CKA_EC_PARAMS, Ck.CKA_EC_POINT, Ck.CKA_MODULUS, Ck.CKA_PUBLIC_EXPONENT
    });

    private final List<Entry> entries;
    private final List<String> notes;

    private KeyInventory(List<Entry> entries, List<String> notes) {
        this.entries = List.copyOf(entries);
        this.notes = List.copyOf(notes);
    }

    /// Reads all keys.
    ///
    /// @param session logged in; in use by this thread only
    public static List<Entry> read(CryptokiSession session) throws CryptokiException {
        return of(session).entries();
    }

    /// Reads the whole inventory.
    ///
    /// @param session logged in; in use by this thread only
    public static KeyInventory of(CryptokiSession session) throws CryptokiException {
        var notes = new ArrayList<String>();
        var markers = markers(session, notes);
        var publicKeys = byId(TokenObject.ofClass(session, Ck.CKO_PUBLIC_KEY, PUBLIC_KEY));
        var certificates = byId(TokenObject.ofClass(session, Ck.CKO_CERTIFICATE, Ck.CKA_ID, Ck.CKA_VALUE));
        var entries = new ArrayList<Entry>();
        for (var key : TokenObject.ofClass(session, Ck.CKO_PRIVATE_KEY, PRIVATE_KEY)) {
            var half = PublicHalf.of(
                    key.attributes(),
                    publicKeys.getOrDefault(key.id(), List.of()),
                    certificates.getOrDefault(key.id(), List.of()));
            entries.add(new Entry(key.handle(), row(key, false, half, markers)));
        }
        for (var key : TokenObject.ofClass(session, Ck.CKO_SECRET_KEY, SECRET_KEY)) {
            var none = new PublicHalf(Optional.empty(), KeyRow.Certificate.NONE, List.of());
            entries.add(new Entry(key.handle(), row(key, true, none, markers)));
        }
        return new KeyInventory(compared(entries), notes);
    }

    /// When keys are disabled, by CKA_ID: cheap enough to ask again and again.
    ///
    /// A token that was lost answers with nothing, so what is absent from a later answer is not enabled by that.
    ///
    /// @param session logged in; in use by this thread only
    public static Map<Bytes, Instant> disabled(CryptokiSession session) throws CryptokiException {
        return markers(session, new ArrayList<>());
    }

    public List<Entry> entries() {
        return entries;
    }

    /// What is odd about the token beyond any one key, one line each.
    public List<String> notes() {
        return notes;
    }

    private static Map<Bytes, Instant> markers(CryptokiSession session, List<String> notes) throws CryptokiException {
        var markers = new ArrayList<DisabledMarker>();
        for (var object : TokenObject.find(session, DisabledMarker.search(), Ck.CKA_VALUE)) {
            var marker =
                    Optional.ofNullable(object.attributes().get(Ck.CKA_VALUE)).flatMap(DisabledMarker::parse);
            marker.ifPresent(markers::add);
            if (marker.isEmpty()) {
                notes.add("a disabling marker names no key");
            } else if (!marker.get().readable()) {
                notes.add("the disabling marker of CKA_ID " + marker.get().id().hex()
                        + " tells no instant; the key counts as disabled");
            }
        }
        return markers.stream()
                .collect(toMap(DisabledMarker::id, DisabledMarker::from, BinaryOperator.minBy(Instant::compareTo)));
    }

    private static KeyRow row(TokenObject key, boolean secret, PublicHalf half, Map<Bytes, Instant> markers) {
        var kinds = KeyKinds.of(key.attributes());
        var type = KeyKinds.describe(key.attributes());
        var findings = new ArrayList<>(half.findings());
        if (kinds.isEmpty()) {
            findings.add(type + " is of no kind that can be pinned");
        }
        if (key.id().size() == 0) {
            findings.add("it has no CKA_ID");
        }
        return new KeyRow(
                key.label(),
                key.id(),
                kinds,
                type,
                half.key(),
                Custody.of(secret, key.attributes()),
                half.certificate(),
                Optional.ofNullable(markers.get(key.id())),
                findings);
    }

    /// With what only shows beside the other keys.
    private static List<Entry> compared(List<Entry> entries) {
        var ids = count(entries, row -> Stream.of(row.id()));
        var labels = count(entries, row -> Stream.of(row.label()).filter(label -> !label.isEmpty()));
        var publicKeys = count(entries, row -> row.publicKey().stream());
        return entries.stream()
                .map(entry -> {
                    var row = entry.row();
                    if (ids.getOrDefault(row.id(), 0L) > 1) {
                        row = row.with("another key has the same CKA_ID");
                    }
                    if (labels.getOrDefault(row.label(), 0L) > 1) {
                        row = row.with("another key has the same CKA_LABEL");
                    }
                    if (row.publicKey().map(publicKeys::get).orElse(0L) > 1) {
                        row = row.with("another private key has the same public key");
                    }
                    return new Entry(entry.handle(), row);
                })
                .toList();
    }

    private static <T> Map<T, Long> count(List<Entry> entries, Function<KeyRow, Stream<T>> names) {
        return entries.stream()
                .flatMap(entry -> names.apply(entry.row()))
                .collect(groupingBy(name -> name, counting()));
    }

    private static Map<Bytes, List<TokenObject>> byId(List<TokenObject> objects) {
        return objects.stream().collect(groupingBy(TokenObject::id));
    }

    private static long[] with(long[] types, long... more) {
        return LongStream.concat(Arrays.stream(types), Arrays.stream(more)).toArray();
    }
}
