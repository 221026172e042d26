package dev.countersign.signer.transport.grpc;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refusal;
import dev.countersign.signer.model.Refused;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;

/// A refusal as a gRPC status with exactly one ErrorInfo. The only place that knows which status a reason has.
public final class StatusMapper {

    static final String DOMAIN = "countersign.dev";

    /// Metadata whose value, in seconds, becomes RetryInfo.
    private static final String RETRY_AFTER = "retry_after_seconds";

    private StatusMapper() {}

    static Status.Code codeOf(Reason reason) {
        return switch (reason) {
            case MALFORMED_REQUEST,
                    TRANSACTION_UNDECODABLE,
                    TRANSACTION_TYPE_REFUSED,
                    CHAIN_MISMATCH,
                    EXPECTATION_MISMATCH,
                    CALLDATA_MALFORMED -> Status.Code.INVALID_ARGUMENT;
            case CLIENT_UNKNOWN, OPERATOR_UNKNOWN -> Status.Code.UNAUTHENTICATED;
            case CLIENT_NETWORK_REFUSED,
                    KEY_NOT_GRANTED,
                    CLIENT_REVOKED,
                    CONTRACT_CREATION_REFUSED,
                    DELEGATECALL_REFUSED,
                    NESTED_CALL_REFUSED,
                    CALL_NOT_UNDERSTOOD,
                    APPROVAL_FOR_ALL_REFUSED,
                    ALLOWANCE_UNLIMITED,
                    CALL_ARGUMENT_NOT_ALLOWED,
                    VALUE_ON_TOKEN_CALL,
                    ASSET_UNKNOWN,
                    ZERO_AMOUNT,
                    TYPED_DATA_NOT_REGISTERED,
                    TYPED_DATA_FIELD_REFUSED,
                    SAFE_REFUND_REFUSED,
                    SAFE_SELF_CALL_REFUSED,
                    MESSAGE_REFUSED,
                    BLIND_SIGNING_REFUSED,
                    INPUT_REFUSED,
                    OUTPUT_REFUSED,
                    LOCK_TIME_REFUSED,
                    DENIED_BY_RULE,
                    NO_RULE_ALLOWS,
                    DESTINATION_NOT_ALLOWED,
                    COOLING_OFF,
                    OUTSIDE_HOURS,
                    CONDITION_NOT_MET,
                    FEE_TOO_HIGH,
                    ROLE_MISSING,
                    POLICY_UNSIGNED,
                    ORDER_REFUSED -> Status.Code.PERMISSION_DENIED;
            case LIMIT_EXCEEDED, RATE_EXCEEDED -> Status.Code.RESOURCE_EXHAUSTED;
            case REQUEST_ID_REUSED, NONCE_ALREADY_SIGNED, OUTPOINT_ALREADY_SIGNED -> Status.Code.ALREADY_EXISTS;
            case REQUEST_UNKNOWN, TOKEN_UNKNOWN -> Status.Code.NOT_FOUND;
            case NONCE_OUT_OF_ORDER,
                    KEY_DISABLED,
                    KEY_FROZEN,
                    FROZEN,
                    POLICY_CHANGED,
                    PRICE_UNAVAILABLE,
                    LAST_TOKEN,
                    POLICY_REFUSED,
                    PRICES_REFUSED,
                    OBSERVATION_REFUSED -> Status.Code.FAILED_PRECONDITION;
            case HSM_UNAVAILABLE, LEDGER_UNAVAILABLE, OVERLOADED -> Status.Code.UNAVAILABLE;
            case DEADLINE_EXCEEDED -> Status.Code.DEADLINE_EXCEEDED;
            case METHOD_UNKNOWN -> Status.Code.UNIMPLEMENTED;
            case INVARIANT_BROKEN -> Status.Code.INTERNAL;
        };
    }

    /// The status that a handler ends its call with.
    public static StatusRuntimeException toStatus(Refused refused) {
        return toStatus(refused.refusal());
    }

    static StatusRuntimeException toStatus(Refusal refusal) {
        var status = com.google.rpc.Status.newBuilder()
                .setCode(codeOf(refusal.reason()).value())
                .setMessage(refusal.message())
                .addDetails(Any.pack(ErrorInfo.newBuilder()
                        .setDomain(DOMAIN)
                        .setReason(refusal.reason().name())
                        .putAllMetadata(refusal.metadata())
                        .build()));
        var retryAfter = refusal.metadata().get(RETRY_AFTER);
        if (retryAfter != null) {
            status.addDetails(Any.pack(RetryInfo.newBuilder()
                    .setRetryDelay(Duration.newBuilder().setSeconds(Long.parseLong(retryAfter)))
                    .build()));
        }
        return StatusProto.toStatusRuntimeException(status.build());
    }

    /// Ends a call with a refusal, without a handler.
    static void close(ServerCall<?, ?> call, Refusal refusal) {
        var answer = toStatus(refusal);
        var trailers = answer.getTrailers();
        call.close(answer.getStatus(), trailers == null ? new Metadata() : trailers);
    }
}
