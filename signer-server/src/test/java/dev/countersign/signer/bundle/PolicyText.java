package dev.countersign.signer.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.signer.model.Bytes;

/// The text of policies for tests. Public keys are those of the secp256k1 private keys 1 and 2.
public final class PolicyText {

    public static final String KEY_1 = "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";
    public static final String KEY_2 = "02c6047f9441ed7d6d3045406e95c07cd85c778e4b8cef3ca7abac09b95c709ee5";

    /// Every field that the language has.
    public static final String FULL = """
            version: 7 # of 2026-11-21, für die Börse
            assets:
              ETH:  { id: "eip155:1/slip44:60", decimals: 18 }
              USDC: { id: "eip155:1/erc20:0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48", decimals: 6 }
              POL:  { id: "eip155:137/slip44:60", decimals: 18 }
            addresses:
              exchange-deposit:
                - "eip155:1:0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045"
                - "eip155:1:0x1111111111111111111111111111111111111111"
                - "eip155:137:0x2222222222222222222222222222222222222222"
              unused: [ "eip155:10:0x3333333333333333333333333333333333333333" ]
            clients:
              hot-wallet: { id: "spiffe://firm.example/hot-wallet" }
              treasury:   { id: "spiffe://firm.example/treasury", from: [ "10.20.0.0/16", "2001:db8:7::/48" ] }
            keys:
              eth-hot:
                chain: eip155:1
                public_key: "%s"
                rules:
                  - id: exchange-top-up
                    allow: [ transfer ]
                    clients: [ hot-wallet ]
                    assets: [ ETH, USDC ]
                    to: [ exchange-deposit, "eip155:1:0x4444444444444444444444444444444444444444" ]
                  - id: free-a-nonce
                    allow: [ cancel ]
                    clients: [ hot-wallet, treasury ]
                limits:
                  - { id: usdc-each, asset: USDC, per: transaction, max: "250000" }
                  - { id: usdc-day,  asset: USDC, per: 24h, max: "1000000.5" }
                  - { id: eth-day,   asset: ETH,  per: 1d, max: 40, scope: key }
                  - { id: eth-hour,  asset: ETH,  per: 1h, max: "4", scope: client }
                  - { id: eth-week,  asset: ETH,  per: 7d, max: "100", scope: client-all }
                fees: { each: "0.05 ETH", per: 24h, max: "2 ETH" }
              pol-hot:
                chain: eip155:137
                public_key: "%s"
                rules:
                  - { id: all-in, allow: [ transfer, cancel ], clients: [ treasury ], assets: [ POL ], to: [ exchange-deposit ], unlimited: true }
            """.formatted(KEY_1, KEY_2);

    private PolicyText() {}

    public static PolicyBundle load(String text) throws PolicyInvalid {
        return new PolicyLoader().parse("policy.yaml", Bytes.of(text.getBytes(UTF_8)));
    }
}
