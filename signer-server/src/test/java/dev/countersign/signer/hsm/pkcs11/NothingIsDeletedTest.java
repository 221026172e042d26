package dev.countersign.signer.hsm.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.SourceTree;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/// No command deletes a private key: nothing of ours could.
class NothingIsDeletedTest {

    @Test
    void no_main_source_can_destroy_an_object() throws IOException {
        assertThat(SourceTree.javaSources())
                .filteredOn(source -> source.isMain() && source.path().contains("/signer/"))
                .isNotEmpty()
                .allSatisfy(source -> assertThat(code(source.text()))
                        .as(source.path())
                        .doesNotContain("destroyobject", "destroy_object", ".deleteentry(", ".setkeyentry("));
    }

    @Test
    void the_documentation_says_so() throws IOException {
        var page = Files.readString(SourceTree.root().resolve("docs/hsm.md"));

        assertThat(page).contains("No command deletes a private key");
    }

    /// Without comments: they may say what is not there.
    private static String code(String text) {
        return text.replaceAll("(?m)//.*$", "").toLowerCase(Locale.ROOT);
    }
}
