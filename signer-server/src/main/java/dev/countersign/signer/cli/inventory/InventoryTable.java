package dev.countersign.signer.cli.inventory;

import static java.util.stream.Collectors.joining;

import dev.countersign.signer.hsm.pkcs11.inventory.InventoryReport;
import dev.countersign.signer.hsm.pkcs11.token.CustodyAttribute;
import dev.countersign.signer.hsm.pkcs11.token.KeyRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// An inventory for people.
public final class InventoryTable {

    private static final String HEADER = "kind,CKA_ID,label,custody,usages,driver,certificate,pinned,disabled,verdict";

    private static final String LEGEND = """
            custody: T token  P private  L local  S sensitive  A always sensitive  E extractable  N never extractable
                     M modifiable  C copyable  U always authenticate  - false  ? not told by the token
            """;

    private final StringBuilder text = new StringBuilder();

    private InventoryTable() {}

    public static String of(InventoryReport report) {
        var table = new InventoryTable();
        report.tokens().forEach(table::token);
        table.text.append(LEGEND);
        if (!report.findings().isEmpty()) {
            table.text.append("\nfindings\n");
            report.findings().forEach(finding -> table.line("  ", finding));
        }
        if (!report.missing().isEmpty()) {
            table.text.append("\nin no token\n");
            report.missing()
                    .forEach(key -> table.line(
                            "  ",
                            key.name() + "  " + kind(key.key().kind()) + "  "
                                    + key.key().hex()));
        }
        return table.text.toString();
    }

    private void token(InventoryReport.Token token) {
        line("", "token '" + token.label() + "'");
        line("  module    ", token.module().toString());
        token.description().ifPresent(described -> {
            line("  library   ", described.library());
            line(
                    "  hardware  ",
                    "%s %s, serial number %s, firmware %s"
                            .formatted(
                                    described.manufacturer(),
                                    described.model(),
                                    described.serialNumber(),
                                    described.firmware()));
            line("  flags     ", String.join(", ", described.flags()));
        });
        token.failure().ifPresent(why -> line("  NOT READ  ", why));
        token.notes().forEach(note -> line("  note      ", note));
        text.append('\n');
        if (token.failure().isEmpty()) {
            keys(token.keys());
        }
    }

    private void keys(List<InventoryReport.Key> keys) {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of(HEADER.split(",", -1)));
        keys.forEach(key -> rows.add(cells(key)));
        var widths = new int[rows.getFirst().size()];
        rows.forEach(row ->
                Arrays.setAll(widths, i -> Math.max(widths[i], row.get(i).length())));
        for (var i = 0; i < rows.size(); i++) {
            var row = new StringBuilder("  ");
            for (var column = 0; column < widths.length; column++) {
                row.append(rows.get(i).get(column))
                        .repeat(
                                ' ',
                                widths[column] + 2 - rows.get(i).get(column).length());
            }
            line("", row.toString().stripTrailing());
            if (i > 0) {
                keys.get(i - 1).faults().forEach(fault -> line("      ! ", fault));
            }
        }
        text.append('\n');
    }

    private static List<String> cells(InventoryReport.Key key) {
        var row = key.row();
        return List.of(
                key.kind().map(InventoryTable::kind).orElse(row.type()),
                row.id().hex().isEmpty() ? "-" : row.id().hex(),
                row.label().isEmpty() ? "-" : row.label(),
                custody(row),
                usages(row),
                key.driver()
                        .map(driver -> driver.name().toLowerCase(Locale.ROOT))
                        .orElse("-"),
                row.certificate().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                key.pinned().map(pinned -> pinned.name()).orElse("-"),
                row.disabledFrom().map(Disabling::text).orElse("-"),
                key.verdict().name().toLowerCase(Locale.ROOT));
    }

    private static String custody(KeyRow row) {
        return Arrays.stream(CustodyAttribute.values())
                .filter(attribute -> !attribute.usage())
                .map(attribute -> {
                    var value = row.custody().told().get(attribute);
                    return value == null ? "?" : value ? letter(attribute) : "-";
                })
                .collect(joining());
    }

    private static String letter(CustodyAttribute attribute) {
        return attribute == CustodyAttribute.ALWAYS_AUTHENTICATE
                ? "U"
                : attribute.name().substring(0, 1);
    }

    private static String usages(KeyRow row) {
        var usages = Arrays.stream(CustodyAttribute.values())
                .filter(attribute -> attribute.usage() && row.custody().told().getOrDefault(attribute, false))
                .map(attribute -> attribute.name().toLowerCase(Locale.ROOT))
                .collect(joining(" "));
        return usages.isEmpty() ? "-" : usages;
    }

    private static String kind(Enum<?> kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private void line(String start, String rest) {
        text.append(start).append(printable(rest)).append('\n');
    }

    /// A label is whatever somebody wrote into the token: it must not steer the reader's terminal.
    private static String printable(String told) {
        return told.replaceAll("\\p{Cntrl}", "\uFFFD");
    }
}
