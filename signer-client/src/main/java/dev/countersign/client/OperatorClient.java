package dev.countersign.client;

import dev.countersign.v1.BrakeRequest;
import dev.countersign.v1.DrainTokenRequest;
import dev.countersign.v1.FreezeRequest;
import dev.countersign.v1.FreezeResponse;
import dev.countersign.v1.GetPolicyRequest;
import dev.countersign.v1.GetPolicyResponse;
import dev.countersign.v1.GetPricesRequest;
import dev.countersign.v1.GetPricesResponse;
import dev.countersign.v1.GiveOrderRequest;
import dev.countersign.v1.Lever;
import dev.countersign.v1.ListLeversRequest;
import dev.countersign.v1.ListTokensRequest;
import dev.countersign.v1.OperatorServiceGrpc;
import dev.countersign.v1.PolicyStanding;
import dev.countersign.v1.PriceStanding;
import dev.countersign.v1.ProposePolicyRequest;
import dev.countersign.v1.ReportObservationRequest;
import dev.countersign.v1.ReportObservationResponse;
import dev.countersign.v1.ResumeTokenRequest;
import dev.countersign.v1.RevokeClientRequest;
import dev.countersign.v1.RevokeClientResponse;
import dev.countersign.v1.SetPricesRequest;
import dev.countersign.v1.Token;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import java.util.List;

/// A client of one server's operator service. Make one, share it between threads, close it at the end.
///
/// Deadlines, retries and failures are those of [SigningClient]; every command may be repeated. The settings name
/// the operators' port, an operator's certificate, and the CA that vouches for the server there.
public final class OperatorClient implements AutoCloseable {

    private final ClientSettings settings;
    private final Connection connection;

    private OperatorClient(ClientSettings settings) {
        this.settings = settings;
        this.connection = new Connection(settings);
    }

    /// A client for `settings`. Reads the TLS files; the connection itself is opened by the first call.
    ///
    /// @throws IllegalArgumentException if a TLS file is missing or is not what it should be
    public static OperatorClient connect(ClientSettings settings) {
        return new OperatorClient(settings);
    }

    /// Every token and what it does now, in the order of the server's configuration.
    ///
    /// @throws CallFailed of the kind that says what to do next
    public List<Token> listTokens() {
        return call(OperatorServiceGrpc.getListTokensMethod(), ListTokensRequest.getDefaultInstance())
                .getTokensList();
    }

    /// Takes a token out of service, and waits for what it still has until shortly before the deadline.
    ///
    /// @return the token: drained, or still draining
    /// @throws CallFailed of the kind that says what to do next
    public Token drainToken(DrainTokenRequest request) {
        return call(OperatorServiceGrpc.getDrainTokenMethod(), request).getToken();
    }

    /// Takes a drained token back, and waits until it serves until shortly before the deadline.
    ///
    /// @return the token: serving, or what keeps it from that
    /// @throws CallFailed of the kind that says what to do next
    public Token resumeToken(ResumeTokenRequest request) {
        return call(OperatorServiceGrpc.getResumeTokenMethod(), request).getToken();
    }

    /// Which policy decides and which waits, with the bytes of the one that decides.
    ///
    /// @throws CallFailed of the kind that says what to do next
    public GetPolicyResponse getPolicy() {
        return call(OperatorServiceGrpc.getGetPolicyMethod(), GetPolicyRequest.getDefaultInstance());
    }

    /// Hands in a policy that officers signed.
    ///
    /// @return what decides and what waits now
    /// @throws CallFailed of the kind that says what to do next
    public PolicyStanding proposePolicy(ProposePolicyRequest request) {
        return call(OperatorServiceGrpc.getProposePolicyMethod(), request).getStanding();
    }

    /// Hands in an order of officers.
    ///
    /// @return what decides and what waits now
    /// @throws CallFailed of the kind that says what to do next
    public PolicyStanding giveOrder(GiveOrderRequest request) {
        return call(OperatorServiceGrpc.getGiveOrderMethod(), request).getStanding();
    }

    /// Stops a key, a client, an asset or everything.
    ///
    /// @return what is stopped, and whether the policy has it
    /// @throws CallFailed of the kind that says what to do next
    public FreezeResponse freeze(FreezeRequest request) {
        return call(OperatorServiceGrpc.getFreezeMethod(), request);
    }

    /// Stops a client that is out for good.
    ///
    /// @return what is stopped, and whether the policy has it
    /// @throws CallFailed of the kind that says what to do next
    public RevokeClientResponse revokeClient(RevokeClientRequest request) {
        return call(OperatorServiceGrpc.getRevokeClientMethod(), request);
    }

    /// Tightens every limit for a while.
    ///
    /// @throws CallFailed of the kind that says what to do next
    public Lever brake(BrakeRequest request) {
        return call(OperatorServiceGrpc.getBrakeMethod(), request).getLever();
    }

    /// What is frozen, revoked or braked now, in the order in which it was pulled.
    ///
    /// @throws CallFailed of the kind that says what to do next
    public List<Lever> listLevers() {
        return call(OperatorServiceGrpc.getListLeversMethod(), ListLeversRequest.getDefaultInstance())
                .getLeversList();
    }

    /// By which prices charges are valued, with the bytes of the table that was taken in last.
    ///
    /// @throws CallFailed of the kind that says what to do next
    public GetPricesResponse getPrices() {
        return call(OperatorServiceGrpc.getGetPricesMethod(), GetPricesRequest.getDefaultInstance());
    }

    /// Hands in a price table that price signers signed. One that was taken in is refused when it comes again.
    ///
    /// @return the prices now
    /// @throws CallFailed of the kind that says what to do next
    public PriceStanding setPrices(SetPricesRequest request) {
        return call(OperatorServiceGrpc.getSetPricesMethod(), request).getStanding();
    }

    /// Hands in what observers signed of a chain.
    ///
    /// @throws CallFailed of the kind that says what to do next
    public ReportObservationResponse reportObservation(ReportObservationRequest request) {
        return call(OperatorServiceGrpc.getReportObservationMethod(), request);
    }

    /// Ends every call under way with [Unavailable], and the connection.
    @Override
    public void close() {
        connection.close();
    }

    private <Q, R> R call(MethodDescriptor<Q, R> method, Q request) {
        return SigningClient.await(Attempts.of(connection, settings, method, request, CallOptions.DEFAULT));
    }
}
