package dev.countersign.signer.transport.operator;

import static dev.countersign.signer.transport.operator.OperatorInterceptor.operator;

import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.operations.EmergencyOffice;
import dev.countersign.signer.operations.Maintenance;
import dev.countersign.signer.operations.ObservationDesk;
import dev.countersign.signer.operations.PolicyOffice;
import dev.countersign.signer.operations.PriceOffice;
import dev.countersign.signer.transport.grpc.Answers;
import dev.countersign.v1.BrakeRequest;
import dev.countersign.v1.BrakeResponse;
import dev.countersign.v1.DrainTokenRequest;
import dev.countersign.v1.DrainTokenResponse;
import dev.countersign.v1.FreezeRequest;
import dev.countersign.v1.FreezeResponse;
import dev.countersign.v1.GetPolicyRequest;
import dev.countersign.v1.GetPolicyResponse;
import dev.countersign.v1.GetPricesRequest;
import dev.countersign.v1.GetPricesResponse;
import dev.countersign.v1.GiveOrderRequest;
import dev.countersign.v1.GiveOrderResponse;
import dev.countersign.v1.ListLeversRequest;
import dev.countersign.v1.ListLeversResponse;
import dev.countersign.v1.ListTokensRequest;
import dev.countersign.v1.ListTokensResponse;
import dev.countersign.v1.OperatorServiceGrpc.OperatorServiceImplBase;
import dev.countersign.v1.ProposePolicyRequest;
import dev.countersign.v1.ProposePolicyResponse;
import dev.countersign.v1.ReportObservationRequest;
import dev.countersign.v1.ReportObservationResponse;
import dev.countersign.v1.ResumeTokenRequest;
import dev.countersign.v1.ResumeTokenResponse;
import dev.countersign.v1.RevokeClientRequest;
import dev.countersign.v1.RevokeClientResponse;
import dev.countersign.v1.SetPricesRequest;
import dev.countersign.v1.SetPricesResponse;
import io.grpc.Context;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// `countersign.v1.OperatorService`: reads, commands, writes.
final class OperatorGrpcService extends OperatorServiceImplBase {

    /// The most that a command waits for what it began.
    private static final Duration MAX_PATIENCE = Duration.ofSeconds(30);

    /// Of the caller's deadline, so that an answer about what is not finished still reaches it.
    private static final int KEPT_FOR_THE_ANSWER = 5;

    private final Maintenance maintenance;
    private final PolicyOffice policies;
    private final PriceOffice prices;
    private final ObservationDesk observations;
    private final EmergencyOffice emergency;
    private final Answers answers;

    OperatorGrpcService(
            Maintenance maintenance,
            PolicyOffice policies,
            PriceOffice prices,
            ObservationDesk observations,
            EmergencyOffice emergency,
            Answers answers) {
        this.maintenance = maintenance;
        this.policies = policies;
        this.prices = prices;
        this.observations = observations;
        this.emergency = emergency;
        this.answers = answers;
    }

    @Override
    public void listTokens(ListTokensRequest request, StreamObserver<ListTokensResponse> out) {
        answers.answer(out, () -> {
            CommandReader.read(request);
            return ListTokensResponse.newBuilder()
                    .addAllTokens(maintenance.tokens(operator()).stream()
                            .map(TokenWriter::token)
                            .toList())
                    .build();
        });
    }

    @Override
    public void drainToken(DrainTokenRequest request, StreamObserver<DrainTokenResponse> out) {
        answers.answer(
                out,
                () -> DrainTokenResponse.newBuilder()
                        .setToken(TokenWriter.token(
                                maintenance.drain(operator(), CommandReader.read(request), patience())))
                        .build());
    }

    @Override
    public void resumeToken(ResumeTokenRequest request, StreamObserver<ResumeTokenResponse> out) {
        answers.answer(
                out,
                () -> ResumeTokenResponse.newBuilder()
                        .setToken(TokenWriter.token(
                                maintenance.resume(operator(), CommandReader.read(request), patience())))
                        .build());
    }

    @Override
    public void getPolicy(GetPolicyRequest request, StreamObserver<GetPolicyResponse> out) {
        answers.answer(out, () -> {
            CommandReader.read(request);
            var standing = policies.standing(operator());
            return GetPolicyResponse.newBuilder()
                    .setStanding(PolicyWriter.standing(standing))
                    .setContent(PolicyWriter.content(standing))
                    .build();
        });
    }

    @Override
    public void proposePolicy(ProposePolicyRequest request, StreamObserver<ProposePolicyResponse> out) {
        answers.answer(out, () -> {
            CommandReader.read(request);
            var content = Bytes.of(request.getContent().toByteArray());
            var standing = policies.propose(operator(), content, request.getSignaturesList());
            return ProposePolicyResponse.newBuilder()
                    .setStanding(PolicyWriter.standing(standing))
                    .build();
        });
    }

    @Override
    public void giveOrder(GiveOrderRequest request, StreamObserver<GiveOrderResponse> out) {
        answers.answer(out, () -> {
            CommandReader.read(request);
            var order = Bytes.of(request.getOrder().toByteArray());
            var standing = policies.order(operator(), order, request.getSignaturesList());
            return GiveOrderResponse.newBuilder()
                    .setStanding(PolicyWriter.standing(standing))
                    .build();
        });
    }

    @Override
    public void freeze(FreezeRequest request, StreamObserver<FreezeResponse> out) {
        answers.answer(out, () -> {
            var freeze = LeverReader.read(request);
            var pulled = emergency.freeze(operator(), freeze.command(), freeze.scope(), freeze.name());
            return FreezeResponse.newBuilder()
                    .setLever(LeverWriter.lever(pulled.lever()))
                    .setKnown(pulled.known())
                    .build();
        });
    }

    @Override
    public void revokeClient(RevokeClientRequest request, StreamObserver<RevokeClientResponse> out) {
        answers.answer(out, () -> {
            var pulled = emergency.revoke(operator(), LeverReader.read(request), request.getClient());
            return RevokeClientResponse.newBuilder()
                    .setLever(LeverWriter.lever(pulled.lever()))
                    .setKnown(pulled.known())
                    .build();
        });
    }

    @Override
    public void brake(BrakeRequest request, StreamObserver<BrakeResponse> out) {
        answers.answer(out, () -> {
            var brake = LeverReader.read(request);
            var pulled = emergency.brake(operator(), brake.command(), brake.brake(), brake.length());
            return BrakeResponse.newBuilder()
                    .setLever(LeverWriter.lever(pulled.lever()))
                    .build();
        });
    }

    @Override
    public void listLevers(ListLeversRequest request, StreamObserver<ListLeversResponse> out) {
        answers.answer(out, () -> {
            LeverReader.read(request);
            return ListLeversResponse.newBuilder()
                    .addAllLevers(emergency.inForce(operator()).stream()
                            .map(LeverWriter::lever)
                            .toList())
                    .build();
        });
    }

    @Override
    public void getPrices(GetPricesRequest request, StreamObserver<GetPricesResponse> out) {
        answers.answer(out, () -> {
            CommandReader.read(request);
            var now = prices.standing(operator());
            return GetPricesResponse.newBuilder()
                    .setStanding(PriceWriter.standing(now))
                    .setContent(PriceWriter.content(now))
                    .build();
        });
    }

    @Override
    public void setPrices(SetPricesRequest request, StreamObserver<SetPricesResponse> out) {
        answers.answer(out, () -> {
            CommandReader.read(request);
            var content = Bytes.of(request.getContent().toByteArray());
            var now = prices.set(operator(), content, request.getSignaturesList());
            return SetPricesResponse.newBuilder()
                    .setStanding(PriceWriter.standing(now))
                    .build();
        });
    }

    @Override
    public void reportObservation(ReportObservationRequest request, StreamObserver<ReportObservationResponse> out) {
        answers.answer(out, () -> {
            CommandReader.read(request);
            var text = Bytes.of(request.getObservation().toByteArray());
            var observed = observations.report(operator(), text, request.getSignaturesList());
            return ReportObservationResponse.newBuilder()
                    .setJournalIndex(observed.journalIndex())
                    .setEnded(observed.ended())
                    .build();
        });
    }

    private static Duration patience() {
        var deadline = Context.current().getDeadline();
        if (deadline == null) {
            return MAX_PATIENCE;
        }
        var left = Duration.ofNanos(Math.max(0, deadline.timeRemaining(TimeUnit.NANOSECONDS)));
        var useful = left.minus(left.dividedBy(KEPT_FOR_THE_ANSWER));
        return useful.compareTo(MAX_PATIENCE) < 0 ? useful : MAX_PATIENCE;
    }
}
