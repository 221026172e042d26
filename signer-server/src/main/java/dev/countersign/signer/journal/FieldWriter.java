package dev.countersign.signer.journal;

import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Currency;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.Worth;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Writes fields with their names. [FieldReader] mirrors it.
final class FieldWriter {

    private final JsonBytes json;

    FieldWriter(JsonBytes json) {
        this.json = json;
    }

    void amount(Amount amount) {
        text("asset", amount.asset().caip19());
        text("units", amount.units().toString());
    }

    void digest(String name, Digest32 digest) {
        text(name, digest.hex());
    }

    void texts(String name, List<String> values) {
        json.name(name).beginArray();
        for (var value : values) {
            json.value(value);
        }
        json.endArray();
    }

    void text(String name, @Nullable String value) {
        json.name(name);
        if (value == null) {
            json.nullValue();
        } else {
            json.value(value);
        }
    }

    void currency(Currency currency) {
        text("currency", currency.code());
        number("currency_decimals", currency.decimals());
    }

    void optionalWorth(String name, Optional<Worth> value) {
        json.name(name);
        if (value.isPresent()) {
            json.beginObject();
            currency(value.get().currency());
            text("units", value.get().units().toString());
            json.endObject();
        } else {
            json.nullValue();
        }
    }

    void flag(String name, boolean value) {
        json.name(name).value(value);
    }

    void number(String name, long value) {
        json.name(name).value(value);
    }

    void optionalNumber(String name, Optional<Long> value) {
        json.name(name);
        if (value.isPresent()) {
            json.value(value.get());
        } else {
            json.nullValue();
        }
    }
}
