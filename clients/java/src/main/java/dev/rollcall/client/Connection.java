package dev.rollcall.client;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What the blocking and the asynchronous client share: the channel, and the tokens for it. */
final class Connection {
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private final ManagedChannel channel;
    private final @Nullable TokenProvider tokens;
    private final Backoff backoff = new Backoff();
    private final Set<Runnable> atClose = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    Connection(ManagedChannel channel, @Nullable TokenProvider tokens) {
        this.channel = channel;
        this.tokens = tokens;
        tryAgain();
    }

    ManagedChannel channel() {
        return channel;
    }

    /** The token of the next attempt; empty if none is sent. */
    CompletableFuture<String> token() {
        if (tokens == null) {
            return CompletableFuture.completedFuture("");
        }
        CompletableFuture<String> token = CompletableFuture.supplyAsync(() -> ask(tokens), Waiting.THREADS);
        Runnable atClose = () -> token.completeExceptionally(closedException());
        atClose(atClose);
        token.whenComplete((given, failure) -> takeBack(atClose));
        return token;
    }

    /** What a provider gives, without what surrounds it in a file. Null is none, whatever the annotations say. */
    private static String ask(TokenProvider tokens) {
        try {
            return Objects.requireNonNull(tokens.token(), "the provider gave null").strip();
        } catch (Exception none) {
            var status = Status.UNAVAILABLE.withDescription("no token: " + none).withCause(none);
            throw RollcallException.of(status, null);
        }
    }

    /**
     * Those of a call with this token, which may be empty.
     *
     * @throws RollcallException UNAUTHENTICATED if the token cannot be one; gRPC would leave it out, and log it
     */
    static Metadata headers(String token) {
        var headers = new Metadata();
        if (!token.chars().allMatch(one -> one > ' ' && one < 0x7f)) {
            var status = Status.UNAUTHENTICATED.withDescription("the token has characters that no token has");
            throw RollcallException.of(status, null);
        }
        if (!token.isEmpty()) {
            headers.put(AUTHORIZATION, "Bearer " + token);
        }
        return headers;
    }

    /** What a call failed with. */
    RuntimeException failure(Status status, Metadata trailers) {
        return closed ? closedException() : RollcallException.of(isLost(status) ? lost(status) : status, trailers);
    }

    /** Whether the connection broke before the call was on it; gRPC then says UNKNOWN. */
    private static boolean isLost(Status status) {
        return status.getCode() == Status.Code.UNKNOWN && status.getCause() instanceof ClosedChannelException;
    }

    private static Status lost(Status status) {
        return Status.UNAVAILABLE.withDescription("the connection was lost").withCause(status.getCause());
    }

    static ClientClosedException closedException() {
        return new ClientClosedException("the client is closed");
    }

    /** Runs something when the client is closed, unless it is taken back before. */
    void atClose(Runnable work) {
        atClose.add(work);
        if (closed && atClose.remove(work)) {
            work.run();
        }
    }

    void takeBack(Runnable work) {
        atClose.remove(work);
    }

    void close() {
        closed = true;
        for (Runnable work : atClose) {
            if (atClose.remove(work)) {
                work.run();
            }
        }
        channel.shutdownNow();
    }

    /** Connects at once if the channel waits to try again: gRPC's own wait grows to two minutes. */
    void tryNow() {
        if (channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
            channel.resetConnectBackoff();
        }
    }

    /** As long as it cannot connect, tries as often as a watch does. */
    private void tryAgain() {
        ConnectivityState state = channel.getState(false);
        switch (state) {
            case SHUTDOWN -> {}
            case TRANSIENT_FAILURE -> Waiting.later(backoff.next(), () -> {
                tryNow();
                tryAgain();
            });
            default -> {
                if (state == ConnectivityState.READY) {
                    backoff.reset();
                }
                channel.notifyWhenStateChanged(state, this::tryAgain);
            }
        }
    }
}
