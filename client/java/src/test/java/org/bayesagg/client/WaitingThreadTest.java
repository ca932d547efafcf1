package org.bayesagg.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class WaitingThreadTest {
  private final WaitingThread here = new WaitingThread();
  private final List<Thread> ran = new ArrayList<>();

  private void run() {
    ran.add(Thread.currentThread());
  }

  @Test
  void execute_whileItWaits_runsThere() throws Exception {
    CompletableFuture<String> call = new CompletableFuture<>();
    Thread network =
        new Thread(
            () -> {
              here.execute(this::run);
              here.execute(() -> call.complete("answer"));
            });
    network.start();
    here.runUntilDone(call);
    network.join();

    assertThat(call).isCompletedWithValue("answer");
    assertThat(ran).containsExactly(Thread.currentThread());
  }

  @Test
  void runUntilDone_futureDoneElsewhere_ends() throws Exception {
    CompletableFuture<String> call = new CompletableFuture<>();
    Thread other = new Thread(() -> call.complete("answer"));
    other.start();
    here.runUntilDone(call);
    other.join();

    assertThat(call).isCompletedWithValue("answer");
  }

  @Test
  void execute_itHasGone_runsWhereItComesFrom() throws Exception {
    here.runUntilDone(CompletableFuture.completedFuture("answer"));
    Thread network = new Thread(() -> here.execute(this::run));
    network.start();
    network.join();

    assertThat(ran).containsExactly(network);
  }

  @Test
  void runUntilDone_interrupted_leavesNoTask() {
    here.execute(() -> Thread.currentThread().interrupt());
    here.execute(this::run);

    assertThatThrownBy(() -> here.runUntilDone(new CompletableFuture<>()))
        .isInstanceOf(InterruptedException.class);
    assertThat(ran).containsExactly(Thread.currentThread());
  }
}
