package dev.countersign.client.cli.report;

import com.google.gson.JsonObject;
import dev.countersign.client.CallFailed;
import dev.countersign.client.ConnectionNotTrusted;
import dev.countersign.client.DeadlinePassed;
import dev.countersign.client.Refused;
import dev.countersign.client.Unavailable;
import dev.countersign.client.UnexpectedAnswer;
import java.io.PrintWriter;
import java.util.TreeMap;

/// Says on standard error why there is no answer, and repeats it as JSON on standard output where that was
/// asked for.
public record FailureReport(PrintWriter out, PrintWriter err, boolean json) {

    /// Says it, and returns the exit code.
    public int print(CallFailed failure) {
        return switch (failure) {
            case Refused refused -> refused(refused);
            case Unavailable unavailable -> say("unavailable", unavailable, ExitCode.NOT_REACHED);
            case ConnectionNotTrusted notTrusted -> say("not_trusted", notTrusted, ExitCode.NOT_REACHED);
            case DeadlinePassed passed -> say("deadline_passed", passed, ExitCode.NOT_REACHED);
            case UnexpectedAnswer unexpected -> say("unexpected_answer", unexpected, ExitCode.FAILED);
        };
    }

    private int refused(Refused refused) {
        err.println("refused: " + refused.getMessage());
        var metadata = new JsonObject();
        new TreeMap<>(refused.metadata()).forEach((name, value) -> {
            err.println("  %s: %s".formatted(name, value));
            metadata.addProperty(name, value);
        });
        refused.retryAfter().ifPresent(wait -> err.println("  retry after: %d s".formatted(wait.toSeconds())));
        err.flush();
        if (json) {
            var report = new Report()
                    .field("outcome", "refused")
                    .field("reason", refused.reasonName())
                    .field("message", refused.explanation())
                    .field("metadata", metadata);
            refused.retryAfter().ifPresent(wait -> report.field("retry_after_seconds", wait.toSeconds()));
            report.print(out, true);
        }
        return ExitCode.REFUSED;
    }

    private int say(String outcome, CallFailed failure, int exitCode) {
        var message = String.valueOf(failure.getMessage());
        err.println("%s: %s".formatted(outcome.replace('_', ' '), message));
        err.flush();
        if (json) {
            new Report().field("outcome", outcome).field("message", message).print(out, true);
        }
        return exitCode;
    }
}
