package dev.countersign.client.cli.report;

import com.google.gson.JsonObject;
import dev.countersign.v1.Lever;
import java.util.List;
import java.util.Locale;

/// What operators stopped or slowed down, two lines each.
public final class LeverReport {

    private LeverReport() {}

    /// Everything that is in force.
    public static Report of(List<Lever> levers) {
        var report = new Report();
        if (levers.isEmpty()) {
            report.row("nothing is frozen, revoked or braked");
        }
        levers.forEach(lever -> describe(report, lever));
        return report.field("levers", Report.array(levers, LeverReport::json));
    }

    /// What was just pulled.
    ///
    /// @param known the policy that decides has what is stopped
    public static Report of(Lever lever, boolean known) {
        var report = of(List.of(lever)).field("known", known);
        if (!known) {
            report.row(
                    "  the policy that decides has no such " + lever.getScope() + ": look again whether it is the one");
        }
        return report;
    }

    private static void describe(Report report, Lever lever) {
        report.row("entry %-6d  %s".formatted(lever.getJournalIndex(), lever.getText()));
        report.row("  since %s by %s: %s"
                .formatted(Timestamps.show(lever.getSince()), lever.getOperator(), lever.getReason()));
    }

    private static JsonObject json(Lever lever) {
        var json = new JsonObject();
        json.addProperty("journal_index", lever.getJournalIndex());
        json.addProperty(
                "kind", lever.getKind().name().replaceFirst("^LEVER_KIND_", "").toLowerCase(Locale.ROOT));
        json.addProperty("text", lever.getText());
        json.addProperty("scope", lever.getScope());
        json.addProperty("target", lever.getTarget());
        json.addProperty("operator", lever.getOperator());
        json.addProperty("reason", lever.getReason());
        json.addProperty("since", Timestamps.show(lever.getSince()));
        if (lever.hasUntil()) {
            json.addProperty("percent", lever.getPercent());
            json.addProperty("until", Timestamps.show(lever.getUntil()));
        }
        return json;
    }
}
