package dev.countersign.client.cli.report;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.countersign.v1.Policy;
import dev.countersign.v1.PolicyStanding;

/// The policy that decides and the one that waits, a line each.
public final class PolicyReport {

    private PolicyReport() {}

    public static Report of(PolicyStanding standing) {
        var report = new Report().row(line("active", "since", standing.getActive()));
        report.field("active", json(standing.getActive()));
        if (standing.hasWaiting()) {
            report.row(line("waiting", "decides from", standing.getWaiting()));
            report.field("waiting", json(standing.getWaiting()));
        }
        return report;
    }

    private static String line(String state, String since, Policy policy) {
        return "%-7s  version %d  %s  %s"
                .formatted(
                        state,
                        policy.getVersion(),
                        policy.getDigest(),
                        policy.getOfficersCount() == 0
                                ? "no officers: whoever can write the file decides"
                                : "signed by " + String.join(", ", policy.getOfficersList()) + ", " + since + " "
                                        + Timestamps.show(policy.getEffective()));
    }

    private static JsonObject json(Policy policy) {
        var object = new JsonObject();
        object.addProperty("version", policy.getVersion());
        object.addProperty("digest", policy.getDigest());
        object.add("officers", Report.array(policy.getOfficersList(), JsonPrimitive::new));
        if (policy.hasEffective()) {
            object.addProperty("effective", Timestamps.show(policy.getEffective()));
        }
        return object;
    }
}
