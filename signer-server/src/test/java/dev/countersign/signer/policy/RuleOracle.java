package dev.countersign.signer.policy;

import dev.countersign.signer.decode.Action;
import dev.countersign.signer.decode.Deed;
import dev.countersign.signer.decode.Effect;
import dev.countersign.signer.decode.Movement;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Asset;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// Rules that allow, rules that deny and hours as a naive reader understands them: words and hours of a week in UTC.
final class RuleOracle {

    private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");
    private static final Map<String, Asset> ASSETS = Map.of("ETH", Transactions.ETH, "USDC", Transactions.USDC);

    private RuleOracle() {}

    /// Hours of the oracle, in UTC: on `day` and the `more` days that follow.
    record Span(int day, int more, int from, int until) {

        boolean contains(int hourOfWeek) {
            var length = until > from ? until - from : until + 24 - from;
            return IntStream.rangeClosed(day, day + more).anyMatch(begin -> {
                var since = Math.floorMod(hourOfWeek - (begin % 7) * 24 - from, 7 * 24);
                return since < length;
            });
        }

        String yaml() {
            var days = more == 0 ? DAYS.get(day) : DAYS.get(day) + "-" + DAYS.get((day + more) % 7);
            return ", hours: { zone: UTC, days: %s, from: \"%02d:00\", until: \"%02d:00\" }"
                    .formatted(days, from, until);
        }
    }

    /// A rule of the oracle: words only. In one that denies an empty list is left out.
    record Line(
            boolean denies,
            List<String> permissions,
            List<String> clients,
            List<String> assets,
            List<String> to,
            Optional<Span> hours) {

        boolean matches(Ask ask, Act act) {
            return permissions.contains(act.permission())
                    && (clients.contains(ask.client()) || leftOut(clients))
                    && (act.permission().equals("cancel")
                            || ((assets.contains(act.asset()) || leftOut(assets))
                                    && (to.contains(act.to()) || leftOut(to))))
                    && hours.map(span -> span.contains(ask.hourOfWeek())).orElse(true);
        }

        private boolean leftOut(List<String> condition) {
            return denies && condition.isEmpty();
        }

        Line during(Span span) {
            return new Line(denies, permissions, clients, assets, to, Optional.of(span));
        }

        String yaml(int index) {
            var people = to.stream()
                    .map(person -> "'eip155:1:0x" + person.repeat(40) + "'")
                    .toList();
            return "      - { id: r" + index + (denies ? "" : ", unlimited: true")
                    + (denies ? ", deny: " : ", allow: ") + permissions
                    + field("clients", clients) + field("assets", assets) + field("to", people)
                    + hours.map(Span::yaml).orElse("") + " }\n";
        }

        private static String field(String name, List<String> items) {
            return items.isEmpty() ? "" : ", " + name + ": " + items;
        }
    }

    /// One thing that is asked for; asset and recipient are empty for a cancellation.
    record Act(String permission, String asset, String to) {

        Effect effect() {
            if (permission.equals("cancel")) {
                return new Deed(Action.CANCEL);
            }
            var action = permission.equals("approve") ? Action.APPROVE : Action.TRANSFER;
            var asset = ASSETS.getOrDefault(this.asset, Transactions.ETH);
            return new Movement(
                    action,
                    new Amount(asset, BigInteger.TWO),
                    Transactions.OWN,
                    Transactions.account("0x" + to.repeat(40)));
        }
    }

    record Ask(String client, int hourOfWeek, List<Act> acts) {

        boolean isAllowedBy(List<Line> lines) {
            return acts.stream()
                    .allMatch(act -> lines.stream().anyMatch(line -> !line.denies() && line.matches(this, act))
                            && lines.stream().noneMatch(line -> line.denies() && line.matches(this, act)));
        }
    }
}
