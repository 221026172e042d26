package dev.countersign.signer.decode.ethereum.typed;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import dev.countersign.signer.decode.DecodingRule;
import dev.countersign.signer.decode.ethereum.PlainText;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Refused;
import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.regex.Pattern;

/// Reads JSON that has one meaning only: RFC 8259 to the letter, each name once in an object, no fraction, exponent or
/// null, no invisible characters, bounded in size, depth and number of values.
final class StrictJson {

    static final int MAX_BYTES = 64 * 1024;
    static final int MAX_DEPTH = 16;
    static final int MAX_VALUES = 4096;

    private static final long MAX_INTEGER = (1L << 53) - 1;
    private static final Pattern INTEGER = Pattern.compile("0|-?[1-9][0-9]{0,15}");

    private final JsonReader reader;
    private int values;

    private StrictJson(String text) {
        this.reader = new JsonReader(new StringReader(text));
        reader.setStrictness(Strictness.STRICT);
    }

    /// @throws Refused TRANSACTION_UNDECODABLE, with the JSONPath of the place
    static Json read(Bytes content) throws Refused {
        if (content.size() > MAX_BYTES) {
            throw DecodingRule.PAYLOAD_BOUNDED.broken(
                    "the JSON has " + content.size() + " bytes; at most " + MAX_BYTES);
        }
        var text =
                PlainText.decode(content).orElseThrow(() -> DecodingRule.STRICT_JSON.broken("the JSON is not UTF-8"));
        if (text.startsWith("\ufeff")) { // the reader would pass over it
            throw DecodingRule.STRICT_JSON.broken("the JSON begins with a byte order mark");
        }
        return new StrictJson(text).document();
    }

    private Json document() throws Refused {
        try {
            var value = value(0);
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                throw refused("more than one value");
            }
            return value;
        } catch (MalformedJsonException | EOFException e) {
            throw refused("not JSON (RFC 8259)");
        } catch (IOException e) {
            throw new UncheckedIOException("a string does not fail to be read", e);
        }
    }

    private Json value(int depth) throws IOException, Refused {
        if (depth > MAX_DEPTH || ++values > MAX_VALUES) {
            throw refused(
                    DecodingRule.PAYLOAD_BOUNDED, "more than " + MAX_DEPTH + " levels or " + MAX_VALUES + " values");
        }
        return switch (reader.peek()) {
            case BEGIN_OBJECT -> fields(depth);
            case BEGIN_ARRAY -> items(depth);
            case STRING -> new Json.Text(seen(reader.nextString()));
            case NUMBER -> integer(reader.nextString());
            case BOOLEAN -> new Json.Truth(reader.nextBoolean());
            case NULL -> throw refused("null, which no type has");
            case END_ARRAY, END_OBJECT, NAME, END_DOCUMENT -> throw refused("no value");
        };
    }

    private Json fields(int depth) throws IOException, Refused {
        var fields = new LinkedHashMap<String, Json>();
        reader.beginObject();
        while (reader.hasNext()) {
            var name = seen(reader.nextName());
            if (fields.containsKey(name)) {
                throw refused("the name '" + name + "' a second time");
            }
            fields.put(name, value(depth + 1));
        }
        reader.endObject();
        return new Json.Fields(fields);
    }

    private Json items(int depth) throws IOException, Refused {
        var items = new ArrayList<Json>();
        reader.beginArray();
        while (reader.hasNext()) {
            items.add(value(depth + 1));
        }
        reader.endArray();
        return new Json.Items(items);
    }

    private Json integer(String digits) throws Refused {
        if (!INTEGER.matcher(digits).matches() || Math.abs(Long.parseLong(digits)) > MAX_INTEGER) {
            throw refused("a number with a fraction or an exponent, or beyond 2^53 - 1; write it as a string");
        }
        return new Json.Whole(digits);
    }

    private String seen(String text) throws Refused {
        var hidden = PlainText.hidden(text);
        if (hidden.isPresent()) {
            throw refused("the character " + hidden.get() + ", which is not seen as it is");
        }
        return text;
    }

    private Refused refused(String found) {
        return refused(DecodingRule.STRICT_JSON, found);
    }

    private Refused refused(DecodingRule rule, String found) {
        var path = reader.getPath(); // JSONPath, from `$` on
        return rule.broken(path.startsWith("$.") ? path.substring(2) : path, "of the JSON has " + found);
    }
}
