package dev.countersign.signer.yaml;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.signer.model.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;

/// The characters a file may be made of. What a reviewer sees must be what is read: no character that is invisible,
/// reorders text or breaks a line for some readers only, not even in a comment. (Text outside comments is narrower
/// still: printable ASCII; the [Parser] sees to that.)
final class Characters {

    private Characters() {}

    /// The file's text.
    ///
    /// @throws YamlInvalid if it is not UTF-8, or has a character or a directive that no configuration has
    static String of(String fileName, Bytes content) throws YamlInvalid {
        var problems = new Problems();
        var text = decode(fileName, content, problems);
        var line = 1;
        var column = 0;
        for (var index = 0; index < text.length(); index = text.offsetByCodePoints(index, 1)) {
            var codePoint = text.codePointAt(index);
            column++;
            if (codePoint == '%' && column == 1) {
                problems.add(new Place(fileName, line, column, "")
                        .problem("a directive", "none: a configuration needs no %YAML or %TAG"));
            } else if (isRefused(text, index, codePoint)) {
                problems.add(new Place(fileName, line, column, "")
                        .problem("the character U+%04X".formatted(codePoint), "characters that can be seen"));
            }
            if (codePoint == '\n') {
                line++;
                column = 0;
            }
        }
        if (problems.count() > 0) {
            throw new YamlInvalid(problems.inOrder());
        }
        return text;
    }

    private static String decode(String fileName, Bytes content, Problems problems) throws YamlInvalid {
        var decoder = UTF_8.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        try {
            return decoder.decode(ByteBuffer.wrap(content.toByteArray())).toString();
        } catch (CharacterCodingException e) {
            problems.add(new Place(fileName, 0, 0, "").problem("bytes that are not UTF-8", "UTF-8 text"));
            throw new YamlInvalid(problems.inOrder());
        }
    }

    private static boolean isRefused(String text, int index, int codePoint) {
        if (codePoint == '\t' || codePoint == '\n') {
            return false;
        }
        if (codePoint == '\r') { // alone it breaks the line for the parser and overwrites it on a terminal
            return index + 1 == text.length() || text.charAt(index + 1) != '\n';
        }
        if (isBlank(codePoint)) {
            return true;
        }
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

    /// Letters, marks and symbols that show nothing: what Unicode has programs ignore (Default_Ignorable_Code_Point of
    /// DerivedCoreProperties.txt) beside the format characters, which are a category; and Braille without a dot.
    private static boolean isBlank(int codePoint) {
        return switch (codePoint) {
            case 0x034f, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x2800, 0x3164, 0xffa0 -> true;
            default ->
                (codePoint >= 0x180b && codePoint <= 0x180f)
                        || (codePoint >= 0xfe00 && codePoint <= 0xfe0f)
                        || (codePoint >= 0xe0100 && codePoint <= 0xe01ef);
        };
    }
}
