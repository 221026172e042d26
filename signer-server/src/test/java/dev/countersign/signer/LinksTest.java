package dev.countersign.signer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Who reads the pages at 3 a.m. follows their links.
class LinksTest {

    private static final Path ROOT = SourceTree.root();
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#\\s]*)(?:#([^)\\s]+))?\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");
    private static final Pattern BLOCK = Pattern.compile("(?s)```.*?```");

    @Test
    void every_link_between_pages_leads_to_a_file_and_a_heading_of_it() throws IOException {
        var broken = new ArrayList<String>();
        var links = 0;
        for (var page : pages()) {
            var found = LINK.matcher(text(page));
            while (found.find()) {
                links++;
                var to = found.group(1).isEmpty()
                        ? page
                        : page.resolveSibling(found.group(1)).normalize();
                var heading = found.group(2);
                if (!Files.exists(to) || (heading != null && !headings(to).contains(heading))) {
                    broken.add(ROOT.relativize(page) + ": " + found.group());
                }
            }
        }
        assertThat(broken).isEmpty();
        assertThat(links).isGreaterThan(100);
    }

    private static List<Path> pages() throws IOException {
        return SourceTree.files().stream()
                .filter(file -> file.endsWith(".md"))
                .map(ROOT::resolve)
                .toList();
    }

    private static String text(Path page) throws IOException {
        return BLOCK.matcher(Files.readString(page)).replaceAll("");
    }

    /// As GitHub names them: lower case, without punctuation, a hyphen for each space.
    private static List<String> headings(Path page) throws IOException {
        return HEADING.matcher(text(page))
                .results()
                .map(heading -> heading.group(1)
                        .strip()
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("\\[([^]]*)\\]\\([^)]*\\)", "$1")
                        .replaceAll("[^\\p{L}\\p{N}_\\- ]", "")
                        .replace(' ', '-'))
                .toList();
    }
}
