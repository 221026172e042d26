package dev.countersign.signer.decode.ethereum;

import dev.countersign.signer.bundle.AssetDefinition;
import dev.countersign.signer.bundle.KeyPolicy;
import dev.countersign.signer.decode.Action;
import dev.countersign.signer.decode.Movement;
import dev.countersign.signer.decode.ethereum.codec.UnsignedTransaction;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refusal;
import dev.countersign.signer.model.Refused;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Optional;

/// The one contract call that is understood: ERC-20 `transfer(address,uint256)` of a token that the policy
/// names by chain and contract.
final class TokenTransfer {

    private static final Bytes SELECTOR = Bytes.fromHex("a9059cbb");
    private static final Bytes ADDRESS_PADDING = Bytes.of(new byte[12]);
    private static final int CALL_BYTES = 4 + 32 + 32;

    private TokenTransfer() {}

    /// @throws Refused CALL_NOT_UNDERSTOOD, or all that apply of VALUE_ON_TOKEN_CALL, ASSET_UNKNOWN and
    /// ZERO_AMOUNT
    static Movement read(UnsignedTransaction transaction, KeyPolicy key) throws Refused {
        requireTransfer(transaction.data());
        var receiver = transaction.data().slice(16, 36);
        var units = new BigInteger(1, transaction.data().slice(36, CALL_BYTES).toByteArray());
        var contract = transaction.to();
        var token = token(key, contract);

        var refusals = new ArrayList<Refusal>();
        if (transaction.value().signum() != 0) {
            refusals.add(Refusal.of(
                    Reason.VALUE_ON_TOKEN_CALL,
                    "value is %s where transfer(address,uint256) is called; the token would keep it: set value to 0"
                            .formatted(transaction.value())));
        }
        if (token.isEmpty()) {
            refusals.add(Refusal.of(
                    Reason.ASSET_UNKNOWN,
                    "to is 0x%s, and the policy names no token of that contract on %s; its assets name what may be moved"
                            .formatted(contract.hex(), key.chain())));
        }
        if (units.signum() == 0) {
            refusals.add(Refusal.of(Reason.ZERO_AMOUNT, "data transfers 0 tokens; nothing would be sent"));
        }
        if (!refusals.isEmpty() || token.isEmpty()) {
            throw new Refused(refusals);
        }
        return new Movement(
                Action.TRANSFER, new Amount(token.get(), units), key.account(), EffectReader.account(key, receiver));
    }

    private static void requireTransfer(Bytes data) throws Refused {
        if (data.size() < 4) {
            throw notUnderstood(
                    "data has %d bytes, too few for a call; a plain transfer has none".formatted(data.size()));
        }
        var selector = data.slice(0, 4);
        if (!selector.equals(SELECTOR)) {
            throw notUnderstood("data calls 0x%s%s; only transfer(address,uint256) (0xa9059cbb) is signed"
                    .formatted(
                            selector.hex(),
                            KnownCall.of(selector)
                                    .map(call -> ", " + call.words())
                                    .orElse(", which is not known here")));
        }
        if (data.size() != CALL_BYTES) {
            throw notUnderstood(
                    "data has %d bytes; transfer(address,uint256) has exactly %d".formatted(data.size(), CALL_BYTES));
        }
        if (!data.slice(4, 16).equals(ADDRESS_PADDING)) {
            throw notUnderstood("bytes 4 to 15 of data, before the receiver's address, must be zero");
        }
    }

    /// The policy's asset whose contract is `contract`, compared by bytes.
    private static Optional<Asset> token(KeyPolicy key, Bytes contract) {
        return key.assets().values().stream()
                .map(AssetDefinition::asset)
                .filter(asset -> asset.chain().equals(key.chain())
                        && asset.namespace().equals("erc20")
                        && asset.reference().equalsIgnoreCase("0x" + contract.hex()))
                .findFirst();
    }

    private static Refused notUnderstood(String words) {
        return new Refused(Reason.CALL_NOT_UNDERSTOOD, words);
    }
}
