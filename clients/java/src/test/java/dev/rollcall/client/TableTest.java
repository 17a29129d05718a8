package dev.rollcall.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rollcall.v1.Registration;
import dev.rollcall.v1.RegistrationEvent;
import dev.rollcall.v1.RegistrationState;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
    private static final String ALICE = "domains/d/users/alice";
    private static final String BOB = "domains/d/users/bob";

    private static Registration registration(String user, int number) {
        return Registration.newBuilder().setName(user + "/registrations/" + number).build();
    }

    private static RegistrationEvent event(String user, int number, RegistrationState state) {
        var of = registration(user, number).toBuilder().setState(state);
        return RegistrationEvent.newBuilder().setRegistration(of).build();
    }

    @Test
    void aUserIsOnlineWhileOneRegistrationHolds() {
        var table = new Table();
        var active = RegistrationState.REGISTRATION_STATE_ACTIVE;
        var ended = RegistrationState.REGISTRATION_STATE_ENDED;
        assertEquals(
                List.of(new Transition(ALICE, true)),
                table.apply(List.of(event(ALICE, 1, active), event(ALICE, 2, active))));
        assertEquals(List.of(), table.apply(List.of(event(ALICE, 1, ended))));
        assertEquals(List.of("/registrations/2"), table.registrations(ALICE).stream()
                .map(one -> one.getName().substring(ALICE.length())).toList());
        assertEquals(List.of(new Transition(ALICE, false)), table.apply(List.of(event(ALICE, 2, ended))));
        assertEquals(List.of(), table.apply(List.of(event(BOB, 1, ended))), "one that was not there");
    }

    @Test
    void aNewTruthTellsOnlyTheDifferences() {
        var table = new Table();
        table.replace(List.of(registration(ALICE, 1)));
        assertEquals(List.of(), table.replace(List.of(registration(ALICE, 2))));
        assertEquals(
                List.of(new Transition(ALICE, false), new Transition(BOB, true)),
                table.replace(List.of(registration(BOB, 1))));
        assertEquals(List.of(BOB), table.users());
    }
}
