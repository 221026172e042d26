package dev.countersign.signer.fuzz;

import static java.util.stream.Collectors.toMap;

import dev.countersign.signer.model.Bytes;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.FunctionReturnDecoder;
import org.web3j.abi.TypeReference;
import org.web3j.abi.datatypes.Type;
import org.web3j.crypto.Hash;

/// web3j as a second opinion of calldata: what it reads of the arguments, written again.
final class Web3jCalls {

    private static final int SELECTOR_DIGITS = 8;

    /// Types of the arguments by selector. Calls with tuples are not among them: web3j wants a class for each.
    private static final Map<String, List<String>> TYPES = Stream.of(
                    "transfer(address,uint256)",
                    "transferFrom(address,address,uint256)",
                    "approve(address,uint256)",
                    "increaseAllowance(address,uint256)",
                    "decreaseAllowance(address,uint256)",
                    "safeTransferFrom(address,address,uint256)",
                    "safeTransferFrom(address,address,uint256,bytes)",
                    "setApprovalForAll(address,bool)",
                    "safeTransferFrom(address,address,uint256,uint256,bytes)",
                    "safeBatchTransferFrom(address,address,uint256[],uint256[],bytes)",
                    "withdraw(uint256)",
                    "approve(address,address,uint160,uint48)",
                    "stake(uint256,address,uint8,bytes4)",
                    "depositFor(address,bool)",
                    "claim(uint256[],bytes)")
            .collect(toMap(Web3jCalls::selector, Web3jCalls::types));

    private Web3jCalls() {}

    /// The calldata that web3j writes of what it reads in `data`; empty for a function that is not asked about.
    static Optional<Bytes> encodedAgain(Bytes data) {
        if (data.size() < SELECTOR_DIGITS / 2) {
            return Optional.empty(); // a plain transfer
        }
        var hex = data.hex();
        var selector = hex.substring(0, SELECTOR_DIGITS);
        return Optional.ofNullable(TYPES.get(selector)).map(types -> {
            var values = FunctionReturnDecoder.decode(
                    "0x" + hex.substring(SELECTOR_DIGITS),
                    types.stream().map(Web3jCalls::reference).toList());
            return Bytes.fromHex(selector + FunctionEncoder.encodeConstructor(values));
        });
    }

    private static String selector(String signature) {
        return Hash.sha3String(signature).substring(2, 2 + SELECTOR_DIGITS);
    }

    private static List<String> types(String signature) {
        return Arrays.asList(signature
                .substring(signature.indexOf('(') + 1, signature.length() - 1)
                .split(","));
    }

    /// Of its raw kind, as web3j's decoder takes it.
    @SuppressWarnings({"unchecked", "rawtypes"})
    private static TypeReference<Type> reference(String type) {
        try {
            return TypeReference.makeTypeReference(type);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
