package org.bayesagg.faults.play;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.bayesagg.client.AggregationClient;
import org.bayesagg.client.AggregationException;
import org.bayesagg.client.AggregationSession;
import org.bayesagg.client.StepAnswer;

/** One worker of one session; goes on only after it has written down what it was answered. */
final class Lane implements Callable<Void> {
  /** Errors that a worker waits out; all others end the history. */
  private static final Set<String> MAY_PASS =
      Set.of("UNAVAILABLE", "ABORTED", "DEADLINE_EXCEEDED", "RESOURCE_EXHAUSTED");

  private static final long PAUSE_MILLIS = 50;

  private final SessionPlan plan;
  private final String worker;
  private final Path file;
  private final int paceMicros;
  private final AggregationClient client;
  private final AggregationClient other;
  private final Random pace = new Random();

  Lane(
      SessionPlan plan,
      String worker,
      Path folder,
      int paceMicros,
      AggregationClient client,
      AggregationClient other) {
    this.plan = plan;
    this.worker = worker;
    this.file = Scenario.log(folder, plan, worker);
    this.paceMicros = paceMicros;
    this.client = client;
    this.other = other;
  }

  @Override
  public Void call() throws IOException {
    List<Acknowledged> before = AnswerLog.read(file);
    Place last = before.stream().map(Acknowledged::place).max(Place::compareTo).orElse(null);
    try (AnswerLog log = AnswerLog.open(file);
        AggregationSession main = join(client);
        AggregationSession second = join(other)) {
      if (last != null) {
        log.add(Acknowledged.of(send(main, last), true));
      }
      Place next = last == null ? new Place(0, 0) : last.next(plan.steps());
      while (next.epoch() < plan.epochs()) {
        next = play(next, log, main, second);
        LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(pace.nextInt(paceMicros)));
      }
      patiently(() -> main.finishEpoch(worker, plan.epochs() - 1L));
    }
    return null;
  }

  private AggregationSession join(AggregationClient from) {
    return patiently(() -> from.createOrJoinSession(plan.id(), plan.options()));
  }

  /** Plays what is due and returns what is due then. */
  private Place play(Place place, AnswerLog log, AggregationSession main, AggregationSession second)
      throws IOException {
    Place after = place.next(plan.steps());
    switch (plan.manner(worker, place)) {
      case TWIN -> {
        CompletableFuture<StepAnswer> twin = sendAsync(second, place);
        log.add(Acknowledged.of(send(main, place), false));
        log.add(Acknowledged.of(answered(twin, second, place), false));
      }
      case AHEAD -> {
        CompletableFuture<StepAnswer> first = sendAsync(main, place);
        boolean ahead = after.epoch() == place.epoch();
        CompletableFuture<StepAnswer> behind = ahead ? sendAsync(main, after) : null;
        log.add(Acknowledged.of(answered(first, main, place), false));
        if (ahead) {
          log.add(Acknowledged.of(answered(behind, main, after), false));
          after = after.next(plan.steps());
        }
      }
      case OLDER -> {
        log.add(Acknowledged.of(send(main, place), false));
        if (place.step() > 0) {
          Place older = new Place(place.epoch(), place.step() - 1);
          log.add(Acknowledged.of(send(second, older), false));
        }
      }
      default -> log.add(Acknowledged.of(send(main, place), false));
    }
    return after;
  }

  private CompletableFuture<StepAnswer> sendAsync(AggregationSession session, Place place) {
    return session.aggregateAsync(plan.step(worker, place).contribution(worker, place));
  }

  private StepAnswer send(AggregationSession session, Place place) {
    return patiently(() -> session.aggregate(plan.step(worker, place).contribution(worker, place)));
  }

  /** The answer that comes, or that to another attempt. */
  private StepAnswer answered(
      CompletableFuture<StepAnswer> future, AggregationSession session, Place place) {
    try {
      return future.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof AggregationException failure && mayPass(failure)) {
        return send(session, place);
      }
      throw e;
    }
  }

  private <T> T patiently(Supplier<T> call) {
    while (true) {
      try {
        return call.get();
      } catch (AggregationException e) {
        if (!mayPass(e)) {
          throw e;
        }
        System.out.println(plan.id() + " " + worker + ": goes on after " + e.getMessage());
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
      }
    }
  }

  private static boolean mayPass(AggregationException failure) {
    return MAY_PASS.contains(failure.code());
  }
}
