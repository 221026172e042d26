package dev.countersign.signer.decode;

import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Refusal;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.model.SigningRequest.Expectations;
import java.util.ArrayList;

/// Holds what a client believes against what its bytes do. An expectation can only fail to match; it grants
/// nothing.
final class ExpectationCheck {

    private ExpectationCheck() {}

    /// @throws Refused EXPECTATION_MISMATCH, one refusal for each field that differs, named in its metadata
    /// `field`
    static void check(Expectations expected, Transaction transaction) throws Refused {
        if (expected.equals(Expectations.NONE) || !transaction.unknown().isEmpty()) {
            return; // what is not understood is denied with its own reason
        }
        var movements = transaction.movements();
        if (movements.size() != 1) {
            throw DecodingRule.EXPECTATION_MET.broken(manyMovements(transaction));
        }
        var found = movements.getFirst();
        var mismatches = new ArrayList<Refusal>();
        expected.asset()
                .filter(asset -> !same(asset, found.amount().asset()))
                .ifPresent(asset ->
                        mismatches.add(mismatch("asset", asset, found.amount().asset())));
        expected.amount()
                .filter(amount -> !amount.equals(found.amount().units()))
                .ifPresent(amount ->
                        mismatches.add(mismatch("amount", amount, found.amount().units())));
        expected.destination()
                .filter(account -> !account.equals(found.to()))
                .ifPresent(account -> mismatches.add(mismatch("destination", account, found.to())));
        if (!mismatches.isEmpty()) {
            throw new Refused(mismatches);
        }
    }

    /// A token contract has one value and two spellings, its hex in either case.
    private static boolean same(Asset one, Asset other) {
        return one.equals(other)
                || (one.chain().namespace().equals("eip155") && one.caip19().equalsIgnoreCase(other.caip19()));
    }

    private static Refusal mismatch(String field, Object expected, Object found) {
        return DecodingRule.EXPECTATION_MET
                .refusal(
                        "the request expects %s %s, and its payload has %s; build the payload again or correct the expectation"
                                .formatted(field, expected, found))
                .with(DecodingRule.FIELD, field);
    }

    private static String manyMovements(Transaction transaction) {
        return "the request expects one movement, and its payload (%s) makes %d; send it without expectations"
                .formatted(transaction.kind(), transaction.movements().size());
    }
}
