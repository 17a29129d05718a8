package dev.rollcall.client;

import dev.rollcall.v1.CreateUserRequest;
import dev.rollcall.v1.CreateUserResponse;
import dev.rollcall.v1.GetUserRequest;
import dev.rollcall.v1.GetUserResponse;
import dev.rollcall.v1.RegisterRequest;
import dev.rollcall.v1.RegisterResponse;
import dev.rollcall.v1.RegistrarServiceGrpc;
import dev.rollcall.v1.Registration;
import dev.rollcall.v1.RegistrationChanges;
import dev.rollcall.v1.RegistrationEvent;
import dev.rollcall.v1.RegistrationServiceGrpc;
import dev.rollcall.v1.RegistrationSnapshotEnd;
import dev.rollcall.v1.UserServiceGrpc;
import dev.rollcall.v1.WatchRegistrationsRequest;
import dev.rollcall.v1.WatchRegistrationsResponse;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that fails as it is told, and whose watches are an empty snapshot and then silence, or a flood. */
final class FakeServer implements AutoCloseable {
    /** What the next calls fail with, one after another; then they succeed. */
    final Queue<RollcallException> failures = new ConcurrentLinkedQueue<>();
    /** The tokens of all calls. */
    final List<String> tokens = new CopyOnWriteArrayList<>();
    /** The ids of all creates. */
    final List<String> requestIds = new CopyOnWriteArrayList<>();

    final CountDownLatch released = new CountDownLatch(1);
    final AtomicInteger flooded = new AtomicInteger();
    volatile boolean floods;

    private final Server server;

    FakeServer() {
        try {
            server = Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
                    .addService(new Users())
                    .addService(new Registrar())
                    .addService(new Registrations())
                    .intercept(new Tokens())
                    .build()
                    .start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    ClientBuilder client() {
        return RollcallClient.builder("http://127.0.0.1:" + server.getPort());
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    private <T> void answer(StreamObserver<T> to, T answer) {
        RollcallException failure = failures.poll();
        if (failure == null) {
            to.onNext(answer);
            to.onCompleted();
        } else {
            to.onError(new StatusRuntimeException(failure.getStatus(), failure.getTrailers()));
        }
    }

    private final class Users extends UserServiceGrpc.UserServiceImplBase {
        @Override
        public void getUser(GetUserRequest request, StreamObserver<GetUserResponse> to) {
            answer(to, GetUserResponse.getDefaultInstance());
        }

        @Override
        public void createUser(CreateUserRequest request, StreamObserver<CreateUserResponse> to) {
            requestIds.add(request.getRequestId());
            answer(to, CreateUserResponse.getDefaultInstance());
        }
    }

    private final class Registrar extends RegistrarServiceGrpc.RegistrarServiceImplBase {
        @Override
        public void register(RegisterRequest request, StreamObserver<RegisterResponse> to) {
            answer(to, RegisterResponse.getDefaultInstance());
        }
    }

    private final class Registrations extends RegistrationServiceGrpc.RegistrationServiceImplBase {
        @Override
        public void watchRegistrations(
                WatchRegistrationsRequest request, StreamObserver<WatchRegistrationsResponse> observer) {
            var to = (ServerCallStreamObserver<WatchRegistrationsResponse>) observer;
            to.setOnCancelHandler(released::countDown);
            if (floods) {
                to.setOnReadyHandler(() -> flood(to));
            }
            to.onNext(WatchRegistrationsResponse.newBuilder()
                    .setSnapshotEnd(RegistrationSnapshotEnd.getDefaultInstance())
                    .setResumeToken("t1")
                    .build());
        }

        private void flood(ServerCallStreamObserver<WatchRegistrationsResponse> to) {
            var large = Registration.newBuilder().setName("a/registrations/1").setContactUri("x".repeat(100_000));
            var changes = RegistrationChanges.newBuilder()
                    .addEvents(RegistrationEvent.newBuilder().setRegistration(large));
            while (to.isReady()) {
                flooded.incrementAndGet();
                to.onNext(WatchRegistrationsResponse.newBuilder().setChanges(changes).setResumeToken("t").build());
            }
        }
    }

    private final class Tokens implements ServerInterceptor {
        private static final Metadata.Key<String> AUTHORIZATION =
                Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            tokens.add(String.valueOf(headers.get(AUTHORIZATION)));
            return next.startCall(call, headers);
        }
    }

    static RollcallException unavailable() {
        return Failures.of(Status.Code.UNAVAILABLE, "DRAINING");
    }
}
