package dev.countersign.signer.transport;

import com.google.protobuf.ByteString;
import dev.countersign.signer.bundle.AssetDefinition;
import dev.countersign.signer.bundle.EthereumAddress;
import dev.countersign.signer.decode.Movement;
import dev.countersign.signer.decode.Slot;
import dev.countersign.signer.decode.Transaction;
import dev.countersign.signer.ledger.RecordedRequest;
import dev.countersign.signer.ledger.Settled;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.policy.Meter.Period;
import dev.countersign.signer.policy.Meter.Quantity;
import dev.countersign.signer.signing.Enquiries.GrantedKey;
import dev.countersign.signer.signing.Enquiries.HeadroomNow;
import dev.countersign.signer.signing.Evaluation;
import dev.countersign.signer.transport.grpc.Timestamps;
import dev.countersign.v1.Asset;
import dev.countersign.v1.Charge;
import dev.countersign.v1.EvaluateResponse;
import dev.countersign.v1.GetHeadroomResponse;
import dev.countersign.v1.GetRequestResponse;
import dev.countersign.v1.Headroom;
import dev.countersign.v1.Intent;
import dev.countersign.v1.Key;
import dev.countersign.v1.Refusal;
import dev.countersign.v1.RequestState;
import dev.countersign.v1.RuleOutcome;
import dev.countersign.v1.SignResponse;
import dev.countersign.v1.SignatureCount;

/// Model values as the contract's answers.
final class AnswerWriter {

    private AnswerWriter() {}

    static SignResponse signed(Settled settled) {
        var response = SignResponse.newBuilder()
                .setSignedPayload(bytes(settled.payload().content()))
                .setTransactionId(settled.payload().transactionId())
                .setJournalIndex(settled.journalIndex())
                .setRuleId(settled.ruleId());
        settled.signatures().forEach(signature -> response.addSignatures(bytes(signature)));
        return response.build();
    }

    static GetRequestResponse recorded(RecordedRequest recorded) {
        var response = GetRequestResponse.newBuilder()
                .setState(state(recorded.state()))
                .setReservedAt(Timestamps.of(recorded.reservedAt()));
        recorded.settled().ifPresent(settled -> response.setResponse(signed(settled)));
        return response.build();
    }

    private static RequestState state(RecordedRequest.State state) {
        return switch (state) {
            case RESERVED -> RequestState.REQUEST_STATE_RESERVED;
            case SETTLED -> RequestState.REQUEST_STATE_SIGNED;
            case RELEASED -> RequestState.REQUEST_STATE_RELEASED;
        };
    }

    static EvaluateResponse evaluated(Evaluation evaluation) {
        var response = EvaluateResponse.newBuilder()
                .setAllowed(evaluation.allowed())
                .addAllRuleIds(evaluation.ruleIds())
                .setPolicyDigest(bytes(evaluation.policyDigest().bytes()));
        evaluation.transaction().ifPresent(transaction -> response.setIntent(intent(transaction)));
        evaluation
                .refusals()
                .forEach(refusal -> response.addRefusals(
                        Refusal.newBuilder().setReason(reason(refusal.reason())).setMessage(refusal.message())));
        evaluation
                .rules()
                .forEach(rule -> response.addRules(RuleOutcome.newBuilder()
                        .setRuleId(rule.ruleId())
                        .setMatched(rule.matched())
                        .setExplanation(rule.explanation())));
        evaluation.limits().forEach(limit -> response.addLimits(headroom(limit)));
        evaluation.charges().forEach(charge -> response.addCharges(charge(charge.amount())));
        return response.build();
    }

    private static Intent intent(Transaction transaction) {
        return Intent.newBuilder()
                .setChain(transaction.chain().caip2())
                .setSafe(transaction.safe().map(Account::caip10).orElse(""))
                .setKind(transaction.kind())
                .addAllMovements(transaction.movements().stream()
                        .map(AnswerWriter::movement)
                        .toList())
                .setFeeBound(charge(transaction.feeBound()))
                .addAllSlots(transaction.slots().stream().map(Slot::id).toList())
                .addAllDigests(transaction.signable().digests().stream()
                        .map(Digest32::bytes)
                        .map(AnswerWriter::bytes)
                        .toList())
                .build();
    }

    private static dev.countersign.v1.Movement movement(Movement movement) {
        return dev.countersign.v1.Movement.newBuilder()
                .setAsset(movement.amount().asset().caip19())
                .setAmount(movement.amount().units().toString())
                .setFrom(movement.from().caip10())
                .setTo(movement.to().caip10())
                .build();
    }

    private static Charge charge(Amount amount) {
        return Charge.newBuilder()
                .setAsset(amount.asset().caip19())
                .setAmount(amount.units().toString())
                .build();
    }

    static GetHeadroomResponse headroom(HeadroomNow now) {
        return GetHeadroomResponse.newBuilder()
                .addAllLimits(now.limits().stream().map(AnswerWriter::headroom).toList())
                .setAt(Timestamps.of(now.at()))
                .build();
    }

    private static Headroom headroom(dev.countersign.signer.ledger.Headroom headroom) {
        var meter = headroom.limit().meter();
        var answer = Headroom.newBuilder()
                .setLimitId(headroom.limit().limitId())
                .setScope(meter.scope().word())
                .setAsset(
                        meter.quantity().ofAsset().map(asset -> asset.caip19()).orElse(""))
                .setDestination(meter.destination().map(Account::caip10).orElse(""))
                .setOutstanding(meter.period() instanceof Period.Outstanding);
        if (meter.period() instanceof Period.Window(var length)) {
            answer.setWindowSeconds(length.toSeconds());
        }
        return switch (meter.quantity()) {
            case Quantity.Units _ ->
                answer.setMax(headroom.limit().max().toString())
                        .setUsed(headroom.used().toString())
                        .setRemaining(headroom.remaining().toString())
                        .build();
            case Quantity.Worth(var currency) ->
                answer.setCurrency(currency.code())
                        .setCurrencyDecimals(currency.decimals())
                        .setMax(headroom.limit().max().toString())
                        .setUsed(headroom.used().toString())
                        .setRemaining(headroom.remaining().toString())
                        .build();
            case Quantity.Unpriced _ -> throw new IllegalArgumentException("no limit that anybody is told of");
            case Quantity.Signatures _ ->
                answer.setSignatures(SignatureCount.newBuilder()
                                .setMax(headroom.limit().max().longValueExact())
                                .setUsed(headroom.used().longValueExact())
                                .setRemaining(headroom.remaining().longValueExact()))
                        .build();
        };
    }

    static Key key(GrantedKey granted) {
        var key = granted.grant().key();
        return Key.newBuilder()
                .setKeyId(key.id().value())
                .setChain(key.chain().caip2())
                .setPublicKey(bytes(key.publicKey().encoded()))
                .setAccount(key.chain().caip2() + ":" + address(key.account()))
                .addAllAssets(granted.grant().assets().stream()
                        .map(AnswerWriter::asset)
                        .toList())
                .setFeeAsset(key.feeAsset().asset().caip19())
                .setAvailable(granted.available())
                .build();
    }

    /// As people write it.
    private static String address(Account account) {
        return account.chain().namespace().equals("eip155") ? EthereumAddress.checksummed(account) : account.address();
    }

    private static Asset asset(AssetDefinition definition) {
        return Asset.newBuilder()
                .setSymbol(definition.symbol())
                .setAsset(definition.asset().caip19())
                .setDecimals(definition.decimals())
                .build();
    }

    private static dev.countersign.v1.Reason reason(Reason reason) {
        return dev.countersign.v1.Reason.valueOf("REASON_" + reason.name());
    }

    private static ByteString bytes(Bytes bytes) {
        return ByteString.copyFrom(bytes.toByteArray());
    }
}
