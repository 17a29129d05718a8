package dev.rollcall.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.rollcall.v1.Registration;
import dev.rollcall.v1.RegistrationBookmark;
import dev.rollcall.v1.RegistrationChanges;
import dev.rollcall.v1.RegistrationEvent;
import dev.rollcall.v1.RegistrationSnapshot;
import dev.rollcall.v1.RegistrationSnapshotEnd;
import dev.rollcall.v1.WatchRegistrationsRequest.StartCase;
import dev.rollcall.v1.WatchRegistrationsResponse;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The state of a watch, without any connection. */
class FollowTest {
    private static Follow follow(WatchOptions options) {
        return new Follow(options.of("domains/-"));
    }

    private static WatchRegistrationsResponse part(String... names) {
        var snapshot = RegistrationSnapshot.newBuilder();
        for (String name : names) {
            snapshot.addRegistrations(Registration.newBuilder().setName(name));
        }
        return WatchRegistrationsResponse.newBuilder().setSnapshot(snapshot).build();
    }

    private static WatchRegistrationsResponse end(String token) {
        var end = RegistrationSnapshotEnd.getDefaultInstance();
        return WatchRegistrationsResponse.newBuilder().setSnapshotEnd(end).setResumeToken(token).build();
    }

    private static WatchRegistrationsResponse changes(long revision, String token) {
        var changes = RegistrationChanges.newBuilder()
                .addEvents(RegistrationEvent.newBuilder().setRevision(revision));
        return WatchRegistrationsResponse.newBuilder().setChanges(changes).setResumeToken(token).build();
    }

    private static WatchRegistrationsResponse bookmark(String token) {
        var bookmark = RegistrationBookmark.getDefaultInstance();
        return WatchRegistrationsResponse.newBuilder().setBookmark(bookmark).setResumeToken(token).build();
    }

    @Test
    void aSnapshotIsDeliveredWholeOrNotAtAll() {
        Follow state = follow(WatchOptions.withSnapshot());
        assertEquals(StartCase.START_WITH_SNAPSHOT, state.open().getStartCase());
        assertNull(state.take(part("a", "b")));
        Follow.Ended ended = state.ended(null);
        assertEquals(new Follow.Ended(new Item.Disconnected(null), Duration.ZERO), ended);
        assertEquals(StartCase.START_WITH_SNAPSHOT, state.open().getStartCase());
        assertNull(state.take(part("c")));
        var whole = assertInstanceOf(Item.Snapshot.class, state.take(end("t1")));
        assertEquals(List.of("c"), whole.registrations().stream().map(Registration::getName).toList());
        assertEquals("t1", state.open().getResumeToken());
    }

    @Test
    void eventsWaitForTheirToken() {
        Follow state = follow(WatchOptions.after("t0"));
        state.open();
        assertNull(state.take(changes(1, "")));
        state.ended(Failures.of(Status.Code.UNAVAILABLE, "DRAINING"));
        assertEquals("t0", state.open().getResumeToken(), "nothing of it was delivered");
        assertNull(state.take(changes(1, "")));
        var item = assertInstanceOf(Item.Changes.class, state.take(changes(2, "t2")));
        assertEquals(List.of(1L, 2L), item.events().stream().map(RegistrationEvent::getRevision).toList());
        assertEquals("t2", item.token());
    }

    @ParameterizedTest
    @CsvSource({"OUT_OF_RANGE,REVISION_COMPACTED", "INVALID_ARGUMENT,RESUME_TOKEN_FOREIGN"})
    void whatIsCompactedBeginsAnewAndSaysSo(Status.Code code, String reason) {
        Follow state = follow(WatchOptions.after("old"));
        assertEquals(new Item.Resync(reason), state.ended(Failures.of(code, reason)).item());
        assertEquals(StartCase.START_WITH_SNAPSHOT, state.open().getStartCase());
    }

    @Test
    void anExpiredTokenIsAskedForOnce() {
        Follow state = follow(WatchOptions.fromNow());
        RollcallException expired = Failures.of(Status.Code.UNAUTHENTICATED, "TOKEN_EXPIRED");
        state.ended(expired);
        assertEquals(new Item.Bookmark("t"), state.take(bookmark("t")));
        state.ended(expired);
        assertThrows(UnauthenticatedException.class, () -> state.ended(expired));
    }

    @ParameterizedTest
    @EnumSource(
            value = Status.Code.class,
            names = {"INVALID_ARGUMENT", "PERMISSION_DENIED", "NOT_FOUND", "UNAUTHENTICATED", "UNIMPLEMENTED"})
    void whatWillNotGetBetterEnds(Status.Code code) {
        RollcallException failure = Failures.of(code, "WHATEVER");
        Follow state = follow(WatchOptions.withSnapshot());
        assertEquals(failure, assertThrows(RollcallException.class, () -> state.ended(failure)));
    }

    @ParameterizedTest
    @EnumSource(
            value = Status.Code.class,
            names = {"UNAVAILABLE", "INTERNAL", "UNKNOWN", "CANCELLED", "DEADLINE_EXCEEDED"})
    void theRestGoesOn(Status.Code code) {
        Item item = follow(WatchOptions.withSnapshot()).ended(Failures.of(code, "WHATEVER")).item();
        assertInstanceOf(Item.Disconnected.class, item);
    }

    @Test
    void theServerMaySayWhen() {
        var failure = Failures.of(Status.Code.RESOURCE_EXHAUSTED, "TOO_MANY_WATCHERS", Duration.ofMillis(7500));
        assertEquals(Duration.ofMillis(7500), follow(WatchOptions.withSnapshot()).ended(failure).rest());
    }

    @Test
    void aCaseThatIsNotKnownIsPassedOver() throws InvalidProtocolBufferException {
        Follow state = follow(WatchOptions.withSnapshot());
        var newer = ByteString.copyFrom(new byte[] {(byte) 0xba, 0x3e, 3, 'n', 'e', 'w'});
        assertNull(state.take(WatchRegistrationsResponse.parseFrom(newer)));
        var interval = com.google.protobuf.Duration.newBuilder().setSeconds(1).setNanos(500_000_000);
        assertNull(state.take(WatchRegistrationsResponse.newBuilder().setBookmarkInterval(interval).build()));
        assertEquals(Duration.ofMillis(4500), state.patience());
    }

    @Test
    void waitsDoubleToABoundAndBeginAnew() {
        var backoff = new Backoff();
        assertEquals(Duration.ZERO, backoff.next());
        for (int longest : List.of(100, 200, 400, 800, 1600, 3200, 6400, 10_000, 10_000)) {
            assertTrue(backoff.next().toMillis() <= longest);
        }
        backoff.reset();
        assertEquals(Duration.ZERO, backoff.next());
    }
}
