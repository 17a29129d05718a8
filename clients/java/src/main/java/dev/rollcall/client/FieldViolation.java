package dev.rollcall.client;

import org.jspecify.annotations.Nullable;

/**
 * One field that is wrong.
 *
 * @param field the path from the request, such as {@code user.number_leases[2]}
 * @param description why, for people
 * @param value what was refused, unless it was empty or is a secret
 */
public record FieldViolation(String field, String description, @Nullable String value) {}
