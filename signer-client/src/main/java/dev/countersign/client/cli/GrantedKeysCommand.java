package dev.countersign.client.cli;

import com.google.gson.JsonObject;
import dev.countersign.client.SigningClient;
import dev.countersign.client.cli.report.ExitCode;
import dev.countersign.client.cli.report.Report;
import dev.countersign.v1.Asset;
import dev.countersign.v1.Key;
import java.util.HexFormat;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/// Lists what we may use.
@Command(
        name = "granted-keys",
        description = "List the keys that this client may use, with their accounts and assets.",
        footer = {
            "",
            "Example:",
            "  ${COMMAND-FULL-NAME} --server signer.example:8443 --tls /etc/countersign/tls",
            ExitCode.HELP
        })
final class GrantedKeysCommand extends ClientCommand {

    @Override
    int run(SigningClient client) {
        var keys = client.listKeys();
        var report = new Report();
        keys.forEach(key -> report.line(key.getKeyId(), show(key)));
        print(report.field("keys", Report.array(keys, GrantedKeysCommand::json)));
        return ExitCode.DONE;
    }

    private static String show(Key key) {
        var symbols = key.getAssetsList().stream().map(Asset::getSymbol).collect(Collectors.joining(", "));
        return "%s %s%s".formatted(key.getAccount(), symbols, key.getAvailable() ? "" : " (out of service)");
    }

    private static JsonObject json(Key key) {
        var json = new JsonObject();
        json.addProperty("key_id", key.getKeyId());
        json.addProperty("chain", key.getChain());
        json.addProperty("account", key.getAccount());
        json.addProperty(
                "public_key", HexFormat.of().formatHex(key.getPublicKey().toByteArray()));
        json.addProperty("available", key.getAvailable());
        json.add("assets", Report.array(key.getAssetsList(), GrantedKeysCommand::json));
        return json;
    }

    private static JsonObject json(Asset asset) {
        var json = new JsonObject();
        json.addProperty("symbol", asset.getSymbol());
        json.addProperty("asset", asset.getAsset());
        json.addProperty("decimals", asset.getDecimals());
        return json;
    }
}
