package dev.rollcall.client;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * A connection to Rollcall, whose methods wait for the answer. It may be used by many threads. What fails, fails with a
 * {@link RollcallException}.
 */
public final class RollcallClient implements AutoCloseable {
    private final Connection connection;
    private final Duration deadline;
    private final AccountService accounts;
    private final AuditService audit;
    private final DomainService domains;
    private final GroupService groups;
    private final InvitationService invitations;
    private final OrganizationService organizations;
    private final RegistrarService registrar;
    private final RegistrationService registrations;
    private final RoleService roles;
    private final UserService users;

    RollcallClient(Connection connection, Duration deadline) {
        this.connection = connection;
        this.deadline = deadline;
        var calls = new Calls(connection, deadline);
        accounts = new AccountService(calls);
        audit = new AuditService(calls);
        domains = new DomainService(calls);
        groups = new GroupService(calls);
        invitations = new InvitationService(calls);
        organizations = new OrganizationService(calls);
        registrar = new RegistrarService(calls);
        registrations = new RegistrationService(calls);
        roles = new RoleService(calls);
        users = new UserService(calls);
    }

    /** Makes a client for {@code http://HOST:PORT} or {@code https://HOST:PORT}. */
    public static ClientBuilder builder(String endpoint) {
        return new ClientBuilder(endpoint);
    }

    /** The same connection, by methods that do not block. Closing either closes both. */
    public AsyncRollcallClient async() {
        return new AsyncRollcallClient(connection, deadline);
    }

    public AccountService accounts() {
        return accounts;
    }

    public AuditService audit() {
        return audit;
    }

    public DomainService domains() {
        return domains;
    }

    public GroupService groups() {
        return groups;
    }

    public InvitationService invitations() {
        return invitations;
    }

    public OrganizationService organizations() {
        return organizations;
    }

    public RegistrarService registrar() {
        return registrar;
    }

    public RegistrationService registrations() {
        return registrations;
    }

    public RoleService roles() {
        return roles;
    }

    public UserService users() {
        return users;
    }

    /** Follows the registrations of a parent from a snapshot on; see {@link #watch(String, WatchOptions)}. */
    public BlockingStream<Item> watch(String parent) {
        return watch(parent, WatchOptions.withSnapshot());
    }

    /**
     * Follows the registrations of {@code domains/{fqdn}}, {@code domains/-}, {@code accounts/{account}} or
     * {@code domains/{fqdn}/users/{login}} until it is closed, or an error comes, which will not go away by trying again.
     * It connects again whenever its stream ends, after the last token that it gave, and so misses nothing. It reads on
     * only as items are taken. Close it when you leave it: that releases the server's stream.
     */
    public BlockingStream<Item> watch(String parent, WatchOptions options) {
        return new BlockingStream<>(new Watcher(connection, options.of(parent)));
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
