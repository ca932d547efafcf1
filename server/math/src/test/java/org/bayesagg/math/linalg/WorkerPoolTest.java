package org.bayesagg.math.linalg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WorkerPoolTest {
  @Test
  void run_oneShift_helperTakesAPiece() {
    try (WorkerPool pool = new WorkerPool(2)) {
      assertThat(pool.shift(1, () -> threadsThatMeet(pool))).hasSize(2);
    }
  }

  @Test
  void run_helperAsleep_isWoken() {
    try (WorkerPool pool = new WorkerPool(2)) {
      assertThat(threadsThatMeet(pool)).hasSize(2);
    }
  }

  @Test
  void run_asManyShiftsAsThreads_callerWorksAlone() {
    try (WorkerPool pool = new WorkerPool(2)) {
      Set<Thread> threads = pool.shift(1, () -> pool.shift(1, () -> threadsOf(pool, 1_000)));
      assertThat(threads).containsExactly(Thread.currentThread());
      assertThat(pool.shift(1, () -> threadsThatMeet(pool))).hasSize(2);
    }
  }

  @Test
  void run_besideOneThatStaysFree_callerWorksWithoutIt() {
    try (WorkerPool two = new WorkerPool(2);
        WorkerPool three = new WorkerPool(3)) {
      assertThat(two.shift(2, () -> threadsOf(two, 1_000))).containsExactly(Thread.currentThread());
      assertThat(three.shift(2, () -> threadsThatMeet(three))).hasSize(2);
    }
  }

  private static Set<Thread> threadsOf(WorkerPool pool, int pieces) {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    pool.run(pieces, (slot, i) -> threads.add(Thread.currentThread()));
    return threads;
  }

  /** Two pieces that end only once both have begun: the threads that took them. */
  private static Set<Thread> threadsThatMeet(WorkerPool pool) {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    CountDownLatch met = new CountDownLatch(2);
    pool.run(
        2,
        (slot, i) -> {
          threads.add(Thread.currentThread());
          met.countDown();
          try {
            assertThat(met.await(10, TimeUnit.SECONDS)).isTrue();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        });
    return threads;
  }
}
