package dev.rollcall.client;

import java.util.Iterator;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;

/**
 * The items of all pages of a list. Each pass over it reads the pages anew, one after another as they are needed; it fails
 * with {@link RollcallException} when a page cannot be read.
 */
public final class Pages<T> implements Iterable<T> {
    private final Supplier<Pull<T>> begin;

    Pages(Supplier<Pull<T>> begin) {
        this.begin = begin;
    }

    @Override
    public Iterator<T> iterator() {
        return new BlockingStream<>(begin.get());
    }

    /** The same as a stream, which reads pages as far as it is consumed. */
    public java.util.stream.Stream<T> stream() {
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(iterator(), Spliterator.ORDERED | Spliterator.NONNULL), false);
    }
}
