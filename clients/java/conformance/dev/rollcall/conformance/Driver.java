package dev.rollcall.conformance;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.protobuf.FieldMask;
import dev.rollcall.client.AsyncDomainService;
import dev.rollcall.client.AsyncRegistrationService;
import dev.rollcall.client.AsyncRollcallClient;
import dev.rollcall.client.AsyncUserService;
import dev.rollcall.client.ClientBuilder;
import dev.rollcall.client.DomainService;
import dev.rollcall.client.Item;
import dev.rollcall.client.Online;
import dev.rollcall.client.RegistrationService;
import dev.rollcall.client.RollcallClient;
import dev.rollcall.client.UserService;
import dev.rollcall.client.WatchOptions;
import dev.rollcall.v1.BatchGetUserStatusesRequest;
import dev.rollcall.v1.CreateDomainRequest;
import dev.rollcall.v1.CreateUserRequest;
import dev.rollcall.v1.DeleteUserRequest;
import dev.rollcall.v1.DeregisterUserRequest;
import dev.rollcall.v1.GetDomainRequest;
import dev.rollcall.v1.GetUserRequest;
import dev.rollcall.v1.ListUsersRequest;
import dev.rollcall.v1.UpdateUserRequest;
import dev.rollcall.v1.User;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * The driver of the conformance suite: see clients/conformance/README.md. It plays the client that blocks; with
 * {@code --async}, the other.
 */
public final class Driver {
    private static final String DEADLINE = "deadline_ms";
    private static final List<String> FIELDS = List.of("first_name", "last_name", "email", "extension_number");

    private final boolean async;
    private final Map<String, Watching> watches = new ConcurrentHashMap<>();
    private final Map<String, Online> views = new ConcurrentHashMap<>();
    private volatile RollcallClient client;
    private volatile AtomicLong tokenCalls = new AtomicLong();

    private Driver(boolean async) {
        this.async = async;
    }

    public static void main(String[] arguments) throws IOException {
        var driver = new Driver(List.of(arguments).contains("--async"));
        var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            JsonObject request = new Gson().fromJson(line, JsonObject.class);
            var thread = new Thread(() -> driver.handle(request));
            thread.setDaemon(true);
            thread.start();
        }
        System.exit(0); // Watches that are open end with their program.
    }

    private void handle(JsonObject request) {
        var line = new JsonObject();
        line.add("id", request.get("id"));
        try {
            line.add("ok", answer(request));
        } catch (Exception failure) {
            line.add("error", Told.error(failure));
        }
        Told.say(line);
    }

    private JsonObject answer(JsonObject request) throws Exception {
        var ok = new JsonObject();
        switch (text(request, "op")) {
            case "connect" -> connect(request);
            case "create_domain" -> {
                var of = CreateDomainRequest.newBuilder().setDomainId(text(request, "domain_id")).build();
                ok.addProperty("name", get(
                        () -> domains(request).createDomain(of),
                        () -> asyncDomains(request).createDomain(of)).getDomain().getName());
            }
            case "get_domain" -> {
                var of = GetDomainRequest.newBuilder().setName(text(request, "name")).build();
                ok.addProperty("name", get(
                        () -> domains(request).getDomain(of),
                        () -> asyncDomains(request).getDomain(of)).getDomain().getName());
            }
            case "create_user" -> ok = createUser(request);
            case "get_user" -> ok = Told.user(getUser(request));
            case "update_user" -> ok = updateUser(request);
            case "delete_user" -> {
                var of = DeleteUserRequest.newBuilder().setName(text(request, "name")).build();
                get(() -> users(request).deleteUser(of),
                        () -> asyncUsers(request).deleteUser(of));
            }
            case "list_users" -> {
                var of = ListUsersRequest.newBuilder()
                        .setParent(text(request, "parent"))
                        .setPageSize(request.has("page_size") ? request.get("page_size").getAsInt() : 0)
                        .setFilter(text(request, "filter"))
                        .build();
                List<User> users = async
                        ? Watching.all(async().users().listUsersAll(of))
                        : client.users().listUsersAll(of).stream().toList();
                ok.add("names", Told.list(users, user -> new JsonPrimitive(user.getName())));
            }
            case "statuses" -> {
                var of = BatchGetUserStatusesRequest.newBuilder()
                        .setParent(text(request, "parent"))
                        .addAllUsers(texts(request, "users"))
                        .build();
                var statuses = get(
                        () -> registrations(request).batchGetUserStatuses(of),
                        () -> asyncRegistrations(request).batchGetUserStatuses(of)).getStatusesList();
                ok.add("statuses", Told.list(statuses, Told::status));
            }
            case "deregister_user" -> {
                var of = DeregisterUserRequest.newBuilder().setName(text(request, "name")).build();
                ok.addProperty("ended_count", get(
                        () -> registrations(request).deregisterUser(of),
                        () -> asyncRegistrations(request).deregisterUser(of)).getEndedCount());
            }
            case "first_call" -> {
                long began = System.nanoTime();
                getUser(request);
                ok.addProperty("ms", (System.nanoTime() - began) / 1e6);
            }
            case "count_events" -> ok.addProperty("seconds", count(request));
            case "token_calls" -> ok.addProperty("count", tokenCalls.get());
            case "watch" -> watch(request);
            case "go_on" -> watches.get(text(request, "watch")).goOn();
            case "stop" -> watches.get(text(request, "watch")).stop();
            case "online" -> {
                String parent = text(request, "parent");
                Online online = async ? async().online(parent) : client.online(parent);
                views.put(text(request, "view"), online);
                online.awaitLive();
            }
            case "online_users" -> {
                Online online = views.get(text(request, "view"));
                ok.add("users", Told.list(online.users(), JsonPrimitive::new));
                ok.addProperty("live", online.isLive());
            }
            case "close_online" -> views.get(text(request, "view")).close();
            default -> throw new IllegalArgumentException(text(request, "op") + " is no op");
        }
        return ok;
    }

    private AsyncRollcallClient async() {
        return client.async();
    }

    private <T> T get(Supplier<T> blocking, Supplier<CompletableFuture<T>> future) {
        if (!async) {
            return blocking.get();
        }
        try {
            return future.get().join();
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof RuntimeException why) {
                throw why;
            }
            throw failure;
        }
    }

    private void connect(JsonObject request) throws IOException {
        ClientBuilder builder = RollcallClient.builder(text(request, "endpoint"));
        var calls = new AtomicLong();
        List<String> given = request.has("tokens")
                ? texts(request, "tokens")
                : request.has("token") ? List.of(text(request, "token")) : List.of();
        if (!given.isEmpty() || request.has("token_file")) {
            builder.tokenProvider(() -> {
                int nth = (int) calls.incrementAndGet();
                return given.isEmpty()
                        ? Files.readString(Path.of(text(request, "token_file"))).strip()
                        : given.get(Math.min(nth, given.size()) - 1);
            });
        }
        if (request.has("ca")) {
            builder.ca(Files.readString(Path.of(text(request, "ca"))));
        }
        if (request.has("cert")) {
            builder.certificate(
                    Files.readString(Path.of(text(request, "cert"))), Files.readString(Path.of(text(request, "key"))));
        }
        if (request.has("insecure_plaintext") && request.get("insecure_plaintext").getAsBoolean()) {
            builder.insecurePlaintext();
        }
        if (request.has(DEADLINE)) {
            builder.deadline(deadline(request));
        }
        if (request.has("keepalive_ms")) {
            builder.keepalive(Duration.ofMillis(request.get("keepalive_ms").getAsLong()));
        }
        RollcallClient before = client;
        client = async ? builder.buildAsync().blocking() : builder.build();
        tokenCalls = calls;
        if (before != null) {
            before.close();
        }
    }

    private JsonObject createUser(JsonObject request) {
        var of = CreateUserRequest.newBuilder()
                .setParent(text(request, "parent"))
                .setUserId(text(request, "user_id"))
                .setUser(user(request))
                .setRequestId(text(request, "request_id"))
                .build();
        var answer = get(
                () -> users(request).createUser(of),
                () -> asyncUsers(request).createUser(of));
        JsonObject ok = Told.user(answer.getUser());
        ok.addProperty("has_secrets", !answer.getGenerated().getRegistrationPassword().isEmpty());
        return ok;
    }

    private User getUser(JsonObject request) {
        var of = GetUserRequest.newBuilder().setName(text(request, "name")).build();
        return get(
                () -> users(request).getUser(of),
                () -> asyncUsers(request).getUser(of)).getUser();
    }

    private JsonObject updateUser(JsonObject request) {
        var user = user(request).toBuilder().setName(text(request, "name")).setEtag(text(request, "etag"));
        var mask = FieldMask.newBuilder().addAllPaths(FIELDS.stream().filter(request::has).toList());
        var of = UpdateUserRequest.newBuilder().setUser(user).setUpdateMask(mask).build();
        return Told.user(get(
                () -> users(request).updateUser(of),
                () -> asyncUsers(request).updateUser(of)).getUser());
    }

    private void watch(JsonObject request) {
        WatchOptions options = switch (text(request, "start")) {
            case "", "snapshot" -> WatchOptions.withSnapshot();
            case "now" -> WatchOptions.fromNow();
            default -> WatchOptions.after(text(request, "start"));
        };
        if (request.has("users")) {
            options = options.ofUsers(texts(request, "users"));
        }
        if (request.has("include_refreshes") && request.get("include_refreshes").getAsBoolean()) {
            options = options.withRefreshes();
        }
        int pauseAfter = request.has("pause_after") ? request.get("pause_after").getAsInt() : -1;
        String name = text(request, "watch");
        String parent = text(request, "parent");
        var watching = new Watching(name, pauseAfter);
        watches.put(name, watching);
        if (async) {
            watching.subscribe(async().watch(parent, options));
        } else {
            watching.read(client.watch(parent, options));
        }
    }

    /** Takes so many events of a watch, and tells in which time after the first item. */
    private double count(JsonObject request) {
        int wanted = request.get("count").getAsInt();
        int seen = 0;
        long began = 0;
        var options = WatchOptions.after(text(request, "start")).withRefreshes();
        try (var watch = client.watch(text(request, "parent"), options)) {
            while (seen < wanted && watch.hasNext()) {
                Item item = watch.next();
                began = began == 0 ? System.nanoTime() : began;
                if (item instanceof Item.Changes changes) {
                    seen += changes.events().size();
                }
            }
        }
        return (System.nanoTime() - began) / 1e9;
    }

    private static User user(JsonObject request) {
        return User.newBuilder()
                .setFirstName(text(request, "first_name"))
                .setLastName(text(request, "last_name"))
                .setEmail(text(request, "email"))
                .setExtensionNumber(text(request, "extension_number"))
                .build();
    }

    private UserService users(JsonObject request) {
        return request.has(DEADLINE) ? client.users().within(deadline(request)) : client.users();
    }

    private AsyncUserService asyncUsers(JsonObject request) {
        return request.has(DEADLINE) ? async().users().within(deadline(request)) : async().users();
    }

    private DomainService domains(JsonObject request) {
        return request.has(DEADLINE) ? client.domains().within(deadline(request)) : client.domains();
    }

    private AsyncDomainService asyncDomains(JsonObject request) {
        return request.has(DEADLINE) ? async().domains().within(deadline(request)) : async().domains();
    }

    private RegistrationService registrations(JsonObject request) {
        return request.has(DEADLINE) ? client.registrations().within(deadline(request)) : client.registrations();
    }

    private AsyncRegistrationService asyncRegistrations(JsonObject request) {
        return request.has(DEADLINE) ? async().registrations().within(deadline(request)) : async().registrations();
    }

    private static Duration deadline(JsonObject request) {
        return Duration.ofMillis(request.get(DEADLINE).getAsLong());
    }

    private static String text(JsonObject request, String name) {
        return request.has(name) && !request.get(name).isJsonNull() ? request.get(name).getAsString() : "";
    }

    private static List<String> texts(JsonObject request, String name) {
        return request.getAsJsonArray(name).asList().stream().map(one -> one.getAsString()).toList();
    }
}
