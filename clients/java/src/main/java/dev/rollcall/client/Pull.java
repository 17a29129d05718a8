package dev.rollcall.client;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Something that gives items one at a time, as they are asked for. */
interface Pull<T> {
    /**
     * The next item; null when there are no more. It is not asked again before this is complete. It may be completed
     * under a lock, so what depends on it must be asynchronous.
     */
    CompletableFuture<@Nullable T> next();

    /** Ends it, from whichever thread: who waits for an item gets none. */
    void cancel();
}
