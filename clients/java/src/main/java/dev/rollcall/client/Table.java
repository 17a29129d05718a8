package dev.rollcall.client;

import dev.rollcall.v1.Registration;
import dev.rollcall.v1.RegistrationEvent;
import dev.rollcall.v1.RegistrationState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The registrations of each user, by their names. */
final class Table {
    private final TreeMap<String, Map<String, Registration>> users = new TreeMap<>();

    List<String> users() {
        return List.copyOf(users.keySet());
    }

    boolean isOnline(String user) {
        return users.containsKey(user);
    }

    List<Registration> registrations(String user) {
        return List.copyOf(users.getOrDefault(user, Map.of()).values());
    }

    /** Takes a new truth, and tells who went and who came by it. */
    List<Transition> replace(Collection<Registration> registrations) {
        List<String> before = users();
        users.clear();
        registrations.forEach(this::put);
        var changed = new ArrayList<Transition>();
        for (String user : before) {
            if (!isOnline(user)) {
                changed.add(new Transition(user, false));
            }
        }
        for (String user : users.keySet()) {
            if (Collections.binarySearch(before, user) < 0) {
                changed.add(new Transition(user, true));
            }
        }
        return changed;
    }

    /** Goes by name and state, not by kind: that stays right when a kind is added. */
    List<Transition> apply(List<RegistrationEvent> events) {
        var changed = new ArrayList<Transition>();
        for (RegistrationEvent event : events) {
            Registration registration = event.getRegistration();
            String user = userOf(registration.getName());
            boolean before = isOnline(user);
            if (registration.getState() == RegistrationState.REGISTRATION_STATE_ENDED) {
                remove(user, registration.getName());
            } else {
                put(registration);
            }
            boolean after = isOnline(user);
            if (after != before) {
                changed.add(new Transition(user, after));
            }
        }
        return changed;
    }

    private void put(Registration registration) {
        users.computeIfAbsent(userOf(registration.getName()), user -> new HashMap<>())
                .put(registration.getName(), registration);
    }

    private void remove(String user, String name) {
        Map<String, Registration> of = users.get(user);
        if (of != null) {
            of.remove(name);
            if (of.isEmpty()) {
                users.remove(user);
            }
        }
    }

    private static String userOf(String registration) {
        int end = registration.indexOf("/registrations/");
        return end < 0 ? registration : registration.substring(0, end);
    }
}
