package dev.countersign.signer.decode.ethereum;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.signer.model.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.util.Optional;

/// Text that a person can read as it is: UTF-8 without characters that are invisible, or change how others are shown.
public final class PlainText {

    private PlainText() {}

    /// What `bytes` say, if they are UTF-8 (RFC 3629).
    public static Optional<String> decode(Bytes bytes) {
        try {
            return Optional.of(UTF_8.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString());
        } catch (CharacterCodingException notUtf8) {
            return Optional.empty();
        }
    }

    /// The first character, as `U+202E`, that is neither seen nor a line feed.
    public static Optional<String> hidden(String text) {
        return text.codePoints()
                .filter(point -> point != '\n' && isHidden(point))
                .mapToObj("U+%04X"::formatted)
                .findFirst();
    }

    /// `text` for a message: what is not seen replaced (U+FFFD), what is too long cut off.
    ///
    /// @param most code points; what is cut off is told by `…`
    public static String shown(String text, int most) {
        if (text.length() <= most && text.codePoints().noneMatch(PlainText::isHidden)) {
            return text;
        }
        var shown = new StringBuilder();
        text.codePoints()
                .limit(most)
                .map(point -> isHidden(point) ? 0xfffd : point)
                .forEach(shown::appendCodePoint);
        return text.codePointCount(0, text.length()) > most ? shown.append('…').toString() : shown.toString();
    }

    private static boolean isHidden(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> true;
            default -> false;
        };
    }
}
