package dev.rollcall.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rollcall.v1.CreateUserRequest;
import dev.rollcall.v1.GetUserRequest;
import dev.rollcall.v1.RegisterRequest;
import io.grpc.Status;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How often calls are made, and with which tokens. */
@Timeout(30)
class AttemptsTest {
    private static final GetUserRequest GET = GetUserRequest.getDefaultInstance();

    private final FakeServer server = new FakeServer();

    @AfterEach
    void end() {
        server.close();
    }

    private void fail(int times, RollcallException with) {
        for (int n = 0; n < times; n++) {
            server.failures.add(with);
        }
    }

    @Test
    void aCreateIsTriedFourTimesWithOneId() {
        fail(3, FakeServer.unavailable());
        try (var client = server.client().build()) {
            client.users().createUser(CreateUserRequest.getDefaultInstance());
            assertEquals(4, server.requestIds.size());
            assertEquals(1, Set.copyOf(server.requestIds).size(), server.requestIds::toString);
            fail(4, FakeServer.unavailable());
            assertThrows(UnavailableException.class, () -> client.users().getUser(GET));
            assertEquals(8, server.tokens.size());
        }
    }

    @Test
    void whatIsNotSafeIsTriedOnce() {
        fail(1, FakeServer.unavailable());
        try (var client = server.client().build()) {
            var request = RegisterRequest.getDefaultInstance();
            assertThrows(UnavailableException.class, () -> client.registrar().register(request));
            assertEquals(1, server.tokens.size());
        }
    }

    @Test
    void theServerSaysWhenToComeBackIfTheDeadlineAllows() {
        fail(2, Failures.of(Status.Code.RESOURCE_EXHAUSTED, "QUOTA", Duration.ofMillis(300)));
        try (var client = server.client().build()) {
            var hurried = client.users().within(Duration.ofMillis(250));
            assertThrows(ResourceExhaustedException.class, () -> hurried.getUser(GET));
            long began = System.nanoTime();
            client.users().getUser(GET);
            assertTrue(System.nanoTime() - began >= 300_000_000);
            assertEquals(3, server.tokens.size());
        }
    }

    @Test
    void aTokenThatExpiredIsFetchedOnceMore() {
        var expired = Failures.of(Status.Code.UNAUTHENTICATED, "TOKEN_EXPIRED");
        Iterator<String> tokens = List.of("a", "b\n", "c", "d", "e", "e").iterator();
        try (var client = server.client().tokenProvider(tokens::next).build()) {
            fail(1, expired);
            client.users().getUser(GET);
            assertEquals(List.of("Bearer a", "Bearer b"), server.tokens);
            fail(2, expired);
            assertThrows(UnauthenticatedException.class, () -> client.users().getUser(GET));
            assertEquals(4, server.tokens.size());
            fail(1, expired);
            assertThrows(UnauthenticatedException.class, () -> client.users().getUser(GET));
            assertEquals(5, server.tokens.size(), "the same token is not sent again");
        }
    }

    @Test
    void aProviderMayGiveNonsense() {
        try (var client = server.client().tokenProvider(AttemptsTest::nothing).build()) {
            assertThrows(UnavailableException.class, () -> client.users().getUser(GET));
            assertInstanceOf(Item.Disconnected.class, client.watch("domains/-").next());
        }
        try (var client = server.client().token("a\nb").build()) {
            assertThrows(UnauthenticatedException.class, () -> client.users().getUser(GET));
            assertThrows(UnauthenticatedException.class, () -> client.watch("domains/-").next());
        }
        assertEquals(List.of(), server.tokens);
    }

    private static String nothing() {
        return null;
    }

    @Test
    void whoWaitsForAProviderOrAnotherAttemptIsToldThatTheClientIsClosed() throws InterruptedException {
        var asked = new CountDownLatch(1);
        var hung = server.client().tokenProvider(() -> {
            asked.countDown();
            Thread.sleep(60_000);
            return "";
        });
        var client = hung.buildAsync();
        var answer = client.users().getUser(GET);
        asked.await();
        client.close();
        assertInstanceOf(
                ClientClosedException.class, assertThrows(CompletionException.class, answer::join).getCause());

        fail(1, Failures.of(Status.Code.RESOURCE_EXHAUSTED, "QUOTA", Duration.ofSeconds(20)));
        var other = server.client().buildAsync();
        var waiting = other.users().getUser(GET);
        while (!server.failures.isEmpty()) {
            Thread.sleep(10);
        }
        other.close();
        assertInstanceOf(
                ClientClosedException.class, assertThrows(CompletionException.class, waiting::join).getCause());
    }
}
