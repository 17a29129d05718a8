package dev.rollcall.client;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One call, over all its attempts. gRPC itself tries again what was UNAVAILABLE; here what needs another token, what the
 * server wants later, and what was to go on a connection that was just lost.
 */
final class UnaryCall<Q, A> {
    private final Connection connection;
    private final MethodDescriptor<Q, A> method;
    private final Q request;
    private final Deadline deadline;
    private final CompletableFuture<A> answer = new CompletableFuture<>();

    private final Backoff backoff = new Backoff();
    private volatile @Nullable ClientCall<Q, A> call;
    private int attempts;
    private String token = "";
    private boolean refreshed;

    UnaryCall(Connection connection, MethodDescriptor<Q, A> method, Q request, Duration deadline) {
        this.connection = connection;
        this.method = method;
        this.request = request;
        this.deadline = Deadline.after(deadline.toNanos(), TimeUnit.NANOSECONDS);
    }

    CompletableFuture<A> start() {
        answer.whenComplete((done, failed) -> {
            ClientCall<Q, A> open = call;
            if (answer.isCancelled() && open != null) {
                open.cancel("the future was cancelled", null);
            }
        });
        ask(given -> {
            token = given;
            attempt();
        });
        return answer;
    }

    /** A provider has the time of the call, and no more. */
    private void ask(Consumer<String> use) {
        long left = Math.max(0, deadline.timeRemaining(TimeUnit.NANOSECONDS));
        connection.token().orTimeout(left, TimeUnit.NANOSECONDS).whenComplete((given, failure) -> {
            if (failure == null) {
                use.accept(given);
            } else if (failure instanceof TimeoutException) {
                var status = Status.DEADLINE_EXCEEDED.withDescription("the token provider took too long");
                fail(RollcallException.of(status, null));
            } else {
                fail(failure);
            }
        });
    }

    private void attempt() {
        if (answer.isDone()) {
            return;
        }
        if (connection.isClosed()) {
            answer.completeExceptionally(Connection.closedException());
            return;
        }
        attempts++;
        ClientCall<Q, A> open = connection.channel().newCall(method, CallOptions.DEFAULT.withDeadline(deadline));
        call = open;
        open.start(new Listener(), Connection.headers(token));
        open.request(2);
        open.sendMessage(request);
        open.halfClose();
        if (answer.isCancelled()) {
            open.cancel("the future was cancelled", null);
        }
    }

    private void failed(Status status, Metadata trailers) {
        if (!(connection.failure(status, trailers) instanceof RollcallException failure)) {
            fail(Connection.closedException());
        } else if (failure.getReason().equals(Reasons.TOKEN_EXPIRED) && !refreshed) {
            refreshed = true;
            refresh(failure);
        } else if (Connection.isLost(status)) {
            againOrFail(backoff.next(), failure);
        } else if (failure instanceof ResourceExhaustedException) {
            // Only if the server says when.
            againOrFail(failure.getRetryAfter(), failure);
        } else {
            fail(failure);
        }
    }

    /** Once more with another token, if there is one. */
    private void refresh(RollcallException failure) {
        ask(given -> {
            if (given.equals(token)) {
                fail(failure);
            } else {
                token = given;
                attempt();
            }
        });
    }

    private void againOrFail(@Nullable Duration after, RollcallException failure) {
        boolean again = after != null
                && attempts < Retries.ATTEMPTS
                && Retries.METHODS.contains(method.getFullMethodName())
                && after.toNanos() < deadline.timeRemaining(TimeUnit.NANOSECONDS);
        if (again) {
            Waiting.later(after, this::attempt);
        } else {
            fail(failure);
        }
    }

    private void fail(Throwable failure) {
        answer.completeExceptionally(Waiting.cause(failure));
    }

    private final class Listener extends ClientCall.Listener<A> {
        private @Nullable A message;

        @Override
        public void onMessage(A received) {
            message = received;
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            A received = message;
            if (!status.isOk()) {
                failed(status, trailers);
            } else if (received == null) {
                fail(RollcallException.of(Status.INTERNAL.withDescription("no message in the answer"), trailers));
            } else {
                answer.complete(received);
            }
        }
    }
}
