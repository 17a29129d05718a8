package dev.rollcall.client;

import dev.rollcall.v1.RegistrationServiceGrpc;
import dev.rollcall.v1.WatchRegistrationsRequest;
import dev.rollcall.v1.WatchRegistrationsResponse;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Follows registrations for ever, over as many streams as it takes. */
final class Watcher implements Pull<Item> {
    private final Connection connection;
    private final Follow follow;
    private final Runnable atClose = this::clientClosed;

    private @Nullable Stream<WatchRegistrationsRequest, WatchRegistrationsResponse> stream;
    private Duration rest = Duration.ZERO;
    private @Nullable CompletableFuture<@Nullable Item> waiting;
    private boolean cancelled;
    private @Nullable RuntimeException failure;

    Watcher(Connection connection, WatchRegistrationsRequest request) {
        this.connection = connection;
        follow = new Follow(request);
        connection.atClose(atClose);
    }

    @Override
    public synchronized CompletableFuture<@Nullable Item> next() {
        var next = new CompletableFuture<@Nullable Item>();
        waiting = next;
        if (cancelled) {
            give(null);
        } else if (failure != null) {
            fail(failure);
        } else if (stream != null) {
            read();
        } else if (rest.isZero()) {
            open();
        } else {
            Waiting.later(rest, this::open);
        }
        return next;
    }

    @Override
    public synchronized void cancel() {
        cancelled = true;
        release();
        give(null);
    }

    private synchronized void clientClosed() {
        release();
        fail(Connection.closedException());
    }

    private void release() {
        connection.takeBack(atClose);
        if (stream != null) {
            stream.cancel();
            stream = null;
        }
    }

    private synchronized void open() {
        if (waiting == null) {
            return;
        }
        connection.tryNow();
        var requests = List.of(follow.open()).iterator();
        stream = new Stream<>(connection, RegistrationServiceGrpc.getWatchRegistrationsMethod(), requests);
        read();
    }

    /** Only while somebody waits can the server be too silent for it. */
    private void read() {
        var from = stream;
        if (from == null) {
            return;
        }
        from.next()
                .orTimeout(follow.patience().toNanos(), TimeUnit.NANOSECONDS)
                .whenCompleteAsync((message, failed) -> came(from, message, failed), Waiting.THREADS);
    }

    private synchronized void came(
            Stream<?, ?> from, @Nullable WatchRegistrationsResponse message, @Nullable Throwable failed) {
        if (from != stream || waiting == null) {
            return;
        }
        try {
            heard(from, message, failed);
        } catch (RuntimeException broken) { // Whatever goes wrong, who waits is told.
            release();
            fail(broken);
        }
    }

    private void heard(
            Stream<?, ?> from, @Nullable WatchRegistrationsResponse message, @Nullable Throwable failed) {
        if (message == null) {
            from.cancel();
            stream = null;
            ended(failed == null ? null : Waiting.cause(failed));
            return;
        }
        Item item = follow.take(message);
        if (item == null) {
            read();
        } else {
            give(item);
        }
    }

    private void ended(@Nullable Throwable failed) {
        try {
            Follow.Ended ended = follow.ended(typed(failed));
            rest = ended.rest();
            give(ended.item());
        } catch (RollcallException hopeless) {
            release();
            fail(hopeless);
        }
    }

    private static @Nullable RollcallException typed(@Nullable Throwable failed) {
        if (failed == null || failed instanceof RollcallException) {
            return (RollcallException) failed;
        }
        Status status = failed instanceof TimeoutException
                ? Status.UNAVAILABLE.withDescription("the stream fell silent")
                : Status.UNAVAILABLE.withDescription(failed.toString()).withCause(failed);
        return RollcallException.of(status, null);
    }

    private void give(@Nullable Item item) {
        if (waiting != null) {
            waiting.complete(item);
            waiting = null;
        }
    }

    private void fail(RuntimeException with) {
        failure = with;
        if (waiting != null) {
            waiting.completeExceptionally(with);
            waiting = null;
        }
    }
}
