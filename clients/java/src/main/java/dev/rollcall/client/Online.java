package dev.rollcall.client;

import dev.rollcall.v1.Registration;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A view of who is online, which follows a watch until it is closed. While the server cannot be reached it says what was true
 * last, and is not live.
 */
public final class Online implements AutoCloseable {
    private final Watcher watcher;
    private final Consumer<Transition> told;
    private final Table table = new Table();
    private CompletableFuture<Void> live = new CompletableFuture<>();

    Online(Watcher watcher, Consumer<Transition> told) {
        this.watcher = watcher;
        this.told = told;
        follow();
    }

    /** The names of all users who have a registration, sorted. */
    public synchronized List<String> users() {
        return table.users();
    }

    /** Whether a user, {@code domains/{fqdn}/users/{login}}, has a registration. */
    public synchronized boolean isOnline(String user) {
        return table.isOnline(user);
    }

    /** The registrations of a user, in no order. */
    public synchronized List<Registration> registrations(String user) {
        return table.registrations(user);
    }

    /** Whether it has seen a snapshot and is connected. */
    public synchronized boolean isLive() {
        return live.isDone() && !live.isCompletedExceptionally();
    }

    /**
     * Waits until it is live.
     *
     * @throws RollcallException if the watch ended with that; CANCELLED if the thread is interrupted
     * @throws ClientClosedException if the view or the client was closed
     */
    public void awaitLive() {
        Waiting.await(whenLive(), () -> {});
    }

    /**
     * Waits until it is live, but not for ever.
     *
     * @return whether it is
     * @throws RollcallException if the watch ended with that; CANCELLED if the thread is interrupted
     * @throws ClientClosedException if the view or the client was closed
     */
    public boolean awaitLive(Duration patience) {
        return Waiting.await(
                whenLive().thenApply(done -> true).completeOnTimeout(false, patience.toNanos(), TimeUnit.NANOSECONDS),
                () -> {});
    }

    /** Completed as soon as it is live, or exceptionally when it never will be. */
    public synchronized CompletableFuture<Void> whenLive() {
        return live.copy();
    }

    /**
     * Ends it, and releases the server's stream. What it knows stays, and is not live. A call of the function that is told of
     * changes may still be under way.
     */
    @Override
    public void close() {
        watcher.cancel();
        ended(new ClientClosedException("the view is closed"));
    }

    private void follow() {
        watcher.next().whenCompleteAsync(this::take, Waiting.THREADS);
    }

    private void take(@Nullable Item item, @Nullable Throwable failure) {
        if (failure != null) {
            ended(Waiting.cause(failure));
        } else if (item != null) {
            List<Transition> changed = apply(item);
            try {
                changed.forEach(told);
                follow();
            } catch (RuntimeException theirs) {
                watcher.cancel();
                ended(theirs);
            }
        }
    }

    private synchronized List<Transition> apply(Item item) {
        boolean connected = true;
        List<Transition> changed = List.of();
        if (item instanceof Item.Snapshot snapshot) {
            changed = table.replace(snapshot.registrations());
        } else if (item instanceof Item.Changes changes) {
            changed = table.apply(changes.events());
        } else {
            connected = item instanceof Item.Bookmark;
        }
        if (live.isCompletedExceptionally()) {
            return List.of();
        }
        if (connected) {
            live.complete(null);
        } else if (live.isDone()) {
            live = new CompletableFuture<>();
        }
        return changed;
    }

    private synchronized void ended(Throwable why) {
        if (live.isDone() && !live.isCompletedExceptionally()) {
            live = new CompletableFuture<>();
        }
        live.completeExceptionally(why);
    }
}
