package dev.rollcall.client;

import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Waiting for what happens elsewhere, and the threads on which it does. */
final class Waiting {
    /** Token providers may block, so there is a thread for each that does. */
    static final Executor THREADS = Executors.newCachedThreadPool(work -> {
        var thread = new Thread(work, "rollcall-client");
        thread.setDaemon(true);
        return thread;
    });

    private static final Duration LONGEST = Duration.ofDays(365);

    private Waiting() {}

    static void later(Duration delay, Runnable work) {
        // Longer ones, which a server may ask for, do not fit a long.
        Duration bounded = delay.compareTo(LONGEST) > 0 ? LONGEST : delay;
        CompletableFuture.delayedExecutor(bounded.toNanos(), TimeUnit.NANOSECONDS, THREADS)
                .execute(work);
    }

    /** Waits in this thread; when that is interrupted, cancels, and fails with CANCELLED. */
    static <T> T await(CompletableFuture<T> future, Runnable cancel) {
        try {
            return future.get();
        } catch (InterruptedException interrupted) {
            cancel.run();
            Thread.currentThread().interrupt();
            var status = Status.CANCELLED.withDescription("the thread was interrupted").withCause(interrupted);
            throw RollcallException.of(status, null);
        } catch (ExecutionException failed) {
            throw here(failed);
        }
    }

    /** The failure, as one that was thrown by this thread. */
    private static RuntimeException here(ExecutionException failed) {
        Throwable cause = cause(failed);
        if (cause instanceof RollcallException known) {
            return known.thrownHere();
        }
        if (cause instanceof ClientClosedException closed) {
            return new ClientClosedException(closed.getMessage());
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return new IllegalStateException(cause);
    }

    /** What a future failed with, without what futures wrap around it. */
    static Throwable cause(Throwable failure) {
        Throwable cause = failure.getCause();
        boolean wrapped = failure instanceof CompletionException || failure instanceof ExecutionException;
        return wrapped && cause != null ? cause(cause) : failure;
    }
}
