package dev.rollcall.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import dev.rollcall.v1.CreateUserRequest;
import dev.rollcall.v1.GetUserRequest;
import dev.rollcall.v1.RefusedValue;
import dev.rollcall.v1.RefusedValues;
import io.grpc.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls and errors, without a server. */
@Timeout(30)
class CallsTest {
    private static BadRequest.FieldViolation bad(String field) {
        return BadRequest.FieldViolation.newBuilder().setField(field).setDescription("bad").build();
    }

    @Test
    void allBadFieldsComeWithTheirValues() {
        var fields = BadRequest.newBuilder().addFieldViolations(bad("user.email")).addFieldViolations(bad("user.password"));
        var refused = RefusedValues.newBuilder()
                .addValues(RefusedValue.newBuilder().setField("user.email").setValue("x"));
        var failure = Failures.of(Status.Code.INVALID_ARGUMENT, fields.build(), refused.build());
        assertEquals(
                List.of(new FieldViolation("user.email", "bad", "x"), new FieldViolation("user.password", "bad", null)),
                assertInstanceOf(InvalidException.class, failure).getViolations());
    }

    @Test
    void kindsAreToldByCodeAndReason() {
        assertInstanceOf(CompactedException.class, Failures.of(Status.Code.OUT_OF_RANGE, "REVISION_COMPACTED"));
        assertSame(RollcallException.class, Failures.of(Status.Code.OUT_OF_RANGE, "NEWER").getClass());
        var taken = ErrorInfo.newBuilder().setReason("RESOURCE_ALREADY_EXISTS").putMetadata("field", "user.email");
        var failure = Failures.of(Status.Code.ALREADY_EXISTS, taken.build());
        assertEquals("user.email", assertInstanceOf(AlreadyExistsException.class, failure).getField());
        assertEquals("ALREADY_EXISTS: why (RESOURCE_ALREADY_EXISTS)", failure.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:1", "http://127.0.0.9:1", "http://[::1]:1", "https://example.com"})
    void aTokenGoesInPlaintextToThisMachine(String endpoint) {
        RollcallClient.builder(endpoint).token("t").build().close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://192.0.2.1:50051", "http://localhost.example:1", "http://[2001:db8::1]:1"})
    void aTokenGoesInPlaintextNowhereElse(String endpoint) {
        var refused = RollcallClient.builder(endpoint).token("t");
        assertThrows(PlaintextRefusedException.class, refused::build);
        RollcallClient.builder(endpoint).token("t").insecurePlaintext().build().close();
        RollcallClient.builder(endpoint).build().close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "127.0.0.1:50051", "ftp://x", "http://x/path", "http://", "http://me@x", "http://x:70000"})
    void whatIsNoEndpointIsRefused(String endpoint) {
        var failure = assertThrows(IllegalArgumentException.class, () -> RollcallClient.builder(endpoint).build());
        assertFalse(failure instanceof PlaintextRefusedException);
    }

    @Test
    void certificatesAreChecked() {
        assertThrows(IllegalArgumentException.class, () -> RollcallClient.builder("http://[::1]:1").ca("x").build());
        assertThrows(IllegalArgumentException.class, () -> RollcallClient.builder("https://x").ca("x").build());
        var own = RollcallClient.builder("https://x").certificate("x", "y");
        assertThrows(IllegalArgumentException.class, own::build);
    }

    @Test
    void aRequestIdIsFilledInWhereThereMayBeOne() {
        var request = CreateUserRequest.newBuilder().setParent("domains/d").build();
        CreateUserRequest filled = Calls.withRequestId(request);
        assertEquals(36, filled.getRequestId().length());
        assertEquals("domains/d", filled.getParent());
        assertSame(filled, Calls.withRequestId(filled));
        var other = GetUserRequest.getDefaultInstance();
        assertSame(other, Calls.withRequestId(other));
    }

    @Test
    void onlyWhatIsSafeIsTriedAgain() {
        Retries get = Objects.requireNonNull(Retries.of("rollcall.v1.UserService/GetUser"));
        assertNull(Retries.of("rollcall.v1.RegistrarService/Register"));
        RollcallException away = Failures.of(Status.Code.UNAVAILABLE, "DRAINING");
        assertEquals(Duration.ofMillis(100), get.after(away, 1, 0.5));
        assertEquals(Duration.ofMillis(320), get.after(away, 3, 0));
        assertNull(get.after(away, 4, 0.5));
        assertNull(get.after(Failures.of(Status.Code.INTERNAL, ""), 1, 0.5));
    }

    @Test
    void whatIsExhaustedIsTriedAgainWhenTheServerSaysWhen() {
        Retries get = Objects.requireNonNull(Retries.of("rollcall.v1.UserService/GetUser"));
        assertNull(get.after(Failures.of(Status.Code.RESOURCE_EXHAUSTED, "QUOTA"), 1, 0.5));
        var told = Failures.of(Status.Code.RESOURCE_EXHAUSTED, "QUOTA", Duration.ofSeconds(7));
        assertEquals(Duration.ofSeconds(7), get.after(told, 1, 0.5));
        assertNull(get.after(told, 4, 0.5));
    }

    @Test
    void aProviderThatFailsSaysWhy() {
        try (var client = RollcallClient.builder("http://127.0.0.1:1").tokenProvider(() -> {
            throw new IOException("the safe is locked");
        }).build()) {
            var request = GetUserRequest.getDefaultInstance();
            var failure = assertThrows(UnavailableException.class, () -> client.users().getUser(request));
            assertTrue(failure.getMessage().contains("the safe is locked"), failure.getMessage());
        }
    }

    @Test
    void aProviderHasTheTimeOfTheCall() {
        try (var client = RollcallClient.builder("http://127.0.0.1:1")
                .tokenProvider(() -> {
                    Thread.sleep(60_000);
                    return "";
                })
                .deadline(Duration.ofMillis(50))
                .build()) {
            var request = GetUserRequest.getDefaultInstance();
            assertThrows(DeadlineExceededException.class, () -> client.users().getUser(request));
        }
    }

    @Test
    void whoWaitsIsToldThatTheClientIsClosed() {
        var client = RollcallClient.builder("http://127.0.0.1:1").build();
        var watch = client.watch("domains/-");
        assertInstanceOf(Item.Disconnected.class, watch.next(), "nobody listens there");
        var online = client.online("domains/-");
        var live = online.whenLive();
        client.close();
        assertInstanceOf(
                ClientClosedException.class, assertThrows(CompletionException.class, live::join).getCause());
        assertThrows(ClientClosedException.class, online::awaitLive);
        assertThrows(ClientClosedException.class, () -> {
            while (watch.hasNext()) {
                watch.next();
            }
        });
        var request = GetUserRequest.getDefaultInstance();
        assertThrows(ClientClosedException.class, () -> client.users().getUser(request));
    }

    @Test
    void aClosedWatchHasNoMore() {
        try (var client = RollcallClient.builder("http://127.0.0.1:1").build()) {
            var watch = client.watch("domains/-");
            watch.close();
            assertFalse(watch.hasNext());
            var view = client.online("domains/-");
            view.close();
            assertThrows(ClientClosedException.class, view::awaitLive);
        }
    }

    @Test
    void theReadmeShowsTheExampleThatIsRun() {
        String shown = read("README.md")
                .split("<!-- example: examples/dev/rollcall/examples/Quickstart.java -->\n```java\n")[1]
                .split("```\n<!-- end -->")[0];
        assertEquals(read("examples/dev/rollcall/examples/Quickstart.java"), shown);
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }
}
