package dev.countersign.client.cli;

import dev.countersign.client.ethereum.Eip1559Fees;
import dev.countersign.client.ethereum.Withdrawal;
import dev.countersign.v1.Key;
import picocli.CommandLine.Option;

/// A payment, as people write it.
final class TransferOptions {

    @Option(
            names = "--asset",
            paramLabel = "SYMBOL",
            required = true,
            description = "One of the key's granted assets, for example USDC.")
    private String asset = "";

    @Option(
            names = "--amount",
            paramLabel = "COINS",
            required = true,
            description = "How much, for example 1250.50; exact, never rounded.")
    private String amount = "";

    @Option(
            names = "--to",
            paramLabel = "0x…",
            required = true,
            description = "The recipient; mixed case must fit its checksum.")
    private String to = "";

    @Option(names = "--nonce", paramLabel = "N", required = true, description = "The account's next nonce.")
    private long nonce;

    @Option(
            names = "--max-fee-gwei",
            paramLabel = "GWEI",
            required = true,
            description = "The most to pay for a unit of gas, for example 30.")
    private String maxFeeGwei = "";

    @Option(
            names = "--tip-gwei",
            paramLabel = "GWEI",
            required = true,
            description = "The part of it offered as a tip, for example 1.5.")
    private String tipGwei = "";

    @Option(
            names = "--gas",
            paramLabel = "N",
            required = true,
            description = "The gas limit: 21000 for a coin, about 65000 for a token.")
    private long gas;

    /// @throws IllegalArgumentException if a value cannot be meant
    Withdrawal withdrawal(Key key) {
        return Withdrawal.of(key, asset, amount, to, nonce, Eip1559Fees.ofGwei(maxFeeGwei, tipGwei, gas));
    }
}
