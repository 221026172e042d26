package dev.countersign.signer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.SchemaFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `dev init` writes is what an editor is told to expect.
class DevFilesSchemaIT {

    @TempDir
    private Path folder;

    @Test
    void the_files_of_dev_init_are_valid() throws Exception {
        ServerProcess.init(folder.resolve("dev"), UnaryOperator.identity());

        assertThat(new SchemaFile("policy.schema.json").problems(parsed("policy.yaml")))
                .isEmpty();
        assertThat(new SchemaFile("server.schema.json").problems(parsed("server.yaml")))
                .isEmpty();
    }

    private Object parsed(String name) throws Exception {
        return SchemaFile.parse(Files.readString(folder.resolve("dev").resolve(name)));
    }
}
