package dev.rollcall.client;

import java.time.Duration;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

/**
 * A connection to Rollcall, whose methods do not wait. It may be used by many threads. What fails, fails with a
 * {@link RollcallException}, possibly within a {@link java.util.concurrent.CompletionException}; cancelling a future
 * cancels its call. What depends on a future without an executor of its own may run on gRPC's threads, and must not block.
 */
public final class AsyncRollcallClient implements AutoCloseable {
    private final Connection connection;
    private final Duration deadline;
    private final AsyncAccountService accounts;
    private final AsyncAuditService audit;
    private final AsyncDomainService domains;
    private final AsyncGroupService groups;
    private final AsyncInvitationService invitations;
    private final AsyncOrganizationService organizations;
    private final AsyncRegistrarService registrar;
    private final AsyncRegistrationService registrations;
    private final AsyncRoleService roles;
    private final AsyncUserService users;

    AsyncRollcallClient(Connection connection, Duration deadline) {
        this.connection = connection;
        this.deadline = deadline;
        var calls = new Calls(connection, deadline);
        accounts = new AsyncAccountService(calls);
        audit = new AsyncAuditService(calls);
        domains = new AsyncDomainService(calls);
        groups = new AsyncGroupService(calls);
        invitations = new AsyncInvitationService(calls);
        organizations = new AsyncOrganizationService(calls);
        registrar = new AsyncRegistrarService(calls);
        registrations = new AsyncRegistrationService(calls);
        roles = new AsyncRoleService(calls);
        users = new AsyncUserService(calls);
    }

    /** The same connection, by methods that wait. Closing either closes both. */
    public RollcallClient blocking() {
        return new RollcallClient(connection, deadline);
    }

    public AsyncAccountService accounts() {
        return accounts;
    }

    public AsyncAuditService audit() {
        return audit;
    }

    public AsyncDomainService domains() {
        return domains;
    }

    public AsyncGroupService groups() {
        return groups;
    }

    public AsyncInvitationService invitations() {
        return invitations;
    }

    public AsyncOrganizationService organizations() {
        return organizations;
    }

    public AsyncRegistrarService registrar() {
        return registrar;
    }

    public AsyncRegistrationService registrations() {
        return registrations;
    }

    public AsyncRoleService roles() {
        return roles;
    }

    public AsyncUserService users() {
        return users;
    }

    /** Follows the registrations of a parent from a snapshot on; see {@link #watch(String, WatchOptions)}. */
    public Flow.Publisher<Item> watch(String parent) {
        return watch(parent, WatchOptions.withSnapshot());
    }

    /**
     * As {@link RollcallClient#watch(String, WatchOptions)}: each subscriber has a watch of its own, which reads on only
     * as it asks for items, and ends when it cancels.
     */
    public Flow.Publisher<Item> watch(String parent, WatchOptions options) {
        return new PullPublisher<>(() -> new Watcher(connection, options.of(parent)));
    }

    /** A view of who is online below a parent, which a watch keeps right. Close it when you leave it. */
    public Online online(String parent) {
        return online(parent, transition -> {});
    }

    /**
     * As {@link #online(String)}. The function is told of each user who comes or goes, at first of all who are there, one
     * after the other; what it throws ends the view.
     */
    public Online online(String parent, Consumer<Transition> told) {
        return new Online(new Watcher(connection, WatchOptions.withSnapshot().of(parent)), told);
    }

    /** Ends the connection, and whatever is under way on it, with {@link ClientClosedException}. */
    @Override
    public void close() {
        connection.close();
    }
}
