package dev.countersign.client;

import io.grpc.Channel;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// The one connection to the server, and the one thread that serves it. Reopened when certificates change
/// and, for the next attempt, after it failed: no attempt is answered with the failure of an earlier one.
final class Connection implements AutoCloseable {

    private static final boolean EPOLL = ReloadingSslContext.NATIVE_ALLOWED && Epoll.isAvailable();

    private static final Duration KEEPALIVE = Duration.ofSeconds(30);
    private static final Duration KEEPALIVE_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration IDLE = Duration.ofMinutes(5);
    private static final Duration RECONNECT_AT_MOST_EVERY = Duration.ofMillis(20);

    private final ReloadingSslContext tls;
    private final MultiThreadIoEventLoopGroup eventLoop;
    private final ManagedChannel channel;
    private final AtomicLong reconnectedNanos = new AtomicLong(System.nanoTime());

    Connection(ClientSettings settings) {
        tls = new ReloadingSslContext(settings.tls());
        eventLoop = new MultiThreadIoEventLoopGroup(
                1,
                new DefaultThreadFactory("countersign-client", true),
                EPOLL ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        var builder = NettyChannelBuilder.forAddress(settings.host(), settings.port())
                .sslContext(tls)
                .eventLoopGroup(eventLoop)
                .channelType(EPOLL ? EpollSocketChannel.class : NioSocketChannel.class)
                .directExecutor() // an answer only completes a future; who may do more with it names an executor
                .disableRetry() // ours know the contract
                .disableServiceConfigLookUp()
                .idleTimeout(IDLE.toMillis(), TimeUnit.MILLISECONDS)
                .keepAliveTime(KEEPALIVE.toMillis(), TimeUnit.MILLISECONDS)
                .keepAliveTimeout(KEEPALIVE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        channel = settings.authority() == null
                ? builder.build()
                : builder.overrideAuthority(settings.authority()).build();
    }

    /// The channel for the next attempt. Calls under way on an older connection finish there.
    Channel channel() {
        if (tls.look() || (hasFailed() && mayReconnect())) {
            channel.enterIdle();
        }
        return channel;
    }

    private boolean hasFailed() {
        return channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE;
    }

    /// Many callers at a dead server make one connection attempt at a time, not one each.
    private boolean mayReconnect() {
        var last = reconnectedNanos.get();
        var now = System.nanoTime();
        return now - last >= RECONNECT_AT_MOST_EVERY.toNanos() && reconnectedNanos.compareAndSet(last, now);
    }

    boolean isClosed() {
        return channel.isShutdown();
    }

    /// Ends every call under way.
    @Override
    public void close() {
        channel.shutdownNow();
        var _ = eventLoop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
