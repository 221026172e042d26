package dev.countersign.signer.transport;

import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.model.SigningRequest;
import dev.countersign.signer.signing.Enquiries;
import dev.countersign.signer.signing.RefusalRecorder;
import dev.countersign.signer.signing.SigningService;
import dev.countersign.signer.transport.grpc.Answers;
import dev.countersign.v1.EvaluateRequest;
import dev.countersign.v1.EvaluateResponse;
import dev.countersign.v1.GetHeadroomRequest;
import dev.countersign.v1.GetHeadroomResponse;
import dev.countersign.v1.GetKeyRequest;
import dev.countersign.v1.GetKeyResponse;
import dev.countersign.v1.GetRequestRequest;
import dev.countersign.v1.GetRequestResponse;
import dev.countersign.v1.ListKeysRequest;
import dev.countersign.v1.ListKeysResponse;
import dev.countersign.v1.SignRequest;
import dev.countersign.v1.SignResponse;
import dev.countersign.v1.SigningServiceGrpc.SigningServiceImplBase;
import io.grpc.Context;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// `countersign.v1.SigningService`: reads, asks the corridor, writes. Each call gets a thread of its own as soon as its
/// request is whole, so it may wait; what comes before that is done by the network's thread, which must not.
final class SigningGrpcService extends SigningServiceImplBase {

    /// How long a call may take that came without a deadline, and the most that any may take.
    private static final Duration MAX_PATIENCE = Duration.ofSeconds(30);

    private final SigningService signing;
    private final Enquiries enquiries;
    private final RefusalRecorder refusals;
    private final Answers answers;

    SigningGrpcService(SigningService signing, Enquiries enquiries, RefusalRecorder refusals, Answers answers) {
        this.signing = signing;
        this.enquiries = enquiries;
        this.refusals = refusals;
        this.answers = answers;
    }

    @Override
    public void sign(SignRequest request, StreamObserver<SignResponse> out) {
        answers.answer(out, () -> {
            var patience = patience();
            return AnswerWriter.signed(signing.sign(ClientInterceptor.client(), read(request), patience));
        });
    }

    @Override
    public void getRequest(GetRequestRequest request, StreamObserver<GetRequestResponse> out) {
        answers.answer(
                out,
                () -> AnswerWriter.recorded(enquiries.request(
                        ClientInterceptor.client(), RequestReader.requestId(request.getRequestId()))));
    }

    @Override
    public void evaluate(EvaluateRequest request, StreamObserver<EvaluateResponse> out) {
        answers.answer(
                out,
                () -> AnswerWriter.evaluated(enquiries.evaluate(
                        ClientInterceptor.client(), RequestReader.readQuestion(request.getRequest()))));
    }

    @Override
    public void listKeys(ListKeysRequest request, StreamObserver<ListKeysResponse> out) {
        answers.answer(
                out,
                () -> ListKeysResponse.newBuilder()
                        .addAllKeys(enquiries.keys(ClientInterceptor.client()).stream()
                                .map(AnswerWriter::key)
                                .toList())
                        .build());
    }

    @Override
    public void getKey(GetKeyRequest request, StreamObserver<GetKeyResponse> out) {
        answers.answer(
                out,
                () -> GetKeyResponse.newBuilder()
                        .setKey(AnswerWriter.key(
                                enquiries.key(ClientInterceptor.client(), RequestReader.keyId(request.getKeyId()))))
                        .build());
    }

    @Override
    public void getHeadroom(GetHeadroomRequest request, StreamObserver<GetHeadroomResponse> out) {
        answers.answer(
                out,
                () -> AnswerWriter.headroom(
                        enquiries.headroom(ClientInterceptor.client(), RequestReader.keyId(request.getKeyId()))));
    }

    /// A request that cannot be read is refused and recorded like any other.
    private SigningRequest read(SignRequest request) throws Refused {
        try {
            return RequestReader.read(request);
        } catch (Refused malformed) {
            refusals.record(RequestReader.nameOf(ClientInterceptor.client(), request), malformed);
            throw malformed;
        }
    }

    private static Duration patience() throws Refused {
        var deadline = Context.current().getDeadline();
        if (deadline == null) {
            return MAX_PATIENCE;
        }
        var left = Duration.ofNanos(deadline.timeRemaining(TimeUnit.NANOSECONDS));
        if (left.isNegative() || left.isZero()) {
            throw new Refused(Reason.DEADLINE_EXCEEDED, "the deadline had passed on arrival; repeat the same request");
        }
        return left.compareTo(MAX_PATIENCE) < 0 ? left : MAX_PATIENCE;
    }
}
