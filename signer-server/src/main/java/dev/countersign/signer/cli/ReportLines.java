package dev.countersign.signer.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.countersign.signer.audit.Report;
import java.io.PrintWriter;

/// What a verification found, for a person or as one JSON object.
final class ReportLines {

    private ReportLines() {}

    /// @param what was verified
    static void print(PrintWriter out, String what, Report report) {
        out.printf(
                "%d entries, %d signatures, %d refusals, %d checkpoints%nroot %s%n",
                report.head().size(),
                report.signatures(),
                report.refusals(),
                report.checkpoints(),
                report.head().root());
        report.problems().forEach(problem -> out.println("does not fit: " + problem));
        out.println(what + (report.ok() ? " verified" : " NOT verified"));
    }

    static void printJson(PrintWriter out, Report report) {
        var problems = new JsonArray();
        report.problems().forEach(problem -> problems.add(problem.toString()));
        var object = new JsonObject();
        object.addProperty("ok", report.ok());
        object.addProperty("entries", report.head().size());
        object.addProperty("root", report.head().root().hex());
        object.addProperty("signatures", report.signatures());
        object.addProperty("refusals", report.refusals());
        object.addProperty("checkpoints", report.checkpoints());
        object.add("problems", problems);
        out.println(object);
    }
}
