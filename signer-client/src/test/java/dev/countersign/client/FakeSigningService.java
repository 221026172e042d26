package dev.countersign.client;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import dev.countersign.v1.EvaluateRequest;
import dev.countersign.v1.EvaluateResponse;
import dev.countersign.v1.GetHeadroomRequest;
import dev.countersign.v1.GetHeadroomResponse;
import dev.countersign.v1.GetKeyRequest;
import dev.countersign.v1.GetKeyResponse;
import dev.countersign.v1.GetRequestRequest;
import dev.countersign.v1.GetRequestResponse;
import dev.countersign.v1.Headroom;
import dev.countersign.v1.ListKeysRequest;
import dev.countersign.v1.ListKeysResponse;
import dev.countersign.v1.RequestState;
import dev.countersign.v1.SignRequest;
import dev.countersign.v1.SignResponse;
import dev.countersign.v1.SignatureCount;
import dev.countersign.v1.SigningServiceGrpc;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/// A service that signs whatever it is asked with one key, unless a test scripted failures first. Remembers
/// what it was asked.
public final class FakeSigningService extends SigningServiceGrpc.SigningServiceImplBase {

    private final TestSigner signer;
    private final Queue<StatusRuntimeException> failures = new ConcurrentLinkedQueue<>();
    private final List<SignRequest> signRequests = new CopyOnWriteArrayList<>();
    private final List<SignRequest> questions = new CopyOnWriteArrayList<>();
    private volatile boolean silent;
    private volatile UnaryOperator<SignResponse> distortion = UnaryOperator.identity();
    private volatile EvaluateResponse decision = EvaluateResponse.getDefaultInstance();

    public FakeSigningService(TestSigner signer) {
        this.signer = signer;
    }

    /// The next Sign fails like this; several wait in line.
    public void failNext(StatusRuntimeException failure) {
        failures.add(failure);
    }

    /// From now on Sign gives no answer.
    public void fallSilent() {
        silent = true;
    }

    /// From now on Sign lies.
    public void distort(UnaryOperator<SignResponse> lie) {
        distortion = lie;
    }

    /// From now on Evaluate answers this.
    public void decide(EvaluateResponse answer) {
        decision = answer;
    }

    public List<SignRequest> signRequests() {
        return signRequests;
    }

    /// What Evaluate was asked.
    public List<SignRequest> questions() {
        return questions;
    }

    /// An answer as the contract wants it: a status and one ErrorInfo, with RetryInfo if `retrySeconds` is
    /// more than 0.
    public static StatusRuntimeException refusal(
            Status.Code code, String reason, Map<String, String> metadata, int retrySeconds) {
        var info = ErrorInfo.newBuilder()
                .setDomain("countersign.dev")
                .setReason(reason)
                .putAllMetadata(metadata);
        var status = com.google.rpc.Status.newBuilder()
                .setCode(code.value())
                .setMessage("because of " + reason)
                .addDetails(Any.pack(info.build()));
        if (retrySeconds > 0) {
            var delay = Duration.newBuilder().setSeconds(retrySeconds);
            status.addDetails(
                    Any.pack(RetryInfo.newBuilder().setRetryDelay(delay).build()));
        }
        return StatusProto.toStatusRuntimeException(status.build());
    }

    public static StatusRuntimeException hsmUnavailable() {
        return refusal(Status.Code.UNAVAILABLE, "HSM_UNAVAILABLE", Map.of(), 0);
    }

    @Override
    public void sign(SignRequest request, StreamObserver<SignResponse> answer) {
        signRequests.add(request);
        if (silent) {
            return;
        }
        var failure = failures.poll();
        if (failure != null) {
            answer.onError(failure);
        } else {
            reply(answer, distortion.apply(signer.sign(request)));
        }
    }

    @Override
    public void evaluate(EvaluateRequest request, StreamObserver<EvaluateResponse> answer) {
        questions.add(request.getRequest());
        reply(answer, decision);
    }

    @Override
    public void getKey(GetKeyRequest request, StreamObserver<GetKeyResponse> answer) {
        if (!request.getKeyId().equals("eth-hot")) {
            answer.onError(refusal(Status.Code.PERMISSION_DENIED, "KEY_NOT_GRANTED", Map.of(), 0));
            return;
        }
        reply(answer, GetKeyResponse.newBuilder().setKey(signer.key("eth-hot")).build());
    }

    @Override
    public void listKeys(ListKeysRequest request, StreamObserver<ListKeysResponse> answer) {
        reply(
                answer,
                ListKeysResponse.newBuilder().addKeys(signer.key("eth-hot")).build());
    }

    @Override
    public void getHeadroom(GetHeadroomRequest request, StreamObserver<GetHeadroomResponse> answer) {
        reply(
                answer,
                GetHeadroomResponse.newBuilder()
                        .addLimits(usdcDay())
                        .addLimits(pace())
                        .addLimits(usdcCount())
                        .setAt(Timestamp.newBuilder().setSeconds(1_800_000_000))
                        .build());
    }

    @Override
    public void getRequest(GetRequestRequest request, StreamObserver<GetRequestResponse> answer) {
        signRequests.stream()
                .filter(earlier -> earlier.getRequestId().equals(request.getRequestId()))
                .findFirst()
                .ifPresentOrElse(
                        earlier -> reply(
                                answer,
                                GetRequestResponse.newBuilder()
                                        .setState(RequestState.REQUEST_STATE_SIGNED)
                                        .setResponse(signer.sign(earlier))
                                        .setReservedAt(Timestamp.newBuilder().setSeconds(1_800_000_000))
                                        .build()),
                        () -> answer.onError(refusal(Status.Code.NOT_FOUND, "REQUEST_UNKNOWN", Map.of(), 0)));
    }

    public static Headroom usdcDay() {
        return Headroom.newBuilder()
                .setLimitId("usdc-day")
                .setScope("key")
                .setAsset(TestSigner.USDC)
                .setWindowSeconds(86_400)
                .setMax("1000000000000")
                .setUsed("250500000")
                .setRemaining("999749500000")
                .build();
    }

    /// A limit of signatures, whatever they charge.
    public static Headroom pace() {
        return Headroom.newBuilder()
                .setLimitId("pace")
                .setScope("client")
                .setWindowSeconds(1)
                .setSignatures(SignatureCount.newBuilder().setMax(5).setUsed(3).setRemaining(2))
                .build();
    }

    /// A limit of the signatures that pay USDC to one account.
    public static Headroom usdcCount() {
        return Headroom.newBuilder()
                .setLimitId("usdc-count")
                .setScope("destination")
                .setDestination("eip155:1:0x3535353535353535353535353535353535353535")
                .setAsset(TestSigner.USDC)
                .setWindowSeconds(86_400)
                .setSignatures(SignatureCount.newBuilder().setMax(7).setUsed(9).setRemaining(0))
                .build();
    }

    private static <R> void reply(StreamObserver<R> observer, R answer) {
        observer.onNext(answer);
        observer.onCompleted();
    }
}
