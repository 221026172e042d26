package dev.countersign.client.cli.report;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.countersign.v1.EvaluateResponse;
import dev.countersign.v1.Intent;
import dev.countersign.v1.Reason;
import dev.countersign.v1.Refusal;
import dev.countersign.v1.RuleOutcome;
import java.util.HexFormat;

/// A decision, explained.
public record DecisionReport(KnownAssets assets) {

    public Report of(EvaluateResponse decision) {
        var report = new Report().line("decision", decision.getAllowed() ? "would be signed" : "would be refused");
        decision.getRefusalsList().forEach(refusal -> report.line("refusal", show(refusal)));
        if (decision.hasIntent()) {
            describe(report, decision.getIntent());
        }
        decision.getRulesList().forEach(rule -> report.line("rule", show(rule)));
        decision.getChargesList()
                .forEach(charge -> report.line("charge", assets.show(charge.getAsset(), charge.getAmount())));
        decision.getLimitsList().forEach(limit -> report.line("limit", assets.show(limit)));
        var policy = HexFormat.of().formatHex(decision.getPolicyDigest().toByteArray());
        return fields(report.line("policy", policy), decision).field("policy_digest", policy);
    }

    private void describe(Report report, Intent intent) {
        if (intent.getMovementsCount() == 0) {
            report.line("does", intent.getKind());
        }
        intent.getMovementsList()
                .forEach(move -> report.line(
                        intent.getKind(), assets.show(move.getAsset(), move.getAmount()) + " to " + move.getTo()));
        var fee = intent.getFeeBound();
        report.line("fee", "at most " + assets.show(fee.getAsset(), fee.getAmount()));
        var digests = intent.getDigestsList().stream()
                .map(digest -> "0x" + HexFormat.of().formatHex(digest.toByteArray()))
                .toList();
        digests.forEach(digest -> report.line("digest", digest));
        report.field("kind", intent.getKind()).field("fee_bound", assets.json(fee));
        report.field("movements", Report.array(intent.getMovementsList(), move -> {
            var json = assets.json(move.getAsset(), move.getAmount());
            json.addProperty("from", move.getFrom());
            json.addProperty("to", move.getTo());
            return json;
        }));
        report.field("digests", Report.array(digests, JsonPrimitive::new));
    }

    private Report fields(Report report, EvaluateResponse decision) {
        return report.field("allowed", decision.getAllowed())
                .field("refusals", Report.array(decision.getRefusalsList(), DecisionReport::json))
                .field("rules", Report.array(decision.getRulesList(), DecisionReport::json))
                .field("charges", Report.array(decision.getChargesList(), assets::json))
                .field("limits", Report.array(decision.getLimitsList(), assets::json));
    }

    private static String show(Refusal refusal) {
        return name(refusal.getReason()) + ": " + refusal.getMessage();
    }

    private static String show(RuleOutcome rule) {
        var words = rule.getExplanation();
        var matched = rule.getMatched() ? (words.isEmpty() ? "matched" : "matched, " + words) : words;
        return rule.getRuleId() + ": " + matched;
    }

    private static JsonObject json(Refusal refusal) {
        var json = new JsonObject();
        json.addProperty("reason", name(refusal.getReason()));
        json.addProperty("message", refusal.getMessage());
        return json;
    }

    private static JsonObject json(RuleOutcome rule) {
        var json = new JsonObject();
        json.addProperty("rule_id", rule.getRuleId());
        json.addProperty("matched", rule.getMatched());
        json.addProperty("explanation", rule.getExplanation());
        return json;
    }

    private static String name(Reason reason) {
        return reason.name().replaceFirst("^REASON_", "");
    }
}
