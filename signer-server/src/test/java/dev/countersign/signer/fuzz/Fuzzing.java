package dev.countersign.signer.fuzz;

import java.util.Arrays;
import java.util.List;

/// `make fuzz`: every target, or those that are named, for so many seconds each.
public final class Fuzzing {

    private Fuzzing() {}

    /// Arguments: seconds for each target, then the simple names of targets; all of them if there is none.
    public static void main(String[] args) throws Exception {
        var names = Arrays.asList(args).subList(1, args.length);
        var clean = true;
        for (var target : FuzzTargets.ALL) {
            if (names.isEmpty() || names.contains(target.getSimpleName())) {
                System.out.println("== " + target.getSimpleName());
                var found = !FuzzTargets.fuzz(
                        target,
                        FuzzTargets.corpus(target),
                        FuzzTargets.folder(target),
                        List.of("-max_total_time=" + args[0]),
                        ProcessBuilder.Redirect.INHERIT);
                if (found) {
                    System.out.println("FOUND: see signer-server/target/fuzz/" + target.getSimpleName()
                            + "; once mended, keep the input in src/test/fuzz/" + target.getSimpleName());
                }
                clean &= !found;
            }
        }
        System.exit(clean ? 0 : 1);
    }
}
