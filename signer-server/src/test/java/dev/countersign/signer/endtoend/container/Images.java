package dev.countersign.signer.endtoend.container;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;

/// The images under test, built from the repository's own Dockerfiles. They stay under their tags, so that the next
/// build finds their layers; what a build replaces is removed.
///
/// @param signer the production image
/// @param softHsm a token that makes itself
/// @param signerOnSoftHsm what `deploy/Dockerfile` makes on that base: the signer with a token that tests can have
record Images(String signer, String softHsm, String signerOnSoftHsm) {

    private static final Path ROOT = root();

    /// Builds what is not there yet. Needs the jars that the package phase made.
    static Images build() throws IOException, InterruptedException {
        stage();
        var images = new Images(
                "countersign-test/signer:it", "countersign-test/softhsm:it", "countersign-test/signer-on-softhsm:it");
        var before = images.ids();
        build(images.softHsm, Map.of(), "-C", "softhsm", "Dockerfile", "make-token");
        var context = new String[] {"-C", "deploy", "Dockerfile", "-C", "../target/image", "."};
        build(images.signer, Map.of("VERSION", "it"), context);
        build(images.signerOnSoftHsm, Map.of("VERSION", "it", "BASE", images.softHsm), context);
        var after = images.ids();
        before.stream().filter(id -> !after.contains(id)).forEach(Images::remove);
        return images;
    }

    private static void stage() throws IOException, InterruptedException {
        var stage = new ProcessBuilder(ROOT.resolve("deploy/stage").toString()).redirectErrorStream(true);
        stage.environment().put("JAVA_HOME", System.getProperty("java.home"));
        var process = stage.start();
        var output = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError("deploy/stage failed: " + output);
        }
    }

    /// Builds one image from what `tar` packs, as `docker build` would.
    private static void build(String tag, Map<String, String> arguments, String... context)
            throws IOException, InterruptedException {
        var tar = new ProcessBuilder("tar", "--create", "--exclude=*.stamp");
        tar.command().addAll(List.of(context));
        var packing = tar.directory(ROOT.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var command = DockerClientFactory.instance()
                .client()
                .buildImageCmd(packing.getInputStream())
                .withTags(Set.of(tag))
                .withRemove(true)
                .withForcerm(true);
        arguments.forEach(command::withBuildArg);
        command.start().awaitImageId(); // fails with what the build said
        if (packing.waitFor() != 0) {
            throw new AssertionError("tar failed");
        }
    }

    /// What the tags name now, an image before the one that it stands on.
    private List<String> ids() {
        return Stream.of(signerOnSoftHsm, signer, softHsm)
                .map(Images::id)
                .filter(id -> !id.isEmpty())
                .toList();
    }

    private static void remove(String id) {
        try {
            DockerClientFactory.instance().client().removeImageCmd(id).exec();
        } catch (ConflictException inUse) {
            // somebody built on it, or runs it: theirs to remove
        }
    }

    /// The id of the image that has this tag now; empty if none has.
    private static String id(String tag) {
        try {
            return Objects.requireNonNull(DockerClientFactory.instance()
                    .client()
                    .inspectImageCmd(tag)
                    .exec()
                    .getId());
        } catch (NotFoundException none) {
            return "";
        }
    }

    private static Path root() {
        var folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("Makefile"))) {
            folder = Objects.requireNonNull(folder.getParent(), "no Makefile above the working directory");
        }
        return folder;
    }
}
