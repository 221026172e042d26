package dev.countersign.signer.yaml;

/// Where something stands in a file.
///
/// @param file the file's name as the reader was given it
/// @param line from 1; 0 if the problem is the file itself
/// @param column from 1, in characters
/// @param field the path from the root, for example `keys.eth-hot.rules[0].to`; empty for the root
record Place(String file, int line, int column, String field) {

    /// The most characters of what was found, and of what was expected.
    private static final int WORDS = 500;

    /// The same spot, as the place of a field below this one.
    Place at(int otherLine, int otherColumn, String otherField) {
        return new Place(file, otherLine, otherColumn, otherField);
    }

    /// A problem here. What is told of it is cut where no reader would go on: it may quote the file, and a line of
    /// that can be as long as the file.
    Problem problem(String found, String expected) {
        return new Problem(file, line, column, field, cut(found), cut(expected));
    }

    private static String cut(String words) {
        return words.length() <= WORDS ? words : words.substring(0, WORDS) + "…";
    }
}
