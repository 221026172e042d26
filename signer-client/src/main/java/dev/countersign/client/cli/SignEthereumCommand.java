package dev.countersign.client.cli;

import dev.countersign.client.SigningClient;
import dev.countersign.client.cli.input.RequestOptions;
import dev.countersign.client.cli.input.UnsignedTransaction;
import dev.countersign.client.cli.report.ExitCode;
import dev.countersign.client.cli.report.Report;
import dev.countersign.client.cli.report.SignedReport;
import dev.countersign.client.ethereum.EthereumAddress;
import dev.countersign.client.ethereum.SignedTransactionCheck;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Signs an unsigned Ethereum transaction as it is.
@Command(
        name = "ethereum",
        description = "Sign an unsigned Ethereum transaction, and check the answer.",
        footer = {
            "",
            "Example:",
            "  ${COMMAND-FULL-NAME} --server signer.example:8443 --tls /etc/countersign/tls \\",
            "    --key eth-hot --request-id payout-77 --tx 0x02…",
            ExitCode.HELP
        })
final class SignEthereumCommand extends ClientCommand {

    @Mixin
    private final RequestOptions asked = new RequestOptions();

    @Option(
            names = "--tx",
            paramLabel = "0x…|-",
            required = true,
            description = "The unsigned transaction in hex; - reads standard input.")
    private String tx = "";

    @Option(
            names = "--signer",
            paramLabel = "0x…",
            description = "The account that must have signed. Default: the one that the service names for the key.")
    private @Nullable String signer;

    @Override
    int run(SigningClient client) {
        var pinned = signer == null ? null : EthereumAddress.parse(signer);
        var request = asked.toRequest()
                .setEthereumTransaction(UnsignedTransaction.read(tx, System.in))
                .build();
        var response = client.sign(request);
        var check = pinned == null
                ? SignedTransactionCheck.byKey(client.getKey(asked.key()))
                : SignedTransactionCheck.byAccount(pinned);
        var genuine = check.check(request, response);
        var report = new Report().line("request", asked.requestId()).line("signed", "with " + asked.key());
        print(SignedReport.complete(report, request, response, genuine));
        return ExitCode.DONE;
    }
}
