package dev.rollcall.examples;

import dev.rollcall.client.RollcallClient;

/** Prints who is online, live, until it is interrupted. */
public final class WhoIsOnline {
    public static void main(String[] arguments) throws InterruptedException {
        String endpoint = System.getenv().getOrDefault("ROLLCALL_ENDPOINT", "http://127.0.0.1:50051");
        String token = System.getenv().getOrDefault("ROLLCALL_TOKEN", "");
        try (var client = RollcallClient.builder(endpoint).token(token).build();
                var online = client.online(
                        "domains/-",
                        user -> System.out.println((user.online() ? "+ " : "- ") + user.user()))) {
            online.awaitLive();
            Thread.currentThread().join();
        }
    }
}
