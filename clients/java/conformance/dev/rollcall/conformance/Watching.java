package dev.rollcall.conformance;

import com.google.gson.JsonObject;
import dev.rollcall.client.BlockingStream;
import dev.rollcall.client.Item;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;

/** One watch, read by a thread of its own, or by a subscription. */
final class Watching {
    private final String name;
    private final int pauseAfter;
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile Runnable leave = () -> {};
    private volatile boolean stopped;
    private int taken;

    Watching(String name, int pauseAfter) {
        this.name = name;
        this.pauseAfter = pauseAfter;
    }

    void goOn() {
        goOn.countDown();
    }

    void stop() throws InterruptedException {
        stopped = true;
        goOn();
        leave.run();
        done.await();
    }

    void read(BlockingStream<Item> watch) {
        leave = watch::close;
        var thread = new Thread(() -> {
            try (watch) {
                while (!stopped && watch.hasNext()) {
                    say("item", Told.item(watch.next()));
                    pause();
                }
                end();
            } catch (RuntimeException failure) {
                say("error", Told.error(failure));
            } finally {
                done.countDown();
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    void subscribe(Flow.Publisher<Item> watch) {
        watch.subscribe(new Flow.Subscriber<>() {
            private Flow.Subscription subscription;

            @Override
            public void onSubscribe(Flow.Subscription given) {
                subscription = given;
                leave = () -> {
                    subscription.cancel();
                    end();
                    done.countDown();
                };
                subscription.request(1);
            }

            @Override
            public void onNext(Item item) {
                say("item", Told.item(item));
                pause();
                subscription.request(1);
            }

            @Override
            public void onError(Throwable failure) {
                say("error", Told.error(failure));
                done.countDown();
            }

            @Override
            public void onComplete() {
                end();
                done.countDown();
            }
        });
    }

    /** All that a publisher gives. */
    static <T> List<T> all(Flow.Publisher<T> publisher) {
        var all = new ArrayList<T>();
        var end = new CompletableFuture<Void>();
        publisher.subscribe(new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(Long.MAX_VALUE);
            }

            @Override
            public void onNext(T item) {
                all.add(item);
            }

            @Override
            public void onError(Throwable failure) {
                end.completeExceptionally(failure);
            }

            @Override
            public void onComplete() {
                end.complete(null);
            }
        });
        try {
            end.join();
        } catch (CompletionException failure) {
            throw failure.getCause() instanceof RuntimeException why ? why : failure;
        }
        return all;
    }

    private void pause() {
        taken++;
        if (taken == pauseAfter) {
            try {
                goOn.await();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void end() {
        var line = new JsonObject();
        line.addProperty("watch", name);
        line.addProperty("end", true);
        Told.say(line);
    }

    private void say(String what, JsonObject told) {
        var line = new JsonObject();
        line.addProperty("watch", name);
        line.add(what, told);
        Told.say(line);
    }
}
