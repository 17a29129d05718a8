package dev.rollcall.client;

import dev.rollcall.v1.Registration;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A view of who is online, which follows a watch until it is closed. While the server cannot be reached it says what
 * was true last, and is not live.
 */
public final class Online implements AutoCloseable {
    private final Watcher watcher;
    private final Consumer<Transition> told;
    private final Table table = new Table();
    /** Completed once it is connected; another one takes its place when it no longer is. */
    private CompletableFuture<Void> live = new CompletableFuture<>();
    /** Whether it has seen a snapshot, and a stream is open. */
    private volatile boolean connected;
    /** Why nothing comes any more. */
    private @Nullable Throwable end;

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
    public boolean isLive() {
        return connected;
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
        return end == null ? live.copy() : CompletableFuture.failedFuture(end);
    }

    /**
     * Ends it, and releases the server's stream. What it knows stays, and is not live. A call of the function that is told
     * of changes may still be under way, and may be what closes it.
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
            try {
                apply(item).forEach(told);
                follow();
            } catch (RuntimeException | Error theirs) {
                watcher.cancel();
                ended(theirs);
            }
        }
    }

    private List<Transition> apply(Item item) {
        CompletableFuture<Void> reached;
        List<Transition> changed = List.of();
        synchronized (this) {
            if (end != null) {
                return changed;
            }
            if (item instanceof Item.Snapshot snapshot) {
                changed = table.replace(snapshot.registrations());
            } else if (item instanceof Item.Changes changes) {
                changed = table.apply(changes.events());
            }
            connected = !(item instanceof Item.Resync || item instanceof Item.Disconnected);
            if (!connected && live.isDone()) {
                live = new CompletableFuture<>();
            }
            reached = live;
        }
        // Without the lock: who waits may go on at once, in this thread.
        if (connected) {
            reached.complete(null);
        }
        return changed;
    }

    private void ended(Throwable why) {
        CompletableFuture<Void> never;
        synchronized (this) {
            if (end != null) {
                return;
            }
            end = why;
            connected = false;
            never = live;
        }
        never.completeExceptionally(why);
    }
}
