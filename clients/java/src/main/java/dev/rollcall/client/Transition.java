package dev.rollcall.client;

/**
 * A user came online or went offline.
 *
 * @param user {@code domains/{fqdn}/users/{login}}
 * @param online whether it came
 */
public record Transition(String user, boolean online) {}
