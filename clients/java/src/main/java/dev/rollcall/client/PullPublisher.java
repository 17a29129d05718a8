package dev.rollcall.client;

import java.util.Objects;
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
        Objects.requireNonNull(subscriber);
        var subscription = new Subscription<T>(begin.get(), subscriber);
        subscriber.onSubscribe(subscription);
        subscription.idle();
    }

    private static final class Subscription<T> implements Flow.Subscription {
        private final Pull<T> pull;
        private final Flow.Subscriber<? super T> subscriber;
        private long demand;
        /** An item is asked for, or the subscriber is being told something. */
        private boolean busy = true;
        private boolean done;

        Subscription(Pull<T> pull, Flow.Subscriber<? super T> subscriber) {
            this.pull = pull;
            this.subscriber = subscriber;
        }

        @Override
        public void request(long items) {
            if (items <= 0) {
                finish(new IllegalArgumentException("a request for " + items + " items"));
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

        private void idle() {
            synchronized (this) {
                busy = false;
            }
            ask();
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
                try {
                    subscriber.onNext(item);
                } catch (RuntimeException | Error theirs) { // Which is against the rules; but it is told.
                    finish(theirs);
                    return;
                }
                idle();
            } else if (finish()) {
                if (failure == null) {
                    subscriber.onComplete();
                } else {
                    subscriber.onError(Waiting.cause(failure));
                }
            }
        }

        private void finish(Throwable failure) {
            if (finish()) {
                pull.cancel();
                subscriber.onError(failure);
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
