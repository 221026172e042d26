package dev.countersign.signer.decode.ethereum.call;

import com.esaulpaugh.headlong.abi.Function;
import dev.countersign.signer.decode.DecodingRule;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Refused;
import java.math.BigInteger;

/// `aggregate3((address target, bool allowFailure, bytes callData)[])` of a Multicall3 that the policy names, taken
/// apart into its calls. The contract makes them itself, so each has it for a sender: a `transfer` among them moves
/// what the multicall contract holds, and only `transferFrom` can reach the owner's account. Calls within calls of
/// calls
/// are refused.
final class Multicall {

    private static final Function AGGREGATE3 = Function.parse("aggregate3((address,bool,bytes)[])");

    /// More than a batch of payments needs; each call is judged by itself.
    static final int MAX_CALLS = 64;

    private Multicall() {}

    static boolean is(Call call) {
        return call.key().ethereum().multicalls().contains(call.contract())
                && call.selector().equals(Bytes.of(AGGREGATE3.selector()));
    }

    /// What each of its calls does; one that is not understood is named by its number, from 1.
    ///
    /// @throws Refused CALLDATA_MALFORMED, VALUE_ON_TOKEN_CALL or NESTED_CALL_REFUSED
    static Reading read(Call call) throws Refused {
        if (!call.byOwner()) {
            throw nested("a multicall is within a multicall; send its calls side by side");
        }
        var calls = Arguments.of(AGGREGATE3, call).tuples(0);
        Values.requireZero(call, AGGREGATE3);
        if (calls.isEmpty() || calls.size() > MAX_CALLS) {
            throw nested("the multicall has %d calls; 1 to %d are taken apart".formatted(calls.size(), MAX_CALLS));
        }
        return CallReader.readAll(calls.stream()
                .map(leaf -> new Call(
                        call.key(), call.owner(), call.contract(), leaf.account(0), BigInteger.ZERO, leaf.bytes(2)))
                .toList());
    }

    private static Refused nested(String words) {
        return DecodingRule.NO_HIDDEN_CALLS.broken(words);
    }
}
