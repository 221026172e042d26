package dev.countersign.signer.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

/// Against Gson's writer, which spells a JSON text in the same way.
class JsonBytesTest {

    @Test
    void characters_are_spelled_as_gson_spells_them() throws IOException {
        for (var point = 0; point <= Character.MAX_CODE_POINT; point += point < 0x10000 ? 1 : 97) {
            if (point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE) {
                var text = "a" + Character.toString(point) + "b";

                assertThat(new JsonBytes().value(text).toByteArray())
                        .as("U+%04X", point)
                        .isEqualTo(gson(text));
            }
        }
    }

    @Test
    void commas_and_colons_come_by_themselves() {
        var json = new JsonBytes()
                .beginObject()
                .name("empty")
                .beginArray()
                .endArray()
                .name("mixed")
                .beginArray()
                .value("[")
                .value(-7)
                .value(true)
                .nullValue()
                .beginObject()
                .endObject()
                .endArray()
                .name(":")
                .value("x")
                .endObject();

        assertThat(new String(json.toByteArray(), UTF_8))
                .isEqualTo("{\"empty\":[],\"mixed\":[\"[\",-7,true,null,{}],\":\":\"x\"}");
    }

    private static byte[] gson(String text) throws IOException {
        var written = new StringWriter();
        try (var json = new JsonWriter(written)) {
            json.setStrictness(Strictness.STRICT);
            json.setHtmlSafe(false);
            json.value(text);
        }
        return written.toString().getBytes(UTF_8);
    }
}
