package dev.countersign.signer.decode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.countersign.signer.bundle.BitcoinPolicy;
import dev.countersign.signer.bundle.KeyPolicy;
import dev.countersign.signer.bundle.PolicyText;
import dev.countersign.signer.bundle.TypedPolicy;
import dev.countersign.signer.decode.bitcoin.psbt.SpendingPsbt;
import dev.countersign.signer.decode.ethereum.typed.TypedJson;
import dev.countersign.signer.endtoend.attack.EthereumCalls;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.SigningRequest.BitcoinPsbt;
import dev.countersign.signer.model.SigningRequest.EthereumTransaction;
import dev.countersign.signer.model.SigningRequest.EthereumTypedData;
import dev.countersign.signer.model.SigningRequest.Payload;
import java.util.Collections;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What costs a decoder most, as far as we know: the largest payloads that each of its bounds lets through, and those
/// just beyond.
public enum HostilePayload {
    /// 1 MiB of calldata.
    CALLDATA {
        @Override
        Payload make() {
            return new EthereumTransaction(
                    EthereumCalls.transaction("POOL", "0xdeadbeef" + "00".repeat((1 << 20) - 4)));
        }
    },
    /// Lists within lists, as deep as 128 KiB hold.
    RLP_DEPTH {
        @Override
        Payload make() {
            var bytes = new byte[128 * 1024];
            bytes[0] = 2;
            for (var i = 1; i + 3 < bytes.length; i += 4) { // a list of as many bytes as are left
                var left = bytes.length - i - 4;
                bytes[i] = (byte) 0xfa;
                bytes[i + 1] = (byte) (left >> 16);
                bytes[i + 2] = (byte) (left >> 8);
                bytes[i + 3] = (byte) left;
            }
            return new EthereumTransaction(Bytes.of(bytes));
        }
    },
    /// 128 KiB of empty lists.
    RLP_WIDTH {
        @Override
        Payload make() {
            return new EthereumTransaction(Bytes.fromHex("02fa01fffa" + "c0".repeat(0x1fffa)));
        }
    },
    /// A number for each word of a call that the policy pins, 120 KiB.
    ABI_ARRAY {
        @Override
        Payload make() {
            var numbers = Collections.nCopies(3_800, "1").stream().collect(Collectors.joining(",", "[", "]"));
            return new EthereumTransaction(EthereumCalls.transaction(
                    "POOL", EthereumCalls.data("claim(uint256[],bytes) " + numbers + " 0x00")));
        }
    },
    /// 64 calls, each of them understood.
    MULTICALL {
        @Override
        Payload make() {
            var calls = Collections.nCopies(64, "USDC transferFrom(address,address,uint256) OWN EXCHANGE 5");
            return new EthereumTransaction(
                    EthereumCalls.transaction("MULTICALL3", EthereumCalls.data("batch: " + String.join("; ", calls))));
        }
    },
    /// Arrays within arrays, 64 KiB.
    JSON_DEPTH {
        @Override
        Payload make() {
            return json("[".repeat(64 * 1024));
        }
    },
    /// Four thousand values, of a type that the policy registers.
    JSON_VALUES {
        @Override
        Payload make() {
            var tags =
                    IntStream.range(0, 4_000).mapToObj(i -> "\"" + i + "\"").collect(Collectors.joining(",", "[", "]"));
            return json(TypedJson.order().message("tags", tags).text());
        }
    },
    /// 64 KiB of escapes.
    JSON_ESCAPES {
        @Override
        Payload make() {
            return json("{\"types\":\"" + "\\u0061".repeat(10_900) + "\"}");
        }
    },
    /// A Safe's batch of 64 calls.
    MULTI_SEND {
        @Override
        Payload make() {
            var calls = Collections.nCopies(64, "USDC transfer(address,uint256) EXCHANGE 5");
            return json(TypedJson.safeTransaction(
                            EthereumCalls.address("SAFE"),
                            EthereumCalls.address("MULTISEND"),
                            "0",
                            1,
                            EthereumCalls.data("multisend: " + String.join("; ", calls)))
                    .text());
        }
    },
    /// As many outputs as a standard transaction has room for.
    PSBT_OUTPUTS {
        @Override
        Payload make() {
            var psbt = new SpendingPsbt().p2wpkh(BitcoinPolicy.KEY, 1);
            for (var i = 0; i < 3_100; i++) {
                psbt.pay(BitcoinPolicy.EXCHANGE, 1_000 + i);
            }
            return new BitcoinPsbt(psbt.bytes(), false);
        }
    },
    /// The old sighash hashes the whole transaction for each input.
    PSBT_LEGACY {
        @Override
        Payload make() {
            var psbt = new SpendingPsbt();
            for (var i = 0; i < 200; i++) {
                psbt.p2pkh(BitcoinPolicy.KEY, i);
            }
            for (var i = 0; i < 2_000; i++) {
                psbt.pay(BitcoinPolicy.EXCHANGE, 1_000 + i);
            }
            return new BitcoinPsbt(psbt.bytes(), false);
        }
    },
    /// As many inputs of the key as are signed for.
    PSBT_INPUTS {
        @Override
        Payload make() {
            var psbt = new SpendingPsbt();
            for (var i = 0; i < 256; i++) {
                psbt.p2wpkh(BitcoinPolicy.KEY, i);
            }
            return new BitcoinPsbt(psbt.pay(BitcoinPolicy.EXCHANGE, 95_000).bytes(), true);
        }
    },
    /// Fields of one byte, 1 MiB of them.
    PSBT_FIELDS {
        @Override
        Payload make() {
            return new BitcoinPsbt(Bytes.fromHex("70736274ff" + "01fb00".repeat(349_000)), false);
        }
    };

    /// The payload; one that is refused for its form alone is as good as one that is understood.
    abstract Payload make();

    /// A key whose policy has it decoded as far as it goes.
    KeyPolicy key() {
        return switch (this) {
            case CALLDATA, RLP_DEPTH, RLP_WIDTH, ABI_ARRAY, MULTICALL, MULTI_SEND -> ofCalls();
            case JSON_DEPTH, JSON_VALUES, JSON_ESCAPES -> TypedPolicy.hot();
            case PSBT_OUTPUTS, PSBT_LEGACY, PSBT_INPUTS, PSBT_FIELDS ->
                BitcoinPolicy.grant().key();
        };
    }

    /// `eth-hot` of policy/calls.yaml.
    static KeyPolicy ofCalls() {
        try (var file = HostilePayload.class.getResourceAsStream("/policy/calls.yaml")) {
            return key(new String(requireNonNull(file).readAllBytes(), UTF_8));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /// `eth-hot` of a policy.
    static KeyPolicy key(String policy) throws Exception {
        return PolicyText.load(policy).keys().stream()
                .filter(candidate -> candidate.id().value().equals("eth-hot"))
                .findFirst()
                .orElseThrow();
    }

    private static Payload json(String text) {
        return new EthereumTypedData(Bytes.of(text.getBytes(UTF_8)));
    }
}
