package dev.rollcall.client;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Function;
import java.util.function.Supplier;

/** The ways in which the methods of the services are called. */
final class Calls {
    private static final String REQUEST_ID = "request_id";

    private final Connection connection;
    private final Duration deadline;

    Calls(Connection connection, Duration deadline) {
        this.connection = connection;
        this.deadline = deadline;
    }

    Calls within(Duration other) {
        return new Calls(connection, other);
    }

    <Q extends Message, A> CompletableFuture<A> unary(MethodDescriptor<Q, A> method, Q request) {
        return new UnaryCall<>(connection, method, withRequestId(request), deadline).start();
    }

    <Q extends Message, A> A blocking(MethodDescriptor<Q, A> method, Q request) {
        CompletableFuture<A> answer = unary(method, request);
        return Waiting.await(answer, () -> answer.cancel(true));
    }

    <Q extends Message, A extends Message, T> Pages<T> pages(
            MethodDescriptor<Q, A> method, Q request, Function<A, List<T>> items) {
        return new Pages<>(() -> new PagePull<>(this, method, request, items));
    }

    <Q extends Message, A extends Message, T> Flow.Publisher<T> pagePublisher(
            MethodDescriptor<Q, A> method, Q request, Function<A, List<T>> items) {
        return new PullPublisher<>(() -> new PagePull<>(this, method, request, items));
    }

    <Q, A> BlockingStream<A> blockingStream(MethodDescriptor<Q, A> method, Iterator<Q> requests) {
        return new BlockingStream<>(new Stream<>(connection, method, requests));
    }

    <Q, A> Flow.Publisher<A> publisher(MethodDescriptor<Q, A> method, Supplier<Iterator<Q>> requests) {
        return new PullPublisher<>(() -> new Stream<>(connection, method, requests.get()));
    }

    /** Fills in an id where the request may have one and has none, so that doing it again does it once (AIP-155). */
    static <Q extends Message> Q withRequestId(Q request) {
        FieldDescriptor field = request.getDescriptorForType().findFieldByName(REQUEST_ID);
        if (field == null || !request.getField(field).equals("")) {
            return request;
        }
        return PagePull.with(request, REQUEST_ID, UUID.randomUUID().toString());
    }
}
