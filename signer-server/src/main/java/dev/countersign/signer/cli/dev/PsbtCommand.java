package dev.countersign.signer.cli.dev;

import static java.util.stream.Collectors.joining;

import dev.countersign.signer.address.bitcoin.Address;
import dev.countersign.signer.address.bitcoin.Network;
import dev.countersign.signer.address.bitcoin.script.OutputScript;
import dev.countersign.signer.bundle.BitcoinKey;
import dev.countersign.signer.bundle.KeyPolicy;
import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.bundle.PolicyLoader;
import dev.countersign.signer.decode.bitcoin.transaction.TxOutput;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "psbt",
        description = {
            "Makes a PSBT to try a policy with: it spends an output that never was.",
            "For development only: no network takes it, but a server decides on it as on any other, and charges it.",
            "What is neither paid nor fee returns to the key. Prints base64."
        },
        mixinStandardHelpOptions = true,
        usageHelpWidth = 110,
        footer = {
            "",
            "Example: countersign dev psbt --policy policy.yaml --key btc-hot --pay bcrt1q…=0.4 \\",
            "           | countersign sign bitcoin --key btc-hot --request-id try-1 --finalize --psbt -"
        })
final class PsbtCommand implements Callable<Integer> {

    private static final int DECIMALS = 8;
    private static final Pattern BITCOIN = Pattern.compile("[0-9]{1,8}(\\.[0-9]{1,8})?");

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Option(names = "--policy", required = true, paramLabel = "FILE", description = "policy.yaml, which has the key")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private Path policy;

    @Option(
            names = "--key",
            paramLabel = "ID",
            description = "whose output is spent; not needed where the policy has one Bitcoin key")
    private @Nullable String key;

    @Option(names = "--funds", paramLabel = "BTC", description = "what the output holds (default: ${DEFAULT-VALUE})")
    private String funds = "1";

    @Option(
            names = "--coin",
            paramLabel = "NAME",
            description = {
                "any name for the output: with the same name, key and funds it is the same one again",
                "(default: a new one each time)"
            })
    private @Nullable String coin;

    @Option(
            names = "--pay",
            paramLabel = "ADDRESS=BTC",
            description = "a payment, as many as there are; without any all returns to the key")
    private List<String> payments = new ArrayList<>();

    @Option(names = "--fee", paramLabel = "SAT", description = "in satoshis (default: ${DEFAULT-VALUE})")
    private long feeSat = 1000;

    @Override
    public Integer call() throws Exception {
        var signer = signer(new PolicyLoader().load(policy));
        var network = signer.bitcoin().map(BitcoinKey::network).orElseThrow();
        if (feeSat < 0) {
            throw usage("--fee: " + feeSat + "; expected whole satoshis, 0 or more");
        }
        var spend = new MadeUpSpend(
                coin == null ? UUID.randomUUID().toString() : coin,
                OutputScript.p2wpkh(signer.publicKey().encoded()),
                sat("--funds", funds),
                payments.stream().map(payment -> payment(network, payment)).toList(),
                feeSat);
        if (spend.changeSat().isEmpty()) {
            throw usage("--funds: '" + funds + "'; expected as much as the payments and the fee need");
        }
        var psbt = spend.psbt().encoded().toByteArray();
        spec.commandLine().getOut().println(Base64.getEncoder().encodeToString(psbt));
        return 0;
    }

    private KeyPolicy signer(PolicyBundle bundle) {
        var all = bundle.keys().stream()
                .filter(each -> each.bitcoin().isPresent())
                .toList();
        var named = all.stream()
                .filter(each -> key == null || each.id().value().equals(key))
                .toList();
        if (named.size() == 1) {
            return named.getFirst();
        }
        var ids = all.stream().map(each -> each.id().value()).sorted().collect(joining(", "));
        throw usage("--key: " + (key == null ? "missing" : "'" + key + "'")
                + "; expected one of the policy's Bitcoin keys: " + (ids.isEmpty() ? "it has none" : ids));
    }

    private TxOutput payment(Network network, String text) {
        var equals = text.lastIndexOf('=');
        if (equals < 0) {
            throw usage("--pay: '" + text + "'; expected ADDRESS=BTC");
        }
        var paidSat = sat("--pay", text.substring(equals + 1));
        try {
            return new TxOutput(
                    paidSat, Address.decode(network, text.substring(0, equals)).script());
        } catch (IllegalArgumentException e) {
            throw usage("--pay: '" + text + "'; expected an address of " + network + ": " + e.getMessage());
        }
    }

    private long sat(String option, String text) {
        if (!BITCOIN.matcher(text).matches()) {
            throw usage(option + ": '" + text + "'; expected an amount of BTC such as 0.4, with 8 decimals at most");
        }
        return new BigDecimal(text).movePointRight(DECIMALS).longValueExact();
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
