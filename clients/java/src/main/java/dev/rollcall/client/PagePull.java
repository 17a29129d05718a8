package dev.rollcall.client;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The items of a list, page after page. */
final class PagePull<Q extends Message, A extends Message, T> implements Pull<T> {
    private final Calls calls;
    private final MethodDescriptor<Q, A> method;
    private final Function<A, List<T>> items;
    private final Queue<T> page = new ArrayDeque<>();

    private Q request;
    private boolean last;
    private @Nullable CompletableFuture<A> reading;

    PagePull(Calls calls, MethodDescriptor<Q, A> method, Q request, Function<A, List<T>> items) {
        this.calls = calls;
        this.method = method;
        this.request = request;
        this.items = items;
    }

    @Override
    public synchronized CompletableFuture<@Nullable T> next() {
        if (!page.isEmpty() || last) {
            return CompletableFuture.completedFuture(page.poll());
        }
        CompletableFuture<A> answer = calls.unary(method, request);
        reading = answer;
        return answer.thenComposeAsync(this::take, Waiting.THREADS);
    }

    private synchronized CompletableFuture<@Nullable T> take(A answer) {
        page.addAll(items.apply(answer));
        String next = (String) answer.getField(field(answer, "next_page_token"));
        last = next.isEmpty();
        request = with(request, "page_token", next);
        // A page may be empty, and have others after it.
        return next();
    }

    @Override
    public synchronized void cancel() {
        last = true;
        page.clear();
        if (reading != null) {
            reading.cancel(true);
        }
    }

    private static FieldDescriptor field(Message message, String name) {
        FieldDescriptor field = message.getDescriptorForType().findFieldByName(name);
        if (field == null) {
            throw new IllegalArgumentException(message.getDescriptorForType().getFullName() + " has no " + name);
        }
        return field;
    }

    @SuppressWarnings("unchecked") // A builder builds what it was made of.
    static <Q extends Message> Q with(Q message, String name, String value) {
        return (Q) message.toBuilder().setField(field(message, name), value).build();
    }
}
