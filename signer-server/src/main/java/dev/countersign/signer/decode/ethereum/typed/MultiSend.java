package dev.countersign.signer.decode.ethereum.typed;

import dev.countersign.signer.bundle.KeyPolicy;
import dev.countersign.signer.bundle.Safe;
import dev.countersign.signer.decode.DecodingRule;
import dev.countersign.signer.decode.ethereum.call.Call;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Refused;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/// `multiSend(bytes transactions)` of a `MultiSendCallOnly`, run as a Safe's own code: its calls, each by the Safe
/// itself. They are packed, not ABI-encoded: `operation (1) || to (20) || value (32) || length (32) || data`, one
/// after the other, big-endian.
///
/// Source: safe-global/safe-smart-account, `libraries/MultiSendCallOnly.sol`.
final class MultiSend {

    /// More than a batch of payments needs; each call is judged by itself.
    static final int MAX_CALLS = 64;

    private static final int WORD = 32;
    private static final int HEAD = 4 + 2 * WORD; // selector, offset, length
    private static final int CALL_HEAD = 1 + 20 + 2 * WORD;
    private static final Bytes SELECTOR = Bytes.fromHex("8d80ff0a");
    private static final BigInteger OFFSET = BigInteger.valueOf(WORD);

    private final KeyPolicy key;
    private final Safe safe;
    private final Bytes packed;

    private MultiSend(KeyPolicy key, Safe safe, Bytes packed) {
        this.key = key;
        this.safe = safe;
        this.packed = packed;
    }

    /// The calls of `data`.
    ///
    /// @param value of the transaction that runs it: a call that runs as the Safe's own code is paid nothing
    /// @throws Refused DELEGATECALL_REFUSED, CALLDATA_MALFORMED, NESTED_CALL_REFUSED, VALUE_ON_TOKEN_CALL or
    /// SAFE_SELF_CALL_REFUSED
    static List<Call> calls(KeyPolicy key, Safe safe, BigInteger value, Bytes data) throws Refused {
        if (value.signum() != 0) {
            throw DecodingRule.NO_STRAY_VALUE.broken(
                    "message.value", "is " + value + " beside a multiSend; set it to 0");
        }
        return new MultiSend(key, safe, packed(data)).calls();
    }

    /// The argument, as the ABI encodes one `bytes`: padded to whole words with zeros, and nothing behind it.
    private static Bytes packed(Bytes data) throws Refused {
        if (data.size() < HEAD || !data.slice(0, 4).equals(SELECTOR)) {
            throw DecodingRule.NO_DELEGATECALL.broken(
                    "message.data", "is no multiSend(bytes), which alone may run as the Safe's own code");
        }
        var length = number(data, 4 + WORD);
        var rest = data.size() - HEAD;
        if (!number(data, 4).equals(OFFSET)
                || length.compareTo(BigInteger.valueOf(rest)) > 0
                || (length.intValueExact() + WORD - 1) / WORD * WORD != rest) {
            throw malformed("is not the one encoding of a multiSend's argument");
        }
        var end = HEAD + length.intValueExact();
        if (!data.slice(end, data.size()).equals(Bytes.of(new byte[data.size() - end]))) {
            throw malformed("has more than zeros in its padding");
        }
        return data.slice(HEAD, end);
    }

    private List<Call> calls() throws Refused {
        var calls = new ArrayList<Call>();
        for (var at = 0; at < packed.size() && calls.size() <= MAX_CALLS; ) {
            if (packed.size() - at < CALL_HEAD) {
                throw malformed("ends within the head of calls[" + calls.size() + "]");
            }
            var length = number(packed, at + CALL_HEAD - WORD);
            if (length.compareTo(BigInteger.valueOf(packed.size() - at - CALL_HEAD)) > 0) {
                throw malformed("ends within calls[" + calls.size() + "]");
            }
            var end = at + CALL_HEAD + length.intValueExact();
            calls.add(call("message.data.calls[" + calls.size() + "]", packed.slice(at, end)));
            at = end;
        }
        if (calls.isEmpty() || calls.size() > MAX_CALLS) {
            throw DecodingRule.NO_HIDDEN_CALLS.broken(
                    "message.data",
                    "is a multiSend of " + (calls.isEmpty() ? "no" : "more than " + MAX_CALLS) + " calls; 1 to "
                            + MAX_CALLS + " are taken apart");
        }
        return calls;
    }

    /// Since version 1.5.0 the zero address stands for the Safe itself.
    private Call call(String path, Bytes content) throws Refused {
        if (content.at(0) != 0) {
            throw DecodingRule.NO_DELEGATECALL.broken(
                    path + ".operation", "is " + content.at(0) + "; a multiSend makes calls (0) only");
        }
        var address = content.slice(1, 21);
        if (new BigInteger(1, address.toByteArray()).signum() == 0) {
            throw DecodingRule.NO_SAFE_SELF_CALL.broken(
                    path + ".to", "is the zero address, which some versions take for the Safe itself");
        }
        var to = new Account(key.chain(), "0x" + address.hex());
        SafeTransaction.requireOther(safe, to, path + ".to");
        return new Call(
                key, safe.account(), safe.account(), to, number(content, 21), content.slice(CALL_HEAD, content.size()));
    }

    private static BigInteger number(Bytes data, int at) {
        return new BigInteger(1, data.slice(at, at + WORD).toByteArray());
    }

    private static Refused malformed(String words) {
        return DecodingRule.CANONICAL_CALLDATA.broken("message.data", words);
    }
}
