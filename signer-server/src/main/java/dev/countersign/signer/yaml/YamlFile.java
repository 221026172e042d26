package dev.countersign.signer.yaml;

import dev.countersign.signer.model.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// One YAML file being read: its bytes, its root, and the problems found so far. Whoever takes it apart reads all it
/// can and calls [#orThrow] at the end, so that one look at the report is enough to mend the file.
///
/// Not thread-safe.
public final class YamlFile {

    /// The most bytes a file may have: 1 MiB.
    public static final int SIZE = 1 << 20;

    private final Bytes content;
    private final Problems problems;
    private final Value root;

    private YamlFile(Bytes content, Problems problems, Node root) {
        this.content = content;
        this.problems = problems;
        this.root = new Value(root, problems);
    }

    /// Reads the file at `path`; problems name it as `path` is written.
    ///
    /// @throws YamlInvalid if it cannot be read, or has no structure that could be taken apart
    public static YamlFile load(Path path) throws YamlInvalid {
        var name = path.toString();
        try (var in = Files.newInputStream(path)) {
            return parse(name, Bytes.of(in.readNBytes(SIZE + 1)));
        } catch (NoSuchFileException e) {
            throw wholeFile(name, "no such file", "a file that exists");
        } catch (IOException e) {
            throw wholeFile(name, "a file that cannot be read", "a readable file");
        }
    }

    /// Reads a file's bytes.
    ///
    /// @throws YamlInvalid if they have no structure that could be taken apart
    public static YamlFile parse(String fileName, Bytes content) throws YamlInvalid {
        if (content.size() > SIZE) {
            throw wholeFile(fileName, "more than 1 MiB", "at most 1 MiB");
        }
        var problems = new Problems();
        var text = Characters.of(fileName, content);
        return new YamlFile(content, problems, new Parser(fileName, text, problems).document());
    }

    public Bytes content() {
        return content;
    }

    public Value root() {
        return root;
    }

    /// Ends the reading.
    ///
    /// @throws YamlInvalid with every problem found, if there is one
    public void orThrow() throws YamlInvalid {
        if (problems.count() > 0) {
            throw new YamlInvalid(problems.inOrder());
        }
    }

    private static YamlInvalid wholeFile(String name, String found, String expected) {
        var problems = new Problems();
        problems.add(new Place(name, 0, 0, "").problem(found, expected));
        return new YamlInvalid(problems.inOrder());
    }
}
