package dev.countersign.client.cli.report;

import com.google.gson.JsonObject;
import dev.countersign.v1.Token;
import dev.countersign.v1.TokenLane;
import java.util.List;
import java.util.Locale;

/// Tokens as a table, a line for each lane of each.
public final class TokenReport {

    private static final String ROW = "%-32s  %-11s  %5s  %4s  %-11s  %4s  %4s  %4s  %7s";

    private TokenReport() {}

    /// All of a server's tokens.
    public static Report of(List<Token> tokens) {
        var report = new Report()
                .row(ROW.formatted("TOKEN", "STATE", "EPOCH", "KEYS", "LANE", "OPEN", "BUSY", "HUNG", "WAITING"));
        tokens.forEach(token -> describe(report, token));
        return report.field("tokens", Report.array(tokens, TokenReport::json));
    }

    /// One token.
    public static Report of(Token token) {
        return of(List.of(token));
    }

    private static void describe(Report report, Token token) {
        var label = token.getLabel();
        var state = state(token).replace('_', ' ');
        var epoch = Long.toUnsignedString(token.getEpoch());
        var keys = Integer.toString(token.getKeys());
        if (token.getLanesCount() == 0) {
            report.row(ROW.formatted(label, state, epoch, keys, "-", "-", "-", "-", "-"));
        }
        for (var lane : token.getLanesList()) {
            report.row(ROW.formatted(
                    label,
                    state,
                    epoch,
                    keys,
                    lane.getLane(),
                    lane.getOpen(),
                    lane.getBusy(),
                    lane.getHung(),
                    lane.getWaiting()));
        }
        if (!token.getDetail().isEmpty()) {
            report.row("  " + token.getDetail());
        }
    }

    private static JsonObject json(Token token) {
        var json = new JsonObject();
        json.addProperty("label", token.getLabel());
        json.addProperty("state", state(token));
        json.addProperty("detail", token.getDetail());
        json.addProperty("epoch", token.getEpoch());
        json.addProperty("keys", token.getKeys());
        json.add("lanes", Report.array(token.getLanesList(), TokenReport::json));
        return json;
    }

    private static JsonObject json(TokenLane lane) {
        var json = new JsonObject();
        json.addProperty("lane", lane.getLane());
        json.addProperty("open", lane.getOpen());
        json.addProperty("busy", lane.getBusy());
        json.addProperty("hung", lane.getHung());
        json.addProperty("waiting", lane.getWaiting());
        return json;
    }

    private static String state(Token token) {
        return token.getState().name().replaceFirst("^TOKEN_STATE_", "").toLowerCase(Locale.ROOT);
    }
}
