package dev.rollcall.client;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.grpc.Status;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * How a method may be tried again, as {@code service_config.json} says, which is generated from the contract.
 *
 * @param attempts how many there are at most, the first included
 * @param first the wait after the first
 * @param longest the longest wait
 * @param multiplier by which a wait is longer than the one before
 * @param codes those after which another attempt may help
 */
record Retries(int attempts, Duration first, Duration longest, double multiplier, Set<Status.Code> codes) {
    private static final Map<String, Retries> METHODS = read();

    /** The one of a method by its full name; null if it must not be tried again. */
    static @Nullable Retries of(String method) {
        return METHODS.get(method);
    }

    /**
     * How long to wait before the next attempt.
     *
     * @param attempt which one failed, from 1
     * @param chance from 0 to 1: how much of the jitter
     * @return null if there must be none
     */
    @Nullable Duration after(RollcallException failure, int attempt, double chance) {
        if (attempt >= attempts) {
            return null;
        }
        if (failure instanceof ResourceExhaustedException) {
            // Only when the server says that it may be asked again, and when.
            Duration told = failure.getRetryAfter();
            return told == null || told.isNegative() || told.isZero() ? null : told;
        }
        if (!codes.contains(failure.getCode())) {
            return null;
        }
        double nanos = first.toNanos() * Math.pow(multiplier, attempt - 1.0) * (0.8 + 0.4 * chance);
        return Duration.ofNanos((long) Math.min(nanos, longest.toNanos()));
    }

    private static Map<String, Retries> read() {
        JsonObject config;
        try (InputStream file = Retries.class.getResourceAsStream("service_config.json")) {
            if (file == null) {
                throw new IllegalStateException("service_config.json is missing beside " + Retries.class);
            }
            Reader text = new InputStreamReader(file, StandardCharsets.UTF_8);
            config = new Gson().fromJson(text, JsonObject.class);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        var methods = new HashMap<String, Retries>();
        for (JsonElement group : config.getAsJsonArray("methodConfig")) {
            Retries policy = policy(group.getAsJsonObject().getAsJsonObject("retryPolicy"));
            for (JsonElement name : group.getAsJsonObject().getAsJsonArray("name")) {
                JsonObject of = name.getAsJsonObject();
                methods.put(of.get("service").getAsString() + "/" + of.get("method").getAsString(), policy);
            }
        }
        return Map.copyOf(methods);
    }

    private static Retries policy(JsonObject policy) {
        return new Retries(
                policy.get("maxAttempts").getAsInt(),
                duration(policy, "initialBackoff"),
                duration(policy, "maxBackoff"),
                policy.get("backoffMultiplier").getAsDouble(),
                StreamSupport.stream(policy.getAsJsonArray("retryableStatusCodes").spliterator(), false)
                        .map(code -> Status.Code.valueOf(code.getAsString()))
                        .collect(Collectors.toUnmodifiableSet()));
    }

    /** A duration of JSON: seconds, with an s. */
    private static Duration duration(JsonObject policy, String name) {
        return Duration.parse("PT" + policy.get(name).getAsString().toUpperCase(java.util.Locale.ROOT));
    }
}
