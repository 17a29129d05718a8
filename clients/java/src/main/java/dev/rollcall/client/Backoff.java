package dev.rollcall.client;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Waits not at all at first, then doubling; anything up to that, so that many do not come back at once. */
final class Backoff {
    private static final long FIRST = Duration.ofMillis(100).toNanos();
    private static final long LONGEST = Duration.ofSeconds(10).toNanos();

    private long longest;

    synchronized void reset() {
        longest = 0;
    }

    synchronized Duration next() {
        long wait = longest == 0 ? 0 : ThreadLocalRandom.current().nextLong(longest);
        longest = Math.min(Math.max(longest * 2, FIRST), LONGEST);
        return Duration.ofNanos(wait);
    }
}
