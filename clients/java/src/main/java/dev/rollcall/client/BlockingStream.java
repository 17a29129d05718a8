package dev.rollcall.client;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The items of a stream, of which no more is read than is taken. One thread takes them; any thread may close it, and
 * the one that waits then finds no more. Close it when you leave it before its end: that releases the server's stream at
 * once. One that is forgotten is released when it is collected as garbage.
 */
public final class BlockingStream<T> implements Iterator<T>, Iterable<T>, AutoCloseable {
    private static final Cleaner FORGOTTEN = Cleaner.create();

    private final Pull<T> pull;
    private @Nullable T ahead;
    private boolean ended;

    BlockingStream(Pull<T> pull) {
        this.pull = pull;
        FORGOTTEN.register(this, pull::cancel);
    }

    /**
     * Waits for the next item.
     *
     * @throws RollcallException if the stream failed; CANCELLED if the thread is interrupted
     * @throws ClientClosedException if the client was closed
     */
    @Override
    public boolean hasNext() {
        if (ahead == null && !ended) {
            try {
                ahead = Waiting.await(pull.next(), pull::cancel);
            } finally {
                ended = ahead == null;
                Reference.reachabilityFence(this); // It is not forgotten while somebody waits.
            }
        }
        return ahead != null;
    }

    @Override
    public T next() {
        hasNext();
        T item = ahead;
        if (item == null) {
            throw new NoSuchElementException();
        }
        ahead = null;
        return item;
    }

    /** This itself: there is one pass over it. */
    @Override
    public Iterator<T> iterator() {
        return this;
    }

    @Override
    public void close() {
        pull.cancel();
    }
}
