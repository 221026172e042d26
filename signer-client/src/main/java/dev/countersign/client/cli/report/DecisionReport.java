package dev.countersign.client.cli.report;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.countersign.v1.EvaluateResponse;
import dev.countersign.v1.Intent;
import dev.countersign.v1.Reason;
import dev.countersign.v1.Refusal;
import dev.countersign.v1.RuleOutcome;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;

/// A decision, explained.
public record DecisionReport(KnownAssets assets) {

    /// For people a tree: what would be decided and why, what it does, every rule and what it said, what would be
    /// charged,
    /// and what is left of the limits.
    public Report of(EvaluateResponse decision) {
        var policy = HexFormat.of().formatHex(decision.getPolicyDigest().toByteArray());
        var report = new Report();
        new Tree(decision.getAllowed() ? "would be signed" : "would be refused")
                .branch("because", texts(decision.getRefusalsList(), DecisionReport::show))
                .branch("does: " + decision.getIntent().getKind(), does(decision))
                .branch("rules", texts(decision.getRulesList(), DecisionReport::show))
                .branch(
                        "charges",
                        texts(decision.getChargesList(), charge -> assets.show(charge.getAsset(), charge.getAmount())))
                .branch("limits", texts(decision.getLimitsList(), assets::show))
                .branch("policy", List.of(policy))
                .lines()
                .forEach(report::row);
        if (decision.hasIntent()) {
            fields(report, decision.getIntent());
        }
        return fields(report, decision).field("policy_digest", policy);
    }

    private List<String> does(EvaluateResponse decision) {
        if (!decision.hasIntent()) {
            return List.of();
        }
        var intent = decision.getIntent();
        var does = new ArrayList<String>();
        intent.getMovementsList()
                .forEach(move -> does.add(assets.show(move.getAsset(), move.getAmount()) + " to " + move.getTo()));
        var fee = intent.getFeeBound();
        does.add("fee at most " + assets.show(fee.getAsset(), fee.getAmount()));
        digests(intent).forEach(digest -> does.add("signs " + digest));
        return does;
    }

    private static List<String> digests(Intent intent) {
        return texts(intent.getDigestsList(), digest -> "0x" + HexFormat.of().formatHex(digest.toByteArray()));
    }

    private static <T> List<String> texts(List<T> items, Function<T, String> text) {
        return items.stream().map(text).toList();
    }

    private void fields(Report report, Intent intent) {
        report.field("kind", intent.getKind()).field("fee_bound", assets.json(intent.getFeeBound()));
        report.field("movements", Report.array(intent.getMovementsList(), move -> {
            var json = assets.json(move.getAsset(), move.getAmount());
            json.addProperty("from", move.getFrom());
            json.addProperty("to", move.getTo());
            return json;
        }));
        report.field("digests", Report.array(digests(intent), JsonPrimitive::new));
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
        var matched = words.isEmpty() ? "matched" : "matched, " + words;
        return (rule.getMatched() ? "yes  " : "no   ") + rule.getRuleId() + ": "
                + (rule.getMatched() ? matched : words);
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
