package dev.rollcall.client;

import dev.rollcall.v1.Registration;
import dev.rollcall.v1.RegistrationEvent;
import dev.rollcall.v1.StartWithSnapshot;
import dev.rollcall.v1.WatchRegistrationsRequest;
import dev.rollcall.v1.WatchRegistrationsResponse;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a watch knows, without any connection. */
final class Follow {
    /** How often an idle stream speaks, as long as it has not said so, and after how many of these it is dead. */
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    /** No server means more than this. */
    private static final Duration LONGEST = Duration.ofDays(1);

    private static final int SILENCE = 3;

    private final Backoff backoff = new Backoff();
    private WatchRegistrationsRequest request;
    private List<Registration> fresh = new ArrayList<>();
    private List<RegistrationEvent> pending = new ArrayList<>();
    private Duration interval = INTERVAL;
    /** The access token had expired, and nothing was delivered since. */
    private boolean expired;

    Follow(WatchRegistrationsRequest request) {
        this.request = request;
    }

    /** How long a stream may be silent. */
    Duration patience() {
        return interval.multipliedBy(SILENCE);
    }

    /** The request of the next stream. What the one before left unfinished comes again. */
    WatchRegistrationsRequest open() {
        fresh = new ArrayList<>();
        pending = new ArrayList<>();
        return request;
    }

    /** What a message completes; null if it does not. The item counts as delivered. */
    @Nullable Item take(WatchRegistrationsResponse message) {
        if (message.hasBookmarkInterval()) {
            var told = message.getBookmarkInterval();
            Duration each = Duration.ofSeconds(told.getSeconds(), told.getNanos());
            interval = each.isZero() || each.isNegative() || each.compareTo(LONGEST) > 0 ? interval : each;
        }
        String token = message.getResumeToken();
        Item item;
        switch (message.getMessageCase()) {
            case SNAPSHOT -> {
                fresh.addAll(message.getSnapshot().getRegistrationsList());
                return null;
            }
            case SNAPSHOT_END -> {
                item = new Item.Snapshot(Collections.unmodifiableList(fresh), token);
                fresh = new ArrayList<>();
            }
            case CHANGES -> {
                pending.addAll(message.getChanges().getEventsList());
                if (token.isEmpty()) {
                    return null;
                }
                item = new Item.Changes(Collections.unmodifiableList(pending), token);
                pending = new ArrayList<>();
            }
            case BOOKMARK -> item = new Item.Bookmark(token);
            default -> {
                return null; // A case that this version does not know.
            }
        }
        request = request.toBuilder().setResumeToken(token).build();
        backoff.reset();
        expired = false;
        return item;
    }

    /** What to say now that a stream has ended, and how long to wait before the next. */
    record Ended(Item item, Duration rest) {}

    /**
     * Goes on after the end of a stream; null is an end in order.
     *
     * @throws RollcallException the failure itself, if it will not get better
     */
    Ended ended(@Nullable RollcallException failure) {
        if (failure == null) {
            return new Ended(new Item.Disconnected(null), backoff.next());
        }
        String reason = failure.getReason();
        if (reason.equals(Reasons.REVISION_COMPACTED) || reason.equals(Reasons.RESUME_TOKEN_FOREIGN)) {
            request = request.toBuilder().setStartWithSnapshot(StartWithSnapshot.getDefaultInstance()).build();
            return new Ended(new Item.Resync(reason), backoff.next());
        }
        boolean onceMore = reason.equals(Reasons.TOKEN_EXPIRED) && !expired;
        expired = expired || onceMore;
        if (isFinal(failure.getCode()) && !onceMore) {
            throw failure;
        }
        Duration told = failure.getRetryAfter();
        boolean waits = told != null && !told.isZero() && !told.isNegative();
        return new Ended(new Item.Disconnected(failure), waits ? told : backoff.next());
    }

    /** Whether another stream would end in the same way. */
    private static boolean isFinal(Status.Code code) {
        return switch (code) {
            case INVALID_ARGUMENT, NOT_FOUND, PERMISSION_DENIED, UNAUTHENTICATED, UNIMPLEMENTED -> true;
            default -> false;
        };
    }
}
