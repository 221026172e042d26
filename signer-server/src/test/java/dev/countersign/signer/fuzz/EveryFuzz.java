package dev.countersign.signer.fuzz;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// All targets in one process, the first byte of an input choosing which: to start Jazzer takes longer than a short run
/// of any of them.
public final class EveryFuzz {

    private static final int MAX_SEED_BYTES = 1_500;

    private static final List<MethodHandle> TARGETS =
            FuzzTargets.ALL.stream().map(EveryFuzz::handle).toList();

    private EveryFuzz() {}

    /// Has everything loaded before the first input.
    public static void fuzzerInitialize() throws Throwable {
        for (var target : FuzzTargets.ALL) {
            warmUp(target);
        }
    }

    /// Loads all that a target needs, the libraries that it asks among it: the time of an input is bounded, and the
    /// first has no more of it.
    static void warmUp(Class<?> target) throws Throwable {
        for (var seed : FuzzTargets.seeds(target)) {
            handle(target).invokeExact(Files.readAllBytes(seed));
        }
    }

    public static void fuzzerTestOneInput(byte[] input) throws Throwable {
        if (input.length > 0) {
            var target = TARGETS.get(Byte.toUnsignedInt(input[0]) % TARGETS.size());
            target.invokeExact(Arrays.copyOfRange(input, 1, input.length));
        }
    }

    /// The short ones of the kept inputs of all targets, each behind the byte of its target, in a folder that is made
    /// for them.
    static Path seeds() throws IOException {
        var folder = Files.createDirectories(Path.of("target/fuzz/EveryFuzz/seeds"));
        for (var place = 0; place < FuzzTargets.ALL.size(); place++) {
            var target = FuzzTargets.ALL.get(place);
            for (var seed : FuzzTargets.seeds(target)) {
                var content = Files.readAllBytes(seed);
                if (content.length > MAX_SEED_BYTES) {
                    continue; // whole policies would take most of the time
                }
                var input = new byte[content.length + 1];
                input[0] = (byte) place;
                System.arraycopy(content, 0, input, 1, content.length);
                Files.write(folder.resolve(target.getSimpleName() + "-" + seed.getFileName()), input);
            }
        }
        return folder;
    }

    private static MethodHandle handle(Class<?> target) {
        try {
            var type = MethodType.methodType(void.class, byte[].class);
            return MethodHandles.lookup().findStatic(target, "fuzzerTestOneInput", type);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
