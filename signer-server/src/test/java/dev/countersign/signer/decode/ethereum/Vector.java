package dev.countersign.signer.decode.ethereum;

import static java.util.stream.Collectors.toMap;

import dev.countersign.signer.model.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One case of `vectors/ethereum`: a first line that names its source, then `name: value` lines.
///
/// - `unsigned`: the payload, hex - `expect`: the signing hash, hex, or `reject:` and a reason - `says`: for a
/// rejection, words that its message must have - `rule`, `at`: the rule that it breaks, and the byte - `signature`,
/// `signed`, `sender`: for a hash, what a published
/// signature makes of it
record Vector(String name, Map<String, String> fields) {

    static Vector read(Path file) throws IOException {
        var lines = Files.readAllLines(file);
        if (!lines.getFirst().startsWith("# source: ")) {
            throw new IOException(file + ": the first line names the source");
        }
        return new Vector(
                file.getFileName().toString(),
                lines.stream().skip(1).map(Vector::entry).collect(toMap(List::getFirst, List::getLast)));
    }

    Bytes unsigned() {
        return Bytes.fromHex(get("unsigned").orElseThrow());
    }

    String expect() {
        return get("expect").orElseThrow();
    }

    boolean isRejected() {
        return expect().startsWith("reject:");
    }

    Optional<String> get(String field) {
        return Optional.ofNullable(fields.get(field));
    }

    @Override
    public String toString() {
        return name;
    }

    private static List<String> entry(String line) {
        var colon = line.indexOf(": ");
        return List.of(line.substring(0, colon), line.substring(colon + 2));
    }
}
