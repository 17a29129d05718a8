package dev.rollcall.client;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.reflect.TypeToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Which calls may be tried again, as {@code service_config.json} says, which is generated from the contract. */
final class Retries {
    static final int ATTEMPTS = 4;

    private static final String TEXT = read();
    /** For the channel. */
    static final Map<String, ?> SERVICE_CONFIG = new Gson().fromJson(TEXT, new TypeToken<Map<String, Object>>() {});
    /** The full names of the methods. */
    static final Set<String> METHODS = methods();

    private Retries() {}

    private static String read() {
        try (InputStream file = Retries.class.getResourceAsStream("service_config.json")) {
            if (file == null) {
                throw new IllegalStateException("service_config.json is missing beside " + Retries.class);
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Set<String> methods() {
        var methods = new HashSet<String>();
        for (JsonElement config : new Gson().fromJson(TEXT, JsonObject.class).getAsJsonArray("methodConfig")) {
            for (JsonElement name : config.getAsJsonObject().getAsJsonArray("name")) {
                JsonObject of = name.getAsJsonObject();
                methods.add(of.get("service").getAsString() + "/" + of.get("method").getAsString());
            }
        }
        return Set.copyOf(methods);
    }
}
