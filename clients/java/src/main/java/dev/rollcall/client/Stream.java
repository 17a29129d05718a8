package dev.rollcall.client;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One streaming call. It begins when the first message is asked for, and reads no further than is asked. */
final class Stream<Q, A> implements Pull<A> {
    private final Connection connection;
    private final MethodDescriptor<Q, A> method;
    private final Iterator<Q> requests;
    private final AtomicInteger ready = new AtomicInteger();

    private @Nullable ClientCall<Q, A> call;
    private @Nullable CompletableFuture<@Nullable A> waiting;
    private boolean begun;
    private boolean ended;
    private boolean cancelled;
    private boolean halfClosed;
    private @Nullable Throwable failure;

    Stream(Connection connection, MethodDescriptor<Q, A> method, Iterator<Q> requests) {
        this.connection = connection;
        this.method = method;
        this.requests = requests;
    }

    @Override
    public synchronized CompletableFuture<@Nullable A> next() {
        var next = new CompletableFuture<@Nullable A>();
        waiting = next;
        if (ended) {
            finish();
        } else if (!begun) {
            begun = true;
            connection.token().whenCompleteAsync(this::begin, Waiting.THREADS);
        } else if (call != null) {
            call.request(1);
        }
        return next;
    }

    @Override
    public synchronized void cancel() {
        cancelled = true;
        if (call != null) {
            call.cancel("the consumer left", null);
        } else {
            end(null);
        }
    }

    private synchronized void begin(@Nullable String token, @Nullable Throwable none) {
        if (cancelled) {
            return;
        }
        if (token == null) {
            end(none == null ? null : Waiting.cause(none));
            return;
        }
        try {
            begin(token);
        } catch (RuntimeException broken) {
            if (call != null) {
                call.cancel("the request cannot be sent", broken);
            }
            end(broken);
        }
    }

    private void begin(String token) {
        ClientCall<Q, A> open = connection.channel().newCall(method, CallOptions.DEFAULT);
        open.start(new Listener(), Connection.headers(token));
        call = open;
        open.request(1);
        if (method.getType().clientSendsOneMessage()) {
            // Of such a call gRPC does not say when it is ready.
            open.sendMessage(requests.next());
            open.halfClose();
        } else {
            send();
        }
    }

    /** Sends what there is as long as the connection takes it, on one thread at a time. */
    private void send() {
        if (ready.getAndIncrement() == 0) {
            Waiting.THREADS.execute(() -> {
                int seen;
                do {
                    seen = ready.get();
                    sendWhileReady();
                } while (ready.addAndGet(-seen) != 0);
            });
        }
    }

    private void sendWhileReady() {
        ClientCall<Q, A> open = opened();
        try {
            while (!halfClosed && open.isReady()) {
                if (requests.hasNext()) {
                    open.sendMessage(requests.next());
                } else {
                    halfClosed = true;
                    open.halfClose();
                }
            }
        } catch (RuntimeException failed) {
            halfClosed = true;
            open.cancel("the requests failed", failed);
        }
    }

    private synchronized ClientCall<Q, A> opened() {
        if (call == null) {
            throw new IllegalStateException("the call has not begun");
        }
        return call;
    }

    private synchronized void end(@Nullable Throwable with) {
        if (!ended) {
            ended = true;
            failure = with;
            finish();
        }
    }

    private void finish() {
        CompletableFuture<@Nullable A> last = waiting;
        if (last == null) {
            return;
        }
        if (failure == null || cancelled) {
            last.complete(null);
        } else {
            last.completeExceptionally(failure);
        }
    }

    private final class Listener extends ClientCall.Listener<A> {
        @Override
        public void onReady() {
            send();
        }

        @Override
        public void onMessage(A message) {
            synchronized (Stream.this) {
                if (waiting != null) {
                    waiting.complete(message);
                }
            }
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            end(status.isOk() ? null : connection.failure(status, trailers));
        }
    }
}
