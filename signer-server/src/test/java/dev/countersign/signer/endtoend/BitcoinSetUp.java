package dev.countersign.signer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.countersign.signer.address.bitcoin.Address;
import dev.countersign.signer.address.bitcoin.Network;
import dev.countersign.signer.address.bitcoin.script.OutputScript;
import dev.countersign.signer.decode.bitcoin.psbt.SpendingPsbt;
import dev.countersign.signer.model.Bytes;
import dev.countersign.v1.BitcoinPsbt;
import dev.countersign.v1.SignRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Bitcoin keys in a development set-up, and requests for their signatures.
public final class BitcoinSetUp {

    static final Network NETWORK = Network.REGTEST;

    /// Whom the policy lets them pay.
    public static final OutputScript EXCHANGE = OutputScript.p2wpkh(SpendingPsbt.publicKey(90));

    private static final Pattern PUBLIC_KEY = Pattern.compile("public_key: \"([0-9a-f]{66})\"");

    private BitcoinSetUp() {}

    /// Makes a key in the set-up's token.
    ///
    /// @return its public key, compressed
    public static Bytes create(Path folder, String id) throws Exception {
        var configuration = folder.resolve("server.yaml").toString();
        var chain = NETWORK.chain().caip2();
        var made = ServerProcess.run("keys", "create", "--config", configuration, "--id", id, "--chain", chain);
        var printed = PUBLIC_KEY.matcher(made.output());
        assertThat(printed.find()).as(made.output()).isTrue();
        return Bytes.fromHex(printed.group(1));
    }

    /// Lets the keys pay [#EXCHANGE]; of two or more any two are a registered multisig, in the order of their ids.
    ///
    /// @param bitcoinADay each key's limit
    public static void allow(Path folder, Map<String, Bytes> keys, String bitcoinADay) throws Exception {
        var file = folder.resolve("policy.yaml");
        var policy = new StringBuilder(Files.readString(file)
                .replace("assets:\n", "assets:\n  BTC: { id: \"" + NETWORK.chain() + "/slip44:1\", decimals: 8 }\n"));
        var multisigs = keys.size() < 2
                ? ""
                : new TreeMap<>(keys)
                        .values().stream()
                                .map(key -> "\"" + key.hex() + "\"")
                                .collect(Collectors.joining(
                                        ", ", "    multisigs: [ { threshold: 2, public_keys: [ ", " ] } ]\n"));
        keys.forEach((id, publicKey) -> policy.append(key(id, publicKey, multisigs, bitcoinADay)));
        Files.writeString(file, policy);
    }

    public static SignRequest request(String requestId, String keyId, Bytes psbt, boolean finalize) {
        return SignRequest.newBuilder()
                .setRequestId(requestId)
                .setKeyId(keyId)
                .setBitcoinPsbt(BitcoinPsbt.newBuilder()
                        .setPsbt(ByteString.copyFrom(psbt.toByteArray()))
                        .setFinalize(finalize))
                .build();
    }

    private static String key(String id, Bytes publicKey, String multisigs, String bitcoinADay) {
        return """
                  %s:
                    chain: %s
                    public_key: "%s"
                %s    rules:
                      - { id: pay, allow: [ transfer ], clients: [ hot-wallet ], assets: [ BTC ], to: [ "%s:%s" ] }
                    limits: [ { id: btc-day, asset: BTC, per: 24h, max: "%s" } ]
                    fees: { each: "0.0005 BTC", share: "20%%", rate: "400 sat/vB" }
                """.formatted(
                        id,
                        NETWORK.chain(),
                        publicKey.hex(),
                        multisigs,
                        NETWORK.chain(),
                        Address.encode(NETWORK, EXCHANGE).orElseThrow(),
                        bitcoinADay);
    }
}
