package dev.countersign.signer.audit.backtest;

import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.bundle.PolicyInvalid;
import dev.countersign.signer.bundle.PolicyText;
import dev.countersign.signer.ledger.PolicyStory;
import dev.countersign.signer.ledger.PolicyStory.Ask;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Chain;
import java.math.BigInteger;
import java.util.Locale;

/// Policies that differ in their limits, and what is asked of them.
final class BacktestPolicies {

    static final String WALLET = "spiffe://firm.example/wallet";
    static final String DESK = "spiffe://firm.example/desk";
    static final Account EXCHANGE = account("0x28C6c06298d514Db089934071355E5743bf21d60");
    static final Account VENUE = account("0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045");
    static final Account STRANGER = account("0x9999999999999999999999999999999999999999");

    private BacktestPolicies() {}

    /// Two keys, two clients; USDC has no decimals, so that a coin is a base unit, and ETH is bounded for nothing.
    ///
    /// @param limits of key hot, one a line
    static PolicyBundle policy(String limits) throws PolicyInvalid {
        return PolicyText.load(text(limits));
    }

    static String text(String limits) {
        return """
                version: 1
                assets:
                  ETH:  { id: "eip155:1/slip44:60", decimals: 0 }
                  USDC: { id: "eip155:1/erc20:0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48", decimals: 0 }
                addresses:
                  venues: [ "eip155:1:0x28C6c06298d514Db089934071355E5743bf21d60", "eip155:1:0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045" ]
                clients:
                  wallet: { id: "spiffe://firm.example/wallet" }
                  desk:   { id: "spiffe://firm.example/desk" }
                keys:
                  hot:
                    chain: eip155:1
                    public_key: "%s"
                    nonces: { ahead: 256 }
                    rules:
                      - { id: pay, allow: [ transfer, cancel ], clients: [ wallet, desk ], assets: [ USDC ], to: [ venues ], unlimited: true }
                    limits:
                %s
                  cold:
                    chain: eip155:1
                    public_key: "%s"
                    nonces: { ahead: 256 }
                    rules:
                      - { id: pay, allow: [ transfer, cancel ], clients: [ wallet, desk ], assets: [ USDC ], to: [ venues ], unlimited: true }
                """.formatted(PolicyText.KEY_1, limits.stripTrailing().indent(6).stripTrailing(), PolicyText.KEY_2);
    }

    /// At most so much USDC of key hot in any 24 h.
    static PolicyBundle perDay(long max) throws PolicyInvalid {
        return policy("- { id: day, asset: USDC, per: 24h, max: \"" + max + "\" }");
    }

    /// What the wallet asks of key hot, for 1 wei; the number in its name is its nonce.
    static Ask ask(int nonce, long units) {
        return new Ask(
                WALLET,
                "hot",
                "r-" + nonce,
                PolicyStory.USDC,
                BigInteger.valueOf(units),
                BigInteger.ONE,
                nonce,
                10,
                EXCHANGE);
    }

    static Account account(String address) {
        return new Account(new Chain("eip155:1"), address.toLowerCase(Locale.ROOT));
    }
}
