package dev.rollcall.client;

/** The client, or the view, was closed, so what was asked for never comes. */
public final class ClientClosedException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    ClientClosedException(String message) {
        super(message);
    }
}
