package dev.countersign.signer.cli;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// What a person reads when a command fails: `error: …`, one line, never a stack trace. Only our own refusals may have
/// more, one line for each problem of a file.
final class FailureLine {

    private FailureLine() {}

    static void print(PrintWriter err, Throwable failure) {
        err.println("error: " + describe(failure));
        err.flush();
    }

    /// Wrong usage: what, the command that was likely meant, and where to read on.
    static void print(CommandLine command, ParameterException wrong) {
        print(command.getErr(), wrong);
        UnmatchedArgumentException.printSuggestions(wrong, command.getErr());
        command.getErr().println("try: " + command.getCommandSpec().qualifiedName() + " --help");
        command.getErr().flush();
    }

    private static String describe(Throwable failure) {
        if (failure.getClass().getName().startsWith("dev.countersign.") || failure instanceof ParameterException) {
            return String.valueOf(failure.getMessage());
        }
        var cause = failure.getCause();
        if (failure instanceof UncheckedIOException && cause != null) {
            return describe(cause);
        }
        return oneLine(
                switch (failure) {
                    case IOException e when e.getClass() == IOException.class -> String.valueOf(e.getMessage());
                    case NoSuchFileException e -> "no file at " + e.getFile();
                    case AccessDeniedException e -> e.getFile() + " may not be used by this user";
                    case FileAlreadyExistsException e -> e.getFile() + " exists already; it is never overwritten";
                    case NotDirectoryException e -> e.getFile() + " is no folder";
                    case FileSystemException e -> String.valueOf(e.getMessage());
                    case FileNotFoundException e -> String.valueOf(e.getMessage());
                    default -> withCauses(failure);
                });
    }

    /// What is not one of our own refusals shows its kind, and what was behind it, so that it can be reported.
    private static String withCauses(Throwable failure) {
        var line = new StringBuilder(failure.toString());
        for (var cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (line.indexOf(String.valueOf(cause.getMessage())) < 0) {
                line.append("; because of ").append(cause);
            }
        }
        return line.toString();
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
