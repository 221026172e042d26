package dev.countersign.signer.yaml;

/// One thing that is wrong in a file, for whoever has to mend it. Prints as one line:
/// `policy.yaml:12:9: keys.eth-hot.rules[0].to: unknown group 'cold'; expected one of: exchange-deposit`.
///
/// @param line from 1; 0 if the problem is the file itself
/// @param column from 1, in characters
/// @param field the path from the root, for example `keys.eth-hot.rules[0].to`; empty for the whole file
/// @param found what stands there
/// @param expected what should stand there
public record Problem(String file, int line, int column, String field, String found, String expected) {

    @Override
    public String toString() {
        var place = line == 0 ? file : file + ":" + line + ":" + column;
        var where = field.isEmpty() ? place : place + ": " + field;
        return where + ": " + found + "; expected " + expected;
    }
}
