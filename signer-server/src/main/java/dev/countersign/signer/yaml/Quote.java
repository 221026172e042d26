package dev.countersign.signer.yaml;

/// Text of a file as a message shows it.
final class Quote {

    private static final int SHOWN = 80;

    private Quote() {}

    /// In single quotes, cut after 80 characters; what is not printable ASCII as `<U+XXXX>`, so that a report can be
    /// trusted on a terminal.
    static String of(String text) {
        var quoted = new StringBuilder("'");
        text.codePoints().limit(SHOWN).forEach(unit -> {
            if (unit >= 0x20 && unit < 0x7f) {
                quoted.appendCodePoint(unit);
            } else {
                quoted.append("<U+%04X>".formatted(unit));
            }
        });
        return quoted.append(text.length() > SHOWN ? "…'" : "'").toString();
    }

    /// A field's name as one step of a path.
    static String step(String name) {
        return name.matches("[A-Za-z0-9_.-]{1,64}") ? name : of(name);
    }
}
