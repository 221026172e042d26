package dev.countersign.signer;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/// The project as it lies on disk, for the tests that judge sources instead of behaviour.
public final class SourceTree {

    private static final Set<String> NOT_OURS = Set.of("target", ".git", ".idea", ".vscode", ".settings");

    private SourceTree() {}

    /// One parsed Java file.
    ///
    /// @param path relative to the root, with `/` between names
    public record JavaSource(String path, String text, CompilationUnitTree tree, SourcePositions positions) {

        public boolean isMain() {
            return path.contains("/src/main/");
        }

        /// The lines that `part` covers, from its annotations to its closing brace.
        long lines(Tree part) {
            return line(positions.getEndPosition(tree, part)) - line(positions.getStartPosition(tree, part)) + 1;
        }

        /// Where `part` begins, for a message.
        String place(Tree part) {
            return path + ":" + line(positions.getStartPosition(tree, part));
        }

        private long line(long position) {
            return tree.getLineMap().getLineNumber(position);
        }
    }

    /// The folder that holds the Makefile.
    public static Path root() {
        var folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("Makefile"))) {
            folder = Objects.requireNonNull(folder.getParent(), "no Makefile above the working directory");
        }
        return folder;
    }

    /// Every file of the project that is not built, relative to the root, in order.
    static List<String> files() throws IOException {
        var root = root();
        var files = new ArrayList<String>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                var name = Objects.requireNonNull(folder.getFileName()).toString();
                return NOT_OURS.contains(name) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                var path = root.relativize(file).toString();
                if (attributes.isRegularFile() && !NOT_OURS.contains(path)) {
                    files.add(path);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        files.sort(null);
        return files;
    }

    /// Every Java file of the project, parsed.
    public static List<JavaSource> javaSources() throws IOException {
        var texts = new ArrayList<JavaFileObject>();
        for (var file : files()) {
            if (file.endsWith(".java")) {
                texts.add(new Text(file, Files.readString(root().resolve(file))));
            }
        }
        return parse(texts);
    }

    /// One Java file that is not on disk, for trying a rule.
    static JavaSource javaSource(String path, String text) {
        return parse(List.of(new Text(path, text))).getFirst();
    }

    private static List<JavaSource> parse(List<JavaFileObject> texts) {
        var problems = new DiagnosticCollector<JavaFileObject>();
        var task = (JavacTask)
                ToolProvider.getSystemJavaCompiler().getTask(null, null, problems, List.of("-proc:none"), null, texts);
        try {
            var sources = new ArrayList<JavaSource>();
            var positions = Trees.instance(task).getSourcePositions();
            for (var tree : task.parse()) {
                var file = tree.getSourceFile();
                var path = file.toUri().getPath().substring(1);
                sources.add(new JavaSource(path, file.getCharContent(true).toString(), tree, positions));
            }
            if (!problems.getDiagnostics().isEmpty()) {
                throw new IllegalArgumentException(
                        problems.getDiagnostics().getFirst().getMessage(Locale.ROOT));
            }
            return sources;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Text extends SimpleJavaFileObject {

        private final String text;

        Text(String path, String text) {
            super(URI.create("string:///" + path), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
