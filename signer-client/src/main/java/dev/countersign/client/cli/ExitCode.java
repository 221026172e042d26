package dev.countersign.client.cli;

/// What a command's end means to a script.
final class ExitCode {

    static final int DONE = 0;
    static final int FAILED = 1;
    static final int WRONG_USAGE = 2;
    static final int REFUSED = 3;
    static final int NOT_REACHED = 4;

    /// For the foot of each command's help.
    static final String HELP =
            "Exit codes: 0 done; 2 wrong usage; 3 refused; 4 no answer (not reached, not trusted, too late), so repeat"
                    + " with the same request id; 1 anything else.";

    private ExitCode() {}
}
