package dev.countersign.client.cli;

import static java.util.Objects.requireNonNull;

import dev.countersign.client.CallFailed;
import dev.countersign.client.ClientSettings;
import dev.countersign.client.cli.report.ExitCode;
import dev.countersign.client.cli.report.FailureReport;
import dev.countersign.client.cli.report.Report;
import dev.countersign.client.genuine.AnswerNotGenuine;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// What the commands share: where the server is, and how an answer and a failure are told. It does so itself, so that
/// the exit codes are the same under whatever command line it is mounted.
@Command(sortOptions = false, sortSynopsis = false, usageHelpWidth = 110)
public abstract class ConnectedCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    /// One conversation with the server.
    ///
    /// @return the exit code
    /// @throws IllegalArgumentException if an option's value cannot be meant
    protected abstract int converse(ClientSettings settings);

    @Override
    public final Integer call() {
        try {
            return converse(connection.settings());
        } catch (CallFailed failure) {
            return new FailureReport(out(), err(), json).print(failure);
        } catch (AnswerNotGenuine lie) {
            err().println("not genuine: %s; do not broadcast it".formatted(lie.getMessage()));
            return ExitCode.FAILED;
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(requireNonNull(spec).commandLine(), String.valueOf(wrong.getMessage()), wrong);
        }
    }

    protected final void print(Report report) {
        report.print(out(), json);
    }

    final boolean json() {
        return json;
    }

    final PrintWriter out() {
        return requireNonNull(spec).commandLine().getOut();
    }

    final PrintWriter err() {
        return requireNonNull(spec).commandLine().getErr();
    }
}
