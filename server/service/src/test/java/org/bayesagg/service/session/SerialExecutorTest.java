package org.bayesagg.service.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class SerialExecutorTest {
  private final HandExecutor shared = new HandExecutor();
  private final List<String> done = new ArrayList<>();

  private SerialExecutor.Turn turn(String name) {
    return () -> {
      done.add(name);
      return () -> done.add(name + " after");
    };
  }

  @Test
  void execute_manyTurns_oneAtATimeInOrder() {
    shared.hold();
    SerialExecutor serial = new SerialExecutor(shared);
    serial.execute(turn("1"));
    serial.execute(turn("2"));
    assertThat(shared.waiting()).isEqualTo(1);

    shared.runOne();
    assertThat(done).containsExactly("1", "1 after");
    assertThat(shared.waiting()).isEqualTo(1);
    shared.release();
    assertThat(done).containsExactly("1", "1 after", "2", "2 after");
  }

  @Test
  void executeQuietly_nothingElseWaits_answersGoFirst() {
    shared.hold();
    SerialExecutor serial = new SerialExecutor(shared);
    List<Integer> waiting = new ArrayList<>();
    serial.execute(
        () -> {
          serial.executeQuietly(turn("quiet"));
          return () -> waiting.add(shared.waiting());
        });
    shared.runOne();

    assertThat(waiting).as("turns handed on before the answers").containsExactly(0);
    shared.release();
    assertThat(done).containsExactly("quiet", "quiet after");
  }

  @Test
  void executeQuietly_othersWait_holdsNobodyUp() {
    shared.hold();
    SerialExecutor serial = new SerialExecutor(shared);
    List<Integer> waiting = new ArrayList<>();
    serial.execute(
        () -> {
          serial.executeQuietly(turn("quiet"));
          return () -> waiting.add(shared.waiting());
        });
    serial.execute(turn("call"));
    shared.runOne();

    assertThat(waiting).as("turns handed on before the answers").containsExactly(1);
    shared.release();
    assertThat(done).containsExactly("call", "call after", "quiet", "quiet after");
  }

  @Test
  void execute_severalSessions_takeTurns() {
    shared.hold();
    SerialExecutor busy = new SerialExecutor(shared);
    SerialExecutor other = new SerialExecutor(shared);
    busy.execute(turn("busy 1"));
    busy.execute(turn("busy 2"));
    busy.execute(turn("busy 3"));
    other.execute(turn("other"));
    shared.release();

    assertThat(done)
        .filteredOn(name -> !name.endsWith("after"))
        .containsExactly("busy 1", "other", "busy 2", "busy 3");
  }

  @Test
  void execute_sharedExecutorShutDown_turnsThatWaitAreStillTaken() {
    List<Runnable> taken = new ArrayList<>();
    SerialExecutor serial =
        new SerialExecutor(
            task -> {
              if (!taken.isEmpty()) {
                throw new RejectedExecutionException();
              }
              taken.add(task);
            });
    serial.execute(turn("1"));
    serial.execute(turn("2"));

    taken.get(0).run();

    assertThat(done).containsExactly("1", "1 after", "2", "2 after");
  }

  @Test
  void execute_fromWithinATurn_comesAfterIt() {
    SerialExecutor serial = new SerialExecutor(shared);
    serial.execute(
        () -> {
          serial.execute(turn("inner"));
          done.add("outer");
          return () -> {};
        });

    assertThat(done).containsExactly("outer", "inner", "inner after");
  }
}
