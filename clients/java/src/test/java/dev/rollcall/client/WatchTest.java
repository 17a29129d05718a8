package dev.rollcall.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who waits for a watch or a view, and how it ends. */
@Timeout(30)
class WatchTest {
    private static final String PARENT = "domains/-";

    private final FakeServer server = new FakeServer();

    @AfterEach
    void end() {
        server.close();
    }

    private void assertReleased() throws InterruptedException {
        assertTrue(server.released.await(10, TimeUnit.SECONDS), "the server's stream is still open");
    }

    /** Waits for an item in another thread, which is given. */
    private static Thread waiting(BlockingStream<Item> watch, CompletableFuture<Boolean> more) {
        var thread = new Thread(() -> {
            try {
                more.complete(watch.hasNext());
            } catch (RuntimeException failure) {
                more.completeExceptionally(failure);
            }
        });
        thread.start();
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        return thread;
    }

    @Test
    void leavingReleasesTheStream() throws InterruptedException {
        try (var client = server.client().build()) {
            try (var watch = client.watch(PARENT)) {
                for (Item item : watch) {
                    assertInstanceOf(Item.Snapshot.class, item);
                    break;
                }
            }
            assertReleased();
        }
    }

    @Test
    void oneThatIsForgottenIsReleasedToo() throws InterruptedException {
        try (var client = server.client().build()) {
            assertTrue(client.watch(PARENT).hasNext());
            for (int n = 0; n < 100 && server.released.getCount() > 0; n++) {
                System.gc();
                server.released.await(50, TimeUnit.MILLISECONDS);
            }
            assertReleased();
        }
    }

    @Test
    void whoWaitsIsWokenByWhoCloses() throws InterruptedException {
        var client = server.client().build();
        var watch = client.watch(PARENT);
        watch.next();
        var more = new CompletableFuture<Boolean>();
        waiting(watch, more);
        watch.close();
        assertFalse(more.join());
        assertReleased();

        var other = client.watch(PARENT);
        other.next();
        var failed = new CompletableFuture<Boolean>();
        waiting(other, failed);
        client.close();
        assertInstanceOf(
                ClientClosedException.class, assertThrows(CompletionException.class, failed::join).getCause());
    }

    @Test
    void whoIsInterruptedIsTold() throws InterruptedException {
        try (var client = server.client().build()) {
            var watch = client.watch(PARENT);
            watch.next();
            var failed = new CompletableFuture<Boolean>();
            waiting(watch, failed).interrupt();
            var cause = assertThrows(CompletionException.class, failed::join).getCause();
            assertEquals(Status.Code.CANCELLED, assertInstanceOf(RollcallException.class, cause).getCode());
            assertReleased();
        }
    }

    @Test
    void nothingPilesUp() throws InterruptedException {
        server.floods = true;
        try (var client = server.client().build(); var watch = client.watch(PARENT)) {
            watch.next();
            watch.next();
            int before;
            do {
                before = server.flooded.get();
                Thread.sleep(300);
            } while (server.flooded.get() > before);
            assertTrue(before < 200, () -> server.flooded + " messages of 100 kB");
            for (int n = 0; n < 300; n++) {
                assertInstanceOf(Item.Changes.class, watch.next());
            }
        }
    }

    @Test
    void aViewThatIsClosedIsNotLive() throws InterruptedException {
        try (var client = server.client().build()) {
            var online = client.online(PARENT);
            assertTrue(online.awaitLive(Duration.ofSeconds(10)));
            assertTrue(online.isLive());
            online.close();
            assertFalse(online.isLive());
            assertThrows(ClientClosedException.class, online::awaitLive);
            assertReleased();
        }
    }

    @Test
    void aSubscriberGetsWhatItAsksForUntilItCancels() throws InterruptedException {
        server.floods = true;
        try (var client = server.client().buildAsync()) {
            var subscriber = new Subscriber();
            client.watch(PARENT).subscribe(subscriber);
            assertNull(subscriber.told.poll(200, TimeUnit.MILLISECONDS));
            subscriber.subscription.request(2);
            assertInstanceOf(Item.Snapshot.class, subscriber.told.poll(10, TimeUnit.SECONDS));
            assertInstanceOf(Item.Changes.class, subscriber.told.poll(10, TimeUnit.SECONDS));
            assertNull(subscriber.told.poll(200, TimeUnit.MILLISECONDS));
            subscriber.subscription.cancel();
            assertReleased();
        }
    }

    @Test
    void aSubscriberIsToldHowItEnds() throws InterruptedException {
        var client = server.client().buildAsync();
        var subscriber = new Subscriber();
        client.watch(PARENT).subscribe(subscriber);
        subscriber.subscription.request(10);
        assertInstanceOf(Item.Snapshot.class, subscriber.told.poll(10, TimeUnit.SECONDS));
        client.close();
        assertInstanceOf(ClientClosedException.class, subscriber.told.poll(10, TimeUnit.SECONDS));
    }

    @Test
    void aSubscriberThatThrowsEnds() throws InterruptedException {
        try (var client = server.client().buildAsync()) {
            var subscriber = new Subscriber();
            subscriber.throwing = new IllegalStateException("mine");
            client.watch(PARENT).subscribe(subscriber);
            subscriber.subscription.request(10);
            assertEquals(subscriber.throwing, subscriber.told.poll(10, TimeUnit.SECONDS));
            assertReleased();
        }
    }

    private static final class Subscriber implements Flow.Subscriber<Item> {
        final BlockingQueue<Object> told = new LinkedBlockingQueue<>();
        Flow.Subscription subscription;
        RuntimeException throwing;

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
        }

        @Override
        public void onNext(Item item) {
            if (throwing != null) {
                throw throwing;
            }
            told.add(item);
        }

        @Override
        public void onError(Throwable failure) {
            told.add(failure);
        }

        @Override
        public void onComplete() {
            told.add("complete");
        }
    }
}
