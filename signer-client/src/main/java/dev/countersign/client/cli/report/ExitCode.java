package dev.countersign.client.cli.report;

/// What a command's end means to a script.
public final class ExitCode {

    public static final int DONE = 0;
    public static final int FAILED = 1;
    public static final int WRONG_USAGE = 2;
    public static final int REFUSED = 3;
    public static final int NOT_REACHED = 4;

    /// For the foot of each command's help.
    public static final String HELP =
            "Exit codes: 0 done; 2 wrong usage; 3 refused; 4 no answer (not reached, not trusted, too late), so repeat"
                    + " with the same request id; 1 anything else.";

    private ExitCode() {}
}
