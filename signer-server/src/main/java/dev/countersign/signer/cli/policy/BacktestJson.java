package dev.countersign.signer.cli.policy;

import com.google.gson.stream.JsonWriter;
import dev.countersign.signer.audit.backtest.BacktestReport;
import dev.countersign.signer.audit.backtest.Changed;
import dev.countersign.signer.bundle.PolicyBundle;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Locale;

/// A back test for programs: one JSON object, written as the changes come.
final class BacktestJson {

    private final PrintWriter out;
    private final JsonWriter json;

    BacktestJson(PrintWriter out, PolicyBundle policy) throws IOException {
        this.out = out;
        json = new JsonWriter(out);
        json.beginObject();
        json.name("policy").value(policy.digest().hex());
        json.name("version").value(policy.version());
        json.name("changes").beginArray();
    }

    void add(Changed changed) {
        try {
            json.beginObject();
            json.name("change").value(word(changed.direction()));
            json.name("index").value(changed.index());
            json.name("at").value(changed.at().toString());
            json.name("client").value(changed.client());
            json.name("key").value(changed.key());
            json.name("request").value(changed.request());
            json.name("what").value(changed.what());
            json.name("reason").value(changed.reason());
            json.name("message").value(changed.refusal());
            json.name("by_name").value(changed.named());
            json.endObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Ends the object.
    void end(BacktestReport report) throws IOException {
        json.endArray();
        json.name("from").value(report.from().map(Instant::toString).orElse(""));
        json.name("until").value(report.until().map(Instant::toString).orElse(""));
        json.name("requests").value(report.requests());
        json.name("allowed_now").value(report.allowedNow());
        json.name("refused_now").value(report.refusedNow());
        json.name("allowed").value(report.allowed());
        json.name("refused").value(report.refused());
        json.name("repeats").value(report.repeats());
        json.name("judged_by_name").value(report.named());
        json.name("cannot_be_judged").beginObject();
        for (var why : report.unjudged().entrySet()) {
            json.name(word(why.getKey())).value(why.getValue());
        }
        json.endObject();
        json.endObject();
        json.flush();
        out.println();
    }

    private static String word(Enum<?> name) {
        return name.name().toLowerCase(Locale.ROOT);
    }
}
