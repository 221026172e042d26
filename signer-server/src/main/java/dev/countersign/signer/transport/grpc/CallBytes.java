package dev.countersign.signer.transport.grpc;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;

/// What one call holds in memory: what has arrived of its message, piece by piece and before the message is whole; then
/// the message and what is made of it; then the answer, until the peer has taken it. Given back when the stream has
/// ended and nobody works on the call any more, which a peer that gives up does not end.
///
/// HTTP/2 has flow control, and gRPC takes it away from a message that was asked for: each piece is let through as it
/// comes. Asking later would not do either: nobody knows a message's length before its first bytes are there, and the
/// window of a connection, once full of calls that were not asked, lets nothing through of those that were.
final class CallBytes extends ServerStreamTracer {

    /// Headers, and the objects of a call.
    static final int CALL_BYTES = 8 * 1024;

    /// A piece holds the buffer that it came in, with whatever else came in it.
    static final int LEAST_PIECE_BYTES = 4 * 1024;

    private static final Context.Key<CallBytes> CALL = Context.key("countersign.bytes");

    /// What is held, and what of refused calls is not yet let go of: that is when gRPC has told the peer, and takes as
    /// long as the peer likes.
    record Budgets(ByteBudget held, ByteBudget refused) {

        static Budgets of(GrpcListener.Bounds bounds) {
            return new Budgets(
                    new ByteBudget(bounds.bytesOfAll(), bounds.bytesOfPeer()),
                    new ByteBudget(2 * bounds.bytesOfAll(), 2 * bounds.bytesOfPeer()));
        }

        Factory factory() {
            return new Factory() {
                @Override
                public ServerStreamTracer newServerStreamTracer(String fullMethodName, Metadata headers) {
                    return new CallBytes(Budgets.this);
                }
            };
        }
    }

    private final Budgets budgets;
    private Object peer = CallBytes.class; // nobody yet; what is refused before it is read holds nothing
    private Runnable refusal = () -> {};
    private long bytes;
    private boolean refused;
    private int users = 1; // the stream; then those who work on the call, too

    private CallBytes(Budgets budgets) {
        this.budgets = budgets;
    }

    /// What the call holds that this thread handles.
    static CallBytes ofCall() {
        return of(Context.current());
    }

    static CallBytes of(Context context) {
        var bytes = CALL.get(context);
        if (bytes == null) {
            throw new IllegalStateException("a call whose bytes nobody counts");
        }
        return bytes;
    }

    @Override
    public Context filterContext(Context context) {
        return context.withValue(CALL, this);
    }

    /// Begins to count, for a peer.
    ///
    /// @param onExcess answers the call with a refusal; run on the network's thread, at most once
    /// @return false if not even the call itself has room: nothing of it may be read
    synchronized boolean begin(Object whose, Runnable onExcess) {
        peer = whose;
        refusal = onExcess;
        refused = !budgets.held().take(peer, CALL_BYTES);
        bytes = refused ? 0 : CALL_BYTES;
        return !refused;
    }

    /// A piece of the message, taken out of the network's hands. Throws what makes gRPC drop the stream without more
    /// ado, where a peer that does not listen has refused calls grow.
    @Override
    public void inboundWireSize(long piece) {
        if (!isHeld(Math.max(piece, LEAST_PIECE_BYTES))) {
            refusal.run();
        }
    }

    /// True if the call was refused, so that what still comes of it must not be looked at.
    synchronized boolean isRefused() {
        return refused;
    }

    /// Counts one more who works on the call.
    synchronized void enter() {
        users++;
    }

    /// The answer takes the place of the message.
    ///
    /// @return false if it is so much longer that there is no room for it
    synchronized boolean exchange(long answerBytes) {
        var more = Math.max(0, answerBytes - bytes);
        if (!budgets.held().take(peer, more)) {
            return false;
        }
        bytes += more;
        return true;
    }

    /// Counts one who works on the call no more.
    synchronized void leave() {
        users--;
        if (users == 0) {
            (refused ? budgets.refused() : budgets.held()).give(peer, bytes);
            bytes = 0;
        }
    }

    @Override
    public void streamClosed(Status status) {
        leave();
    }

    /// @return false if the call has to be refused for this piece
    private synchronized boolean isHeld(long piece) {
        if (refused) {
            holdRefused(piece);
            return true;
        }
        if (budgets.held().take(peer, piece)) {
            bytes += piece;
            return true;
        }
        var sofar = bytes;
        budgets.held().give(peer, bytes); // at once, so that of many large calls some get through
        bytes = 0;
        refused = true;
        holdRefused(sofar + piece);
        return false;
    }

    private void holdRefused(long more) {
        if (!budgets.refused().take(peer, more)) {
            throw Status.RESOURCE_EXHAUSTED
                    .withDescription("the answers to earlier calls are not taken")
                    .asRuntimeException();
        }
        bytes += more;
    }
}
