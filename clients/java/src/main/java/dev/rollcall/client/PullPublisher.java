package dev.rollcall.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Gives each subscriber a stream of its own, as far as it asks. */
final class PullPublisher<T> implements Flow.Publisher<T> {
    private final Supplier<Pull<T>> begin;

    PullPublisher(Supplier<Pull<T>> begin) {
        this.begin = begin;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super T> subscriber) {
        subscriber.onSubscribe(new Subscription<>(begin.get(), subscriber));
    }

    private static final class Subscription<T> implements Flow.Subscription {
        private final Pull<T> pull;
        private final Flow.Subscriber<? super T> subscriber;
        private long demand;
        /** An item is asked for, or is being given. */
        private boolean busy;
        private boolean done;

        Subscription(Pull<T> pull, Flow.Subscriber<? super T> subscriber) {
            this.pull = pull;
            this.subscriber = subscriber;
        }

        @Override
        public void request(long items) {
            if (items <= 0) {
                if (finish()) {
                    pull.cancel();
                    subscriber.onError(new IllegalArgumentException("a request for " + items + " items"));
                }
                return;
            }
            synchronized (this) {
                demand = demand + items < 0 ? Long.MAX_VALUE : demand + items;
            }
            ask();
        }

        @Override
        public void cancel() {
            if (finish()) {
                pull.cancel();
            }
        }

        private void ask() {
            CompletableFuture<@Nullable T> next;
            synchronized (this) {
                if (busy || done || demand == 0) {
                    return;
                }
                busy = true;
                demand--;
                next = pull.next();
            }
            next.whenCompleteAsync(this::give, Waiting.THREADS);
        }

        private void give(@Nullable T item, @Nullable Throwable failure) {
            if (failure == null && item != null) {
                synchronized (this) {
                    if (done) {
                        return;
                    }
                }
                subscriber.onNext(item);
                synchronized (this) {
                    busy = false;
                }
                ask();
            } else if (finish()) {
                if (failure == null) {
                    subscriber.onComplete();
                } else {
                    subscriber.onError(Waiting.cause(failure));
                }
            }
        }

        /** Whether it was not done before. */
        private synchronized boolean finish() {
            boolean first = !done;
            done = true;
            return first;
        }
    }
}
