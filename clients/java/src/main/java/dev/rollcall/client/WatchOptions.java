package dev.rollcall.client;

import dev.rollcall.v1.EventKind;
import dev.rollcall.v1.StartNow;
import dev.rollcall.v1.StartWithSnapshot;
import dev.rollcall.v1.WatchRegistrationsRequest;
import java.util.List;

/** Where a watch begins, and what it is narrowed to. It does not change: each method gives another. */
public final class WatchOptions {
    private final WatchRegistrationsRequest request;

    private WatchOptions(WatchRegistrationsRequest.Builder request) {
        this.request = request.build();
    }

    /** Begins with all registrations that there are. */
    public static WatchOptions withSnapshot() {
        var snapshot = StartWithSnapshot.getDefaultInstance();
        return new WatchOptions(WatchRegistrationsRequest.newBuilder().setStartWithSnapshot(snapshot));
    }

    /** Begins with what changes from now on. */
    public static WatchOptions fromNow() {
        return new WatchOptions(WatchRegistrationsRequest.newBuilder().setStartNow(StartNow.getDefaultInstance()));
    }

    /** Begins strictly after a token of an earlier watch or call. */
    public static WatchOptions after(String token) {
        return new WatchOptions(WatchRegistrationsRequest.newBuilder().setResumeToken(token));
    }

    /** Only these users, by name or login; with groups, either suffices. */
    public WatchOptions ofUsers(List<String> users) {
        return new WatchOptions(request.toBuilder().clearUsers().addAllUsers(users));
    }

    /** Only members of these groups. */
    public WatchOptions ofGroups(List<String> groups) {
        return new WatchOptions(request.toBuilder().clearGroups().addAllGroups(groups));
    }

    /** Only events of these kinds. It does not narrow the snapshot. */
    public WatchOptions ofKinds(List<EventKind> kinds) {
        return new WatchOptions(request.toBuilder().clearKinds().addAllKinds(kinds));
    }

    /** Refreshes too. */
    public WatchOptions withRefreshes() {
        return new WatchOptions(request.toBuilder().setIncludeRefreshes(true));
    }

    WatchRegistrationsRequest of(String parent) {
        return request.toBuilder().setParent(parent).build();
    }
}
