package dev.countersign.signer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.summingInt;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import dev.countersign.signer.SourceTree.JavaSource;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// House rules that a reader would otherwise have to remember, over the sources of every module. A file may break one
/// only if `tidy-exceptions.txt` names it, with the reason.
class TidyTest {

    private static final int TYPES_A_PACKAGE = 15;

    /// What belongs to one machine. `.ci/` is written for the machine that it runs on.
    private static final Pattern MACHINE_PATH = Pattern.compile(
            "(?<![\\w.-])/(work|farm|root|home/\\w+|Users/\\w+|tmp/bash_jobs[.\\w]*)/|\\.\\./shared\\b");

    private static final Pattern REGISTRY_HOST = Pattern.compile(
            "\\b(repo1?\\.maven|registry\\.npmjs|deb\\.debian|pypi|proxy\\.golang|ghcr|docker)\\.(org|io|apache\\.org)\\b"
                    + "|/maven[2]/|artifactor[y]|\\bnexu[s]\\.");

    private static List<JavaSource> sources = List.of();

    @BeforeAll
    static void read_the_sources() throws IOException {
        sources = SourceTree.javaSources();
    }

    @ParameterizedTest
    @EnumSource
    void every_source_keeps(TidyRule rule) throws IOException {
        var excepted = excepted(rule.name());

        assertThat(sources)
                .filteredOn(source -> !excepted.contains(source.path()))
                .isNotEmpty()
                .flatMap(rule::offences)
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void every_exception_is_still_needed(TidyRule rule) throws IOException {
        var excepted = excepted(rule.name());

        assertThat(sources)
                .filteredOn(source -> !rule.offences(source).isEmpty())
                .extracting(JavaSource::path)
                .containsAll(excepted);
    }

    @ParameterizedTest
    @EnumSource
    void the_sample_of_a_rule_breaks_it(TidyRule rule) {
        assertThat(rule.offences(rule.sample())).isNotEmpty();
    }

    @Test
    void a_package_has_few_types() throws IOException {
        var types = sources.stream()
                .filter(JavaSource::isMain)
                .collect(groupingBy(TidyTest::folder, TreeMap::new, summingInt(TidyTest::topLevelTypes)));

        types.values().removeIf(count -> count <= TYPES_A_PACKAGE);
        excepted("PACKAGE_SIZE").forEach(types::remove);
        assertThat(types)
                .as("packages with more than %d types", TYPES_A_PACKAGE)
                .isEmpty();
    }

    @Test
    void every_package_says_what_it_is_and_is_null_marked() {
        var described = sources.stream()
                .filter(source -> source.path().endsWith("/package-info.java"))
                .filter(source ->
                        source.text().startsWith("///") && source.text().contains("\n@NullMarked\n"))
                .map(TidyTest::folder)
                .toList();

        assertThat(sources)
                .filteredOn(JavaSource::isMain)
                .extracting(TidyTest::folder)
                .allSatisfy(folder -> assertThat(described).contains(folder));
    }

    @Test
    void no_file_names_a_machine_or_a_registry() throws IOException {
        var offences = new ArrayList<String>();
        for (var file : SourceTree.files()) {
            var text = file.startsWith(".ci/") ? "" : text(SourceTree.root().resolve(file));
            text.lines()
                    .filter(TidyTest::namesMachineOrRegistry)
                    .forEach(line -> offences.add(file + ": " + line.strip()));
        }

        assertThat(offences).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ro" + "ot/.m2", "wo" + "rk/x", "ho" + "me/alice/x", "Us" + "ers/alice/x"})
    void a_machine_path_is_seen(String path) {
        assertThat(namesMachineOrRegistry("see /" + path)).isTrue();
        assertThat(namesMachineOrRegistry("a slot is eip155:1/nonce/7, the tree head is size/root"))
                .isFalse();
    }

    @Test
    void a_registry_is_seen() {
        assertThat(namesMachineOrRegistry("https://repo.maven" + ".apache.org/x"))
                .isTrue();
        assertThat(namesMachineOrRegistry("http://maven.apache.org/POM/4.0.0")).isFalse();
    }

    private static boolean namesMachineOrRegistry(String line) {
        return MACHINE_PATH.matcher(line).find() || REGISTRY_HOST.matcher(line).find();
    }

    /// The paths that may break `rule`. A line is `RULE path reason…`; one without a reason does not count.
    private static List<String> excepted(String rule) throws IOException {
        try (var in = TidyTest.class.getResourceAsStream("/tidy-exceptions.txt")) {
            assertThat(in).isNotNull();
            return new String(in.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" ", 3))
                    .filter(words -> words.length == 3 && words[0].equals(rule))
                    .map(words -> words[1])
                    .toList();
        }
    }

    private static int topLevelTypes(JavaSource source) {
        return (int) source.tree().getTypeDecls().stream()
                .filter(ClassTree.class::isInstance)
                .count();
    }

    private static String folder(JavaSource source) {
        return source.path().substring(0, source.path().lastIndexOf('/'));
    }

    private static String text(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (MalformedInputException binary) {
            return "";
        }
    }
}
