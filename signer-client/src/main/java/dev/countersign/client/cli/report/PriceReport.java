package dev.countersign.client.cli.report;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.countersign.v1.Price;
import dev.countersign.v1.PriceStanding;
import dev.countersign.v1.PriceTable;

/// The price table that was taken in last, what it says, and why it is of no use if it is not.
public final class PriceReport {

    private PriceReport() {}

    public static Report of(PriceStanding standing) {
        var report = new Report();
        if (standing.hasNewest()) {
            report.row(line(standing.getNewest()));
            report.field("newest", json(standing.getNewest()));
        }
        for (var price : standing.getPricesList()) {
            report.line("price", "%s %s %s".formatted(price.getAsset(), price.getPrice(), standing.getCurrency()));
        }
        if (standing.hasUntil()) {
            var until = Timestamps.show(standing.getUntil());
            report.line("until", until).field("until", until);
        }
        if (standing.hasNextFrom()) {
            var from = Timestamps.show(standing.getNextFrom());
            report.line("next from", from).field("next_from", from);
        }
        if (!standing.getUnusable().isEmpty()) {
            report.line("unusable", standing.getUnusable());
        }
        return report.field("unusable", standing.getUnusable())
                .field("at", Timestamps.show(standing.getAt()))
                .field("currency", standing.getCurrency())
                .field("currency_decimals", standing.getCurrencyDecimals())
                .field("prices", Report.array(standing.getPricesList(), PriceReport::json));
    }

    private static String line(PriceTable table) {
        return "%-12s version %d  %s  signed by %s, taken in at %s"
                .formatted(
                        "table",
                        table.getVersion(),
                        table.getDigest(),
                        String.join(", ", table.getSignersList()),
                        Timestamps.show(table.getTakenIn()));
    }

    private static JsonObject json(PriceTable table) {
        var object = new JsonObject();
        object.addProperty("version", table.getVersion());
        object.addProperty("digest", table.getDigest());
        object.add("signers", Report.array(table.getSignersList(), JsonPrimitive::new));
        object.addProperty("taken_in", Timestamps.show(table.getTakenIn()));
        return object;
    }

    private static JsonObject json(Price price) {
        var object = new JsonObject();
        object.addProperty("asset", price.getAsset());
        object.addProperty("price", price.getPrice());
        return object;
    }
}
