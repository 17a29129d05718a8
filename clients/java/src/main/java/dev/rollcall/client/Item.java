package dev.rollcall.client;

import dev.rollcall.v1.Registration;
import dev.rollcall.v1.RegistrationEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a watch gives. */
public sealed interface Item {
    /**
     * All registrations, whole and of one revision: replace what you have.
     *
     * @param registrations all of them
     * @param token after it
     */
    record Snapshot(List<Registration> registrations, String token) implements Item {}

    /**
     * All events of one or more revisions: apply them in order.
     *
     * @param events in the order of their revisions
     * @param token after the last of them
     */
    record Changes(List<RegistrationEvent> events, String token) implements Item {}

    /**
     * Everything before the token was delivered.
     *
     * @param token to resume after
     */
    record Bookmark(String token) implements Item {}

    /**
     * The watch must begin anew; a {@link Snapshot} follows.
     *
     * @param reason REVISION_COMPACTED or RESUME_TOKEN_FOREIGN
     */
    record Resync(String reason) implements Item {}

    /**
     * The stream ended, or fell silent. The watch goes on by itself.
     *
     * @param error why; null after an end in order
     */
    record Disconnected(@Nullable RollcallException error) implements Item {}
}
