package dev.countersign.signer.fuzz;

import dev.countersign.signer.bundle.KeyPolicy;
import dev.countersign.signer.bundle.PolicyInvalid;
import dev.countersign.signer.bundle.PolicyLoader;
import dev.countersign.signer.decode.ethereum.call.Call;
import dev.countersign.signer.decode.ethereum.call.CallReader;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Chain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/// Calldata for the contracts of policy/calls.yaml: not understood, by a rule that is named, or read as web3j reads it
/// and written by web3j as the same bytes. The first byte chooses the contract, the second whether coins go along.
public final class CallFuzz {

    static final KeyPolicy KEY = key();

    private static final List<Account> CONTRACTS = List.of(
            contract("a0b86991c6218b36c1d19d4a2e9eb0ce3606eb48"), // an ERC-20 token
            contract("bc4ca0eda7647a8ab7c2061c2e118a18a936f13d"), // an ERC-721 collection
            contract("495f947276749ce646f68ac8c248420045cb7b5e"), // an ERC-1155 collection
            contract("c02aaa39b223fe8d0a0e5c4f27ead9083c756cc2"), // WETH9
            contract("5050505050505050505050505050505050505050"), // pinned calls
            contract("ca11bde05977b3631167028862be2a173976ca11"), // Multicall3
            contract("000000000022d473030f116ddee9f6b43ac78ba3")); // Permit2

    private CallFuzz() {}

    /// Has the policy and all libraries loaded before the first input.
    public static void fuzzerInitialize() throws Throwable {
        EveryFuzz.warmUp(CallFuzz.class);
    }

    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length < 2) {
            return;
        }
        var contract = CONTRACTS.get(Byte.toUnsignedInt(input[0]) % CONTRACTS.size());
        var value = BigInteger.valueOf(input[1] & 1);
        var data = Bytes.of(Arrays.copyOfRange(input, 2, input.length));
        var reading = CallReader.read(new Call(KEY, KEY.account(), KEY.account(), contract, value, data));
        if (!reading.unknown().isEmpty()) {
            if (reading.unknown().stream()
                    .anyMatch(refusal -> !refusal.metadata().containsKey("rule"))) {
                throw new AssertionError("a refusal without a rule: " + reading.unknown());
            }
            return;
        }
        if (reading.effects().isEmpty()) {
            throw new AssertionError("a call that is understood and does nothing");
        }
        var again = Web3jCalls.encodedAgain(data);
        if (again.isPresent() && !again.get().equals(data)) {
            throw new AssertionError(
                    "web3j reads it otherwise, and writes " + again.get().hex());
        }
    }

    private static Account contract(String hex) {
        return new Account(new Chain("eip155:1"), "0x" + hex);
    }

    private static KeyPolicy key() {
        try (var file = CallFuzz.class.getResourceAsStream("/policy/calls.yaml")) {
            var content = Bytes.of(Objects.requireNonNull(file).readAllBytes());
            return new PolicyLoader()
                    .parse("calls.yaml", content).keys().stream()
                            .filter(key -> key.id().value().equals("eth-hot"))
                            .findFirst()
                            .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (PolicyInvalid e) {
            throw new IllegalStateException(e);
        }
    }
}
