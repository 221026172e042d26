package dev.countersign.signer.journal;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Currency;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.Worth;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Reads the fields of an object by name, in the order in which they must come. Every method throws
/// [IllegalArgumentException] or [IllegalStateException] if something else is there.
final class FieldReader {

    /// Reads one element of an array or the fields of one object.
    interface Element<T> {
        T read() throws IOException;
    }

    private final JsonReader json;

    FieldReader(JsonReader json) {
        this.json = json;
    }

    String text(String field) throws IOException {
        name(field);
        return value();
    }

    Optional<String> optionalText(String field) throws IOException {
        name(field);
        return absent() ? Optional.empty() : Optional.of(value());
    }

    long number(String field) throws IOException {
        name(field);
        expect(JsonToken.NUMBER);
        return json.nextLong();
    }

    Optional<Long> optionalNumber(String field) throws IOException {
        name(field);
        if (absent()) {
            return Optional.empty();
        }
        expect(JsonToken.NUMBER);
        return Optional.of(json.nextLong());
    }

    /// The two fields of a currency: they lie flat in the object that has it.
    Currency currency() throws IOException {
        return new Currency(text("currency"), Math.toIntExact(number("currency_decimals")));
    }

    /// The three fields of what something is worth.
    Worth worth() throws IOException {
        return new Worth(currency(), decimal("units"));
    }

    boolean flag(String field) throws IOException {
        name(field);
        return json.nextBoolean();
    }

    Digest32 digest(String field) throws IOException {
        return toDigest(text(field));
    }

    Optional<Digest32> optionalDigest(String field) throws IOException {
        return optionalText(field).map(FieldReader::toDigest);
    }

    BigInteger decimal(String field) throws IOException {
        return new BigInteger(text(field));
    }

    /// The two fields of an amount: they lie flat in the object that has the amount.
    Amount amount() throws IOException {
        return new Amount(new Asset(text("asset")), decimal("units"));
    }

    Account account(String field) throws IOException {
        return Account.parse(text(field));
    }

    Optional<Account> optionalAccount(String field) throws IOException {
        return optionalText(field).map(Account::parse);
    }

    List<String> texts(String field) throws IOException {
        return array(field, this::value);
    }

    List<Digest32> digests(String field) throws IOException {
        return array(field, () -> toDigest(value()));
    }

    <T> List<T> objects(String field, Element<T> fields) throws IOException {
        return array(field, () -> whole(fields));
    }

    <T> T object(String field, Element<T> fields) throws IOException {
        name(field);
        return whole(fields);
    }

    <T> Optional<T> optionalObject(String field, Element<T> fields) throws IOException {
        name(field);
        return absent() ? Optional.empty() : Optional.of(whole(fields));
    }

    Map<String, String> facts(String field) throws IOException {
        return object(field, () -> {
            var facts = new TreeMap<String, String>();
            while (json.hasNext()) {
                facts.put(json.nextName(), value());
            }
            return facts;
        });
    }

    /// The object that starts here, to its end.
    <T> T whole(Element<T> fields) throws IOException {
        json.beginObject();
        var object = fields.read();
        if (json.hasNext()) {
            throw new IllegalArgumentException("a field too many: '" + json.nextName() + "'");
        }
        json.endObject();
        return object;
    }

    void end() throws IOException {
        expect(JsonToken.END_DOCUMENT);
    }

    private <T> List<T> array(String field, Element<T> element) throws IOException {
        name(field);
        var elements = new ArrayList<T>();
        json.beginArray();
        while (json.hasNext()) {
            elements.add(element.read());
        }
        json.endArray();
        return elements;
    }

    private boolean absent() throws IOException {
        if (json.peek() != JsonToken.NULL) {
            return false;
        }
        json.nextNull();
        return true;
    }

    private String value() throws IOException {
        expect(JsonToken.STRING);
        return json.nextString();
    }

    private void name(String expected) throws IOException {
        if (!json.hasNext()) {
            throw new IllegalArgumentException("field '" + expected + "' is missing");
        }
        var found = json.nextName();
        if (!found.equals(expected)) {
            throw new IllegalArgumentException("field '" + found + "' where '" + expected + "' belongs");
        }
    }

    private void expect(JsonToken token) throws IOException {
        var found = json.peek();
        if (found != token) {
            throw new IllegalArgumentException("found " + found + " where " + token + " belongs");
        }
    }

    private static Digest32 toDigest(String hex) {
        return new Digest32(Bytes.fromHex(hex));
    }
}
