package dev.countersign.signer.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/// One command, run in this process.
record Execution(int exitCode, String out, String err) {

    static Execution of(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        var exitCode = Countersign.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
        return new Execution(exitCode, out.toString(), err.toString());
    }

    List<String> errLines() {
        return err.lines().toList();
    }
}
