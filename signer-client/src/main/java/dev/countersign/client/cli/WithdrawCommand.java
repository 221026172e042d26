package dev.countersign.client.cli;

import dev.countersign.client.SigningClient;
import dev.countersign.client.cli.report.ExitCode;
import dev.countersign.client.cli.report.KnownAssets;
import dev.countersign.client.cli.report.Report;
import dev.countersign.client.cli.report.SignedReport;
import dev.countersign.client.ethereum.EthereumAddress;
import dev.countersign.client.ethereum.SignedTransactionCheck;
import dev.countersign.client.ethereum.Withdrawal;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Builds a transfer, says what is expected of it, and has it signed.
@Command(
        name = "withdraw",
        description = "Build a transfer of a granted asset, have it signed, and check the answer.",
        footer = {
            "",
            "Example:",
            "  ${COMMAND-FULL-NAME} --server signer.example:8443 --tls /etc/countersign/tls \\",
            "    --key eth-hot --asset USDC --amount 1250.50 --to 0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045 \\",
            "    --nonce 7 --max-fee-gwei 30 --tip-gwei 1.5 --gas 65000",
            ExitCode.HELP
        })
final class WithdrawCommand extends ClientCommand {

    @Option(names = "--key", paramLabel = "ID", required = true, description = "The key that pays.")
    private String key = "";

    @Mixin
    private TransferOptions transfer = new TransferOptions();

    @Option(
            names = "--request-id",
            paramLabel = "ID",
            description =
                    "Your name for this request; the same again for a repetition. Default: a new random one, printed"
                            + " before it is sent (with --json: on standard error).")
    private @Nullable String requestId;

    @Option(names = "--purpose", paramLabel = "TEXT", description = "Why, for the journal: up to 256 bytes.")
    private String purpose = "";

    @Option(
            names = "--signer",
            paramLabel = "0x…",
            description = "The account that must have signed. Default: the one that the service names for the key.")
    private @Nullable String signer;

    @Override
    int run(SigningClient client) {
        var id = announced(requestId == null ? "withdraw-" + UUID.randomUUID() : requestId);
        var pinned = signer == null ? null : EthereumAddress.parse(signer);
        var granted = client.getKey(key);
        var withdrawal = transfer.withdrawal(granted);
        var request = withdrawal.toRequest(id).toBuilder().setPurpose(purpose).build();
        var check = pinned == null ? SignedTransactionCheck.byKey(granted) : SignedTransactionCheck.byAccount(pinned);
        var response = client.sign(request);
        var genuine = check.check(request, response);
        var report = new Report().line("signed", describe(withdrawal));
        print(SignedReport.complete(report, request, response, genuine)
                .field(
                        "transfer",
                        KnownAssets.of(granted).json(withdrawal.asset().getAsset(), units(withdrawal)))
                .field("destination", withdrawal.to().checksummed()));
        return ExitCode.DONE;
    }

    /// Known before anything is sent, a lost answer can be asked for again.
    private String announced(String id) {
        var stream = json() ? err() : out();
        stream.println("%-12s %s".formatted("request", id));
        stream.flush();
        return id;
    }

    private static String describe(Withdrawal withdrawal) {
        var amount = KnownAssets.of(withdrawal.key()).show(withdrawal.asset().getAsset(), units(withdrawal));
        return "%s to %s".formatted(amount, withdrawal.to());
    }

    private static String units(Withdrawal withdrawal) {
        return withdrawal.units().toString();
    }
}
