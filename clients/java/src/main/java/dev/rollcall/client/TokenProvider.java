package dev.rollcall.client;

/**
 * Gives the access token of each request and of each new stream. It is asked every time, from many threads of the
 * client's executor, so it should keep what it has until that is about to expire.
 */
@FunctionalInterface
public interface TokenProvider {
    /**
     * The token (a JWT), without {@code Bearer}.
     *
     * @throws Exception if there is none now: the call fails as {@link UnavailableException} with it as the cause; a
     *     watch tries again
     */
    String token() throws Exception;
}
