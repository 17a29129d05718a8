/**
 * The client of the Rollcall SIP directory and registrar: {@link dev.rollcall.client.RollcallClient}, which blocks, and
 * {@link dev.rollcall.client.AsyncRollcallClient}.
 *
 * <p>Calls have a deadline, are tried again where that is safe, and fail with a
 * {@link dev.rollcall.client.RollcallException} that says what is wrong. Messages are in {@code dev.rollcall.v1}. What
 * may be null says so; nothing else is.
 */
@NullMarked
package dev.rollcall.client;

import org.jspecify.annotations.NullMarked;
