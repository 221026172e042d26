package dev.countersign.signer.policy;

import dev.countersign.signer.bundle.BitcoinKey;
import dev.countersign.signer.bundle.KeyPolicy;
import dev.countersign.signer.decode.NetworkFee;
import dev.countersign.signer.decode.Transaction;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refusal;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What the whole fee of a Bitcoin transaction may be, whoever pays it: in all, for what is paid, for each byte.
final class FeeCaps {

    private static final BigInteger BASIS_POINTS = BigInteger.valueOf(10_000);

    private FeeCaps() {}

    /// Every cap that the transaction's fee breaks; none for keys of other chains.
    static List<Refusal> refusals(KeyPolicy key, Transaction transaction) {
        if (key.bitcoin().isEmpty()) {
            return List.of();
        }
        var fee = transaction
                .networkFee()
                .orElseThrow(() -> new IllegalStateException("a Bitcoin transaction says its fee"));
        var refusals = new ArrayList<Refusal>();
        var wording = new Wording(key);
        key.feeEach()
                .filter(cap -> fee.whole().compareTo(cap.units()) > 0)
                .ifPresent(cap -> refusals.add(tooHigh(
                        wording,
                        fee,
                        cap.units(),
                        "the policy allows " + coins(wording, cap) + " for each transaction")));
        share(key.bitcoin().get(), fee, wording).forEach(refusals::add);
        rate(key.bitcoin().get(), fee, wording).forEach(refusals::add);
        return refusals;
    }

    private static List<Refusal> share(BitcoinKey key, NetworkFee fee, Wording wording) {
        var cap = fee.paid()
                .multiply(BigInteger.valueOf(key.feeShareBasisPoints()))
                .divide(BASIS_POINTS);
        return fee.whole().compareTo(cap) <= 0
                ? List.of()
                : List.of(tooHigh(
                        wording,
                        fee,
                        cap,
                        "the policy allows " + percent(key.feeShareBasisPoints()) + " of what the transaction pays"));
    }

    private static List<Refusal> rate(BitcoinKey key, NetworkFee fee, Wording wording) {
        var cap = BigInteger.valueOf(key.feeRateMaxSatPerVbyte()).multiply(BigInteger.valueOf(fee.virtualBytes()));
        return fee.whole().compareTo(cap) <= 0
                ? List.of()
                : List.of(tooHigh(
                        wording,
                        fee,
                        cap,
                        "the policy allows " + key.feeRateMaxSatPerVbyte() + " sat/vB, and it can be as small as "
                                + fee.virtualBytes() + " vB"));
    }

    private static Refusal tooHigh(Wording wording, NetworkFee fee, BigInteger cap, String allowed) {
        var asset = wording.key().feeAsset().asset();
        return new Refusal(
                Reason.FEE_TOO_HIGH,
                "the fee is " + wording.amount(asset, fee.whole()) + "; " + allowed
                        + ": lower the fee, or look for an output that is missing",
                Map.of("cap", cap.toString(), "fee", fee.whole().toString()));
    }

    private static String coins(Wording wording, Amount amount) {
        return wording.amount(amount.asset(), amount.units());
    }

    private static String percent(int basisPoints) {
        return BigDecimal.valueOf(basisPoints, 2).stripTrailingZeros().toPlainString() + "%";
    }
}
