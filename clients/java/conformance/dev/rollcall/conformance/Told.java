package dev.rollcall.conformance;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.rollcall.client.AbortedException;
import dev.rollcall.client.AlreadyExistsException;
import dev.rollcall.client.CompactedException;
import dev.rollcall.client.InvalidException;
import dev.rollcall.client.Item;
import dev.rollcall.client.NotFoundException;
import dev.rollcall.client.PlaintextRefusedException;
import dev.rollcall.client.RollcallException;
import dev.rollcall.v1.Registration;
import dev.rollcall.v1.RegistrationEvent;
import dev.rollcall.v1.User;
import dev.rollcall.v1.UserStatus;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** What the driver says, as JSON. */
final class Told {
    private Told() {}

    static void say(JsonObject line) {
        String text = new Gson().toJson(line);
        synchronized (System.out) {
            System.out.println(text);
        }
    }

    static <T> JsonArray list(List<T> all, Function<T, JsonElement> each) {
        var list = new JsonArray();
        all.forEach(one -> list.add(each.apply(one)));
        return list;
    }

    static JsonObject user(User user) {
        var out = new JsonObject();
        out.addProperty("name", user.getName());
        out.addProperty("login", user.getLogin());
        out.addProperty("first_name", user.getFirstName());
        out.addProperty("last_name", user.getLastName());
        out.addProperty("email", user.getEmail());
        out.addProperty("extension_number", user.getExtensionNumber());
        out.addProperty("etag", user.getEtag());
        out.addProperty("gender", user.getGenderValue());
        return out;
    }

    static JsonObject status(UserStatus status) {
        var out = new JsonObject();
        out.addProperty("requested", status.getRequested());
        out.addProperty("state", status.getStateValue());
        return out;
    }

    static JsonObject item(Item item) {
        var out = new JsonObject();
        if (item instanceof Item.Snapshot snapshot) {
            out.addProperty("type", "snapshot");
            out.add("registrations", list(snapshot.registrations(), Told::registration));
            out.addProperty("token", snapshot.token());
        } else if (item instanceof Item.Changes changes) {
            out.addProperty("type", "changes");
            out.add("events", list(changes.events(), Told::event));
            out.addProperty("token", changes.token());
        } else if (item instanceof Item.Bookmark bookmark) {
            out.addProperty("type", "bookmark");
            out.addProperty("token", bookmark.token());
        } else if (item instanceof Item.Resync resync) {
            out.addProperty("type", "resync");
            out.addProperty("reason", resync.reason());
        } else if (item instanceof Item.Disconnected disconnected) {
            RollcallException error = disconnected.error();
            out.addProperty("type", "disconnected");
            out.addProperty("code", error == null ? "" : error.getCode().name());
            out.addProperty("reason", error == null ? "" : error.getReason());
        }
        return out;
    }

    private static JsonObject registration(Registration registration) {
        var out = new JsonObject();
        out.addProperty("name", registration.getName());
        out.addProperty("user", registration.getName().split("/registrations/")[0]);
        out.addProperty("contact", registration.getContactUri());
        return out;
    }

    private static JsonObject event(RegistrationEvent event) {
        JsonObject out = registration(event.getRegistration());
        out.addProperty("revision", event.getRevision());
        out.addProperty("kind", event.getKindValue());
        out.addProperty("state", event.getRegistration().getStateValue());
        out.addProperty("count", event.getRegistrationCount());
        return out;
    }

    static JsonObject error(Throwable failure) {
        var out = new JsonObject();
        if (!(failure instanceof RollcallException known)) {
            out.addProperty("kind", failure instanceof PlaintextRefusedException ? "plaintext_refused" : "other");
            out.addProperty("code", "");
            out.addProperty("reason", "");
            out.addProperty("message", failure.toString());
            return out;
        }
        out.addProperty("kind", kind(known));
        out.addProperty("code", known.getCode().name());
        out.addProperty("reason", known.getReason());
        out.addProperty("message", known.getDescription());
        if (known instanceof NotFoundException missing) {
            out.addProperty("resource", missing.getResource());
        } else if (known instanceof AlreadyExistsException taken) {
            out.addProperty("field", taken.getField());
            out.addProperty("resource", taken.getResource());
        } else if (known instanceof AbortedException aborted) {
            out.addProperty("etag", aborted.getEtag());
        } else if (known instanceof InvalidException invalid) {
            out.add("violations", list(invalid.getViolations(), violation -> {
                var one = new JsonObject();
                one.addProperty("field", violation.field());
                one.addProperty("description", violation.description());
                one.addProperty("value", violation.value());
                return one;
            }));
        }
        return out;
    }

    /** The suite's name of an exception's class: NotFoundException is not_found. */
    private static String kind(RollcallException failure) {
        if (failure.getClass() == RollcallException.class) {
            return "other";
        }
        if (failure instanceof CompactedException) {
            return "compacted";
        }
        String name = failure.getClass().getSimpleName().replaceFirst("Exception$", "");
        return name.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }
}
