package dev.rollcall.client;

/** A token was to be sent in plaintext to another machine: see {@link ClientBuilder#insecurePlaintext()}. */
public final class PlaintextRefusedException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    PlaintextRefusedException(String message) {
        super(message);
    }
}
