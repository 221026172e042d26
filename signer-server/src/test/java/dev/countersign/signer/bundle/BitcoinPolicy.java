package dev.countersign.signer.bundle;

import dev.countersign.signer.address.bitcoin.Address;
import dev.countersign.signer.address.bitcoin.Network;
import dev.countersign.signer.address.bitcoin.script.Multisig;
import dev.countersign.signer.address.bitcoin.script.OutputScript;
import dev.countersign.signer.decode.bitcoin.psbt.SpendingPsbt;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.KeyId;
import java.util.List;

/// A policy with one Bitcoin key, that of private key 1, as a file would make it. Keys 2 and 3 stand for others.
public final class BitcoinPolicy {

    public static final Bytes KEY = SpendingPsbt.publicKey(1);
    public static final Bytes LAXER_KEY = SpendingPsbt.publicKey(2);

    /// Registered for [#KEY]: 2 of the keys 1 and 3.
    public static final Multisig VAULT = new Multisig(2, List.of(KEY, SpendingPsbt.publicKey(3)));

    /// Where the key may pay to, a destination of each form.
    public static final OutputScript EXCHANGE = OutputScript.p2wpkh(SpendingPsbt.publicKey(90));

    public static final OutputScript EXCHANGE_TAPROOT =
            new OutputScript.P2tr(SpendingPsbt.publicKey(91).slice(1, 33));

    /// Listed by the officers.
    public static final OutputScript CHANGE = OutputScript.p2pkh(SpendingPsbt.publicKey(92));

    /// As the file says it. The fee caps: 50,000 sat, 20%, 100 sat/vB; no more than 0.01 BTC a day.
    public static final String TEXT = """
            version: 1
            assets:
              BTC: { id: "%1$s/slip44:0", decimals: 8 }
            addresses:
              exchange: [ "%1$s:%5$s", "%1$s:%6$s" ]
            clients:
              hot-wallet: { id: "spiffe://firm.example/hot-wallet" }
            keys:
              btc-hot:
                chain: %1$s
                public_key: "%2$s"
                multisigs:
                  - { threshold: 2, public_keys: [ "%2$s", "%3$s" ] }
                change: [ "%1$s:%7$s" ]
                lock_time_max: 1000000
                rules:
                  - { id: pay, allow: [ transfer, consolidate ], clients: [ hot-wallet ], assets: [ BTC ], to: [ exchange ] }
                limits:
                  - { id: btc-day, asset: BTC, per: 24h, max: "0.01" }
                fees: { each: "0.0005 BTC", share: "20%%", rate: "100 sat/vB" }
              btc-lax:
                chain: %1$s
                public_key: "%4$s"
                rules: []
            """.formatted(
                    Network.MAINNET.chain(),
                    KEY.hex(),
                    SpendingPsbt.publicKey(3).hex(),
                    LAXER_KEY.hex(),
                    address(EXCHANGE),
                    address(EXCHANGE_TAPROOT),
                    address(CHANGE));

    private BitcoinPolicy() {}

    public static Grant grant() {
        try {
            return PolicyText.load(TEXT).grant(TestGrants.HOT_WALLET, new KeyId("btc-hot"));
        } catch (Exception e) {
            throw new AssertionError("the policy loads and grants", e);
        }
    }

    public static String address(OutputScript script) {
        return Address.encode(Network.MAINNET, script).orElseThrow();
    }
}
