package dev.countersign.signer;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreeScanner;
import dev.countersign.signer.SourceTree.JavaSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// What a Java file must keep to, each with a sample that breaks it.
enum TidyRule {
    FILE_LENGTH("class A {" + "\n".repeat(300) + "}\n") {
        @Override
        List<String> offences(JavaSource source) {
            var lines = source.text().lines().count();
            return lines <= 300 ? List.of() : List.of(source.path() + ": " + lines + " lines; at most 300");
        }
    },

    METHOD_LENGTH("class A {\n void m() {" + "\n".repeat(40) + "}\n}\n") {
        @Override
        List<String> offences(JavaSource source) {
            return find(source, part -> {
                var tooLong = part instanceof MethodTree && source.lines(part) > 40;
                return tooLong ? source.lines(part) + " lines in one method; at most 40" : "";
            });
        }
    },

    TYPE_NAMES("class A { record HexUtils() {} }") {
        private static final Pattern EMPTY_WORD = Pattern.compile("(Utils?|Helper|Manager|Impl)(?![a-z])");

        @Override
        List<String> offences(JavaSource source) {
            return find(source, part -> {
                var name = part instanceof ClassTree type ? type.getSimpleName().toString() : "";
                return EMPTY_WORD.matcher(name).find() ? name + " is a name that says nothing" : "";
            });
        }
    },

    MARKS("class A {} // TO" + "DO: later") {
        private static final Pattern MARK = Pattern.compile("\\b(TO[D]O|FIX[M]E|XX[X])\\b");

        @Override
        List<String> offences(JavaSource source) {
            return findLines(source, line -> MARK.matcher(line).find() ? "a mark; do it, or open an issue" : "");
        }
    },

    SLEEPING_TESTS("class A { void m() { Thread.sleep(5); } }") {
        @Override
        List<String> offences(JavaSource source) {
            return source.isMain()
                    ? List.of()
                    : find(source, part -> {
                        var sleeps = called(part).matches("(.*\\.)?sleep");
                        return sleeps ? "a test that sleeps; wait for what must happen" : "";
                    });
        }
    },

    SKIPPED_TESTS("class A { @Disabled void m() {} void n() { assumeTrue(false); } }") {
        @Override
        List<String> offences(JavaSource source) {
            return source.isMain()
                    ? List.of()
                    : find(source, part -> {
                        var switchedOff = part instanceof AnnotationTree annotation
                                && annotation.getAnnotationType().toString().matches("(.*\\.)?Disabled\\w*");
                        var assumes = called(part).matches("(.*\\.)?assum(e|ing)\\w*");
                        return switchedOff || assumes ? "a test that can be skipped unseen" : "";
                    });
        }
    },

    DOC_COMMENT_WIDTH("/// " + "x".repeat(117) + "\nclass A {}") {
        @Override
        List<String> offences(JavaSource source) {
            return findLines(source, line -> {
                var tooWide = line.strip().startsWith("///") && line.length() > 120;
                return tooWide ? "a doc comment wider than 120 columns, which the formatter would break" : "";
            });
        }
    },

    DOC_COMMENT_FORM("\n  /** Old form. */\nclass A {}") {
        @Override
        List<String> offences(JavaSource source) {
            return findLines(source, line -> line.strip().startsWith("/**") ? "doc comments are written ///" : "");
        }
    };

    private final String sample;

    TidyRule(String sample) {
        this.sample = sample;
    }

    /// Each place where `source` breaks the rule, and what is wrong there.
    abstract List<String> offences(JavaSource source);

    /// A test file that breaks this rule.
    JavaSource sample() {
        return SourceTree.javaSource("room/src/test/java/A.java", sample);
    }

    /// The name of the method that `part` calls, with what it is called on; empty if it is no call.
    static String called(Tree part) {
        return part instanceof MethodInvocationTree call
                ? call.getMethodSelect().toString()
                : "";
    }

    /// Each part of the tree of which `judge` says something.
    static List<String> find(JavaSource source, Function<Tree, String> judge) {
        var found = new ArrayList<String>();
        new TreeScanner<Void, Void>() {
            @Override
            public Void scan(Tree part, Void nothing) {
                var offence = part == null ? "" : judge.apply(part);
                if (!offence.isEmpty()) {
                    found.add(source.place(part) + ": " + offence);
                }
                return super.scan(part, null);
            }
        }.scan(source.tree(), null);
        return found;
    }

    private static List<String> findLines(JavaSource source, Function<String, String> judge) {
        var lines = source.text().lines().toList();
        return IntStream.range(0, lines.size())
                .filter(i -> !judge.apply(lines.get(i)).isEmpty())
                .mapToObj(i -> source.path() + ":" + (i + 1) + ": " + judge.apply(lines.get(i)))
                .toList();
    }
}
