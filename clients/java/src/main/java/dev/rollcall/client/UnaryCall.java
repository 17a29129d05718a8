package dev.rollcall.client;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One call, over all its attempts, which share one deadline. gRPC itself tries nothing again. */
final class UnaryCall<Q, A> {
    private final Connection connection;
    private final MethodDescriptor<Q, A> method;
    private final Q request;
    private final Deadline deadline;
    private final @Nullable Retries retries;
    private final CompletableFuture<A> answer = new CompletableFuture<>();

    private volatile @Nullable ClientCall<Q, A> call;
    private int attempts;
    private String token = "";
    private boolean refreshed;

    UnaryCall(Connection connection, MethodDescriptor<Q, A> method, Q request, Duration deadline) {
        this.connection = connection;
        this.method = method;
        this.request = request;
        this.deadline = Deadline.after(deadline.toNanos(), TimeUnit.NANOSECONDS);
        retries = Retries.of(method.getFullMethodName());
    }

    CompletableFuture<A> start() {
        Runnable atClose = () -> fail(Connection.closedException());
        connection.atClose(atClose);
        answer.whenComplete((done, failed) -> {
            connection.takeBack(atClose);
            if (failed != null) { // Perhaps by the caller, who cancelled it, or waits no longer.
                abandon(call);
            }
        });
        ask(given -> {
            token = given;
            attempt();
        });
        return answer;
    }

    /** Asks for a token; that has the time of the call, and no more. */
    private void ask(Consumer<String> use) {
        connection.token().orTimeout(left(), TimeUnit.NANOSECONDS).whenComplete((given, failure) -> {
            if (failure == null) {
                guarded(() -> use.accept(given));
            } else if (Waiting.cause(failure) instanceof TimeoutException) {
                var status = Status.DEADLINE_EXCEEDED.withDescription("the token provider took too long");
                fail(RollcallException.of(status, null));
            } else {
                fail(failure);
            }
        });
    }

    private long left() {
        return Math.max(0, deadline.timeRemaining(TimeUnit.NANOSECONDS));
    }

    private void attempt() {
        if (answer.isDone()) {
            return;
        }
        attempts++;
        ClientCall<Q, A> open = connection.channel().newCall(method, CallOptions.DEFAULT.withDeadline(deadline));
        call = open;
        open.start(new Listener(), Connection.headers(token));
        open.request(2);
        open.sendMessage(request);
        open.halfClose();
        if (answer.isDone()) {
            abandon(open);
        }
    }

    private static void abandon(@Nullable ClientCall<?, ?> open) {
        if (open != null) {
            open.cancel("nobody waits for the answer", null);
        }
    }

    private void failed(Status status, Metadata trailers) {
        if (answer.isDone()) {
            return;
        }
        RuntimeException why = connection.failure(status, trailers);
        if (!(why instanceof RollcallException failure)) {
            fail(why);
        } else if (failure.getReason().equals(Reasons.TOKEN_EXPIRED) && !refreshed) {
            refreshed = true;
            refresh(failure);
        } else {
            again(failure);
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

    private void again(RollcallException failure) {
        Duration wait = retries == null
                ? null
                : retries.after(failure, attempts, ThreadLocalRandom.current().nextDouble());
        if (wait == null || wait.compareTo(Duration.ofNanos(left())) >= 0) {
            fail(failure);
        } else {
            Waiting.later(wait, () -> guarded(this::attempt));
        }
    }

    /** Whatever goes wrong, who waits is told. */
    private void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error failure) {
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
                guarded(() -> failed(status, trailers));
            } else if (received == null) {
                fail(RollcallException.of(Status.INTERNAL.withDescription("no message in the answer"), trailers));
            } else {
                answer.complete(received);
            }
        }
    }
}
