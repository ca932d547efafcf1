package org.bayesagg.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Deadline;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SendWindowTest {
  private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
  private final ErrorDecoder errors = new ErrorDecoder("server:1");
  private final SendWindow window = new SendWindow(timer, errors);

  /** What was sent, in order, and its call. */
  private final Map<String, CompletableFuture<String>> sent = new LinkedHashMap<>();

  private final List<CompletableFuture<String>> results = new ArrayList<>();

  @AfterEach
  void stop() {
    timer.shutdownNow();
  }

  @Test
  void neverRefused_everythingIsSentAtOnce() throws Exception {
    fill(1000);
    assertThat(sent()).hasSize(1000);
  }

  @Test
  void refusedForAnotherReason_everythingIsSentAtOnce() throws Exception {
    fill(8);
    window.failed(errors.local(Status.Code.UNAVAILABLE, ErrorReason.DRAINING, "goes down"));
    window.failed(new IllegalStateException());
    enter("late", "late 0");
    assertThat(sent()).hasSize(9);
  }

  @Test
  void queueFull_halfOfWhatIsOnItsWayRemainsAndGrowsWithAnswers() throws Exception {
    fill(8);
    queueFull();
    queueFull(); // of the same flight
    enter("late", "late 0");
    answer(0, 3);
    assertThat(sent()).hasSize(8); // 5 on their way, 4.7 may be
    answer(3, 1);
    assertThat(sent()).hasSize(9).last().isEqualTo("late 0"); // 4 were, 4.9 may be
    enter("later", "later 0");
    answer(4, 4);
    assertThat(sent()).hasSize(10);
    assertThat(results.get(0).join()).isEqualTo("worker-0 0");
  }

  @Test
  void manyWait_theNewestWorkerGoesFirstAndEachInItsOrder() throws Exception {
    fill(2);
    queueFull();
    for (String name : List.of("a 0", "b 0", "a 1", "c 0", "b 1")) {
      enter(name.substring(0, 1), name);
    }
    for (int done = 0; done < 6; done++) {
      answer(done, 1);
      sent();
    }
    assertThat(sent().subList(2, 7)).containsExactly("c 0", "b 0", "b 1", "a 0", "a 1");
  }

  @Test
  void whileOneIsBeingSent_theNextOfItsWorkerDoesNotOvertakeIt() throws Exception {
    fill(1);
    queueFull();
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch mayGo = new CountDownLatch(1);
    var first =
        window.enter(
            "a",
            inAMinute(),
            () -> {
              begun.countDown();
              try {
                mayGo.await(1, TimeUnit.MINUTES);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              return send("a 0");
            });
    synchronized (sent) {
      sent.get("worker-0 0").complete("");
    }
    assertThat(begun.await(1, TimeUnit.MINUTES)).isTrue();
    enter("a", "a 1"); // there is room for it
    mayGo.countDown();
    assertThat(sent()).containsExactly("worker-0 0", "a 0", "a 1");
    assertThat(first).isNotDone();
  }

  @Test
  void sendingThrows_failsThatOneAndTakesNoPlace() throws Exception {
    fill(1);
    queueFull();
    CompletableFuture<String> broken =
        window.enter(
            "a",
            inAMinute(),
            () -> {
              throw new IllegalStateException("broken");
            });
    answer(0, 1);
    assertThatThrownBy(() -> broken.get(1, TimeUnit.MINUTES)).hasMessageContaining("broken");
    enter("b", "b 0");
    enter("c", "c 0");
    assertThat(sent()).containsExactly("worker-0 0", "b 0", "c 0");
  }

  @Test
  void nothingComesBack_oneMoreGoes() throws Exception {
    fill(1);
    queueFull(Duration.ofMillis(1));
    CountDownLatch gone = new CountDownLatch(2);
    for (String worker : List.of("a", "b")) {
      var unused =
          window.enter(
              worker,
              inAMinute(),
              () -> {
                gone.countDown();
                return new CompletableFuture<String>();
              });
    }
    assertThat(gone.await(1, TimeUnit.MINUTES)).isTrue();
  }

  @Test
  void timeIsUp_failsUnsentAndSaysWhy() throws Exception {
    fill(1);
    queueFull();
    CompletableFuture<String> late =
        window.enter("late", Deadline.after(1, TimeUnit.MILLISECONDS), () -> send("late 0"));
    assertThatThrownBy(() -> late.get(1, TimeUnit.MINUTES))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            AggregationException.class,
            error -> {
              assertThat(error.code()).isEqualTo("DEADLINE_EXCEEDED");
              assertThat(error.getSuppressed()).hasSize(1);
            });
    answer(0, 1);
    assertThat(sent()).containsExactly("worker-0 0");
  }

  @Test
  void cancelled_isNotSent() throws Exception {
    fill(1);
    queueFull();
    CompletableFuture<String> late = enter("late", "late 0");
    late.cancel(false);
    answer(0, 1);
    assertThat(sent()).containsExactly("worker-0 0");
    enter("later", "later 0");
    assertThat(sent()).hasSize(2);
  }

  private void fill(int workers) {
    for (int i = 0; i < workers; i++) {
      enter("worker-" + i, "worker-" + i + " 0");
    }
  }

  private CompletableFuture<String> enter(String worker, String name) {
    CompletableFuture<String> result = window.enter(worker, inAMinute(), () -> send(name));
    results.add(result);
    return result;
  }

  private static Deadline inAMinute() {
    return Deadline.after(1, TimeUnit.MINUTES);
  }

  private CompletableFuture<String> send(String name) {
    CompletableFuture<String> call = new CompletableFuture<>();
    synchronized (sent) {
      sent.put(name, call);
    }
    return call;
  }

  /** Refused for longer than a test takes. */
  private void queueFull() {
    queueFull(Duration.ofMinutes(10));
  }

  private void queueFull(Duration retryAfter) {
    window.failed(
        new AggregationException(
            "full",
            "RESOURCE_EXHAUSTED",
            ErrorReason.QUEUE_FULL,
            "QUEUE_FULL",
            List.of(),
            Map.of(),
            retryAfter,
            "",
            null));
  }

  /** Answers some of what was sent, in its order. */
  private void answer(int from, int count) throws Exception {
    List<String> names = sent().subList(from, from + count);
    for (String name : names) {
      CompletableFuture<String> call;
      synchronized (sent) {
        call = sent.get(name);
      }
      call.complete(name);
    }
  }

  /** All that was sent, once the timer's thread has sent what it may. */
  private List<String> sent() throws Exception {
    timer.submit(() -> {}).get(1, TimeUnit.MINUTES);
    synchronized (sent) {
      return List.copyOf(sent.keySet());
    }
  }
}
