package dev.rollcall.examples;

import dev.rollcall.client.AlreadyExistsException;
import dev.rollcall.client.InvalidException;
import dev.rollcall.client.RollcallClient;
import dev.rollcall.v1.CreateDomainRequest;
import dev.rollcall.v1.CreateUserRequest;
import dev.rollcall.v1.ListUsersRequest;
import dev.rollcall.v1.User;

/** Creates a user, reads it, and tells who is online. */
public final class Quickstart {
    public static void main(String[] arguments) {
        String endpoint = System.getenv().getOrDefault("ROLLCALL_ENDPOINT", "http://127.0.0.1:50051");
        String token = System.getenv().getOrDefault("ROLLCALL_TOKEN", "");
        try (var client = RollcallClient.builder(endpoint).token(token).build()) {
            try {
                client.domains().createDomain(
                        CreateDomainRequest.newBuilder().setDomainId("java.example").build());
            } catch (AlreadyExistsException there) {
                System.out.println("java.example is there already");
            }

            // A request id is filled in, so it is safe that the client tries again when the connection breaks.
            var created = client.users().createUser(CreateUserRequest.newBuilder()
                    .setParent("domains/java.example")
                    .setUserId("carol")
                    .setUser(User.newBuilder().setFirstName("Carol").setEmail("carol@java.example"))
                    .build());
            String password = created.getGenerated().getRegistrationPassword();
            System.out.println(created.getUser().getName() + " registers with " + password);

            try {
                client.users().createUser(CreateUserRequest.newBuilder()
                        .setParent("domains/java.example")
                        .setUserId("dave")
                        .setUser(User.newBuilder().setEmail("nobody"))
                        .build());
            } catch (InvalidException refused) {
                for (var violation : refused.getViolations()) {
                    System.out.println(violation.field() + ": " + violation.description() + ", not " + violation.value());
                }
            }

            var request = ListUsersRequest.newBuilder().setParent("domains/java.example").build();
            for (User user : client.users().listUsersAll(request)) {
                System.out.println(user.getLogin());
            }

            try (var online = client.online("domains/-")) {
                online.awaitLive();
                System.out.println("online: " + online.users());
            }
        }
    }
}
