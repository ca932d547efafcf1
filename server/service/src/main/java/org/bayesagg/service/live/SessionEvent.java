package org.bayesagg.service.live;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.bayesagg.math.inspection.Calibration;
import org.bayesagg.math.spec.TaskSpec;
import org.bayesagg.service.session.SessionCounters.Totals;
import org.bayesagg.service.session.SessionState;

/** One session as the page reads it, with the points that the page has not seen. */
record SessionEvent(
    String id,
    OverviewEvent.Row session,
    List<Task> tasks,
    int tasksLeftOut,
    Points points,
    Cosine cosine,
    List<Curve> calibration,
    List<Worker> workers,
    Totals counts) {
  private static final int MOST_TASKS = 200;
  private static final int MOST_WORKERS = 256;

  /** One task. */
  record Task(String name, String likelihood, int outputs) {}

  /** Columns of one length; of the last two, one for each task. */
  record Points(
      List<Double> time,
      List<Long> step,
      List<Double> stepsPerSecond,
      List<Double> p50Ms,
      List<Double> p99Ms,
      List<List<Double>> weightShare,
      List<List<Double>> gradientVariance) {}

  /** Cosines between the tasks' gradients of one step. */
  record Cosine(long step, List<String> tasks, List<List<Double>> matrix) {}

  /** A task's predictions beside what came true. */
  record Curve(
      String task, String kind, List<Double> expected, List<Double> observed, long examples) {}

  /** One worker. */
  record Worker(
      String name,
      long epoch,
      long step,
      double silentSeconds,
      long stepsBehind,
      boolean left,
      boolean finishedEpoch,
      boolean straggler) {}

  /** The session, with the points after the first {@code seen}. */
  static SessionEvent of(WatchedSession watched, long seen) {
    List<TaskSpec> all = watched.session().settings().spec().tasks();
    List<TaskSpec> shown = all.subList(0, Math.min(MOST_TASKS, all.size()));
    SessionState state = watched.session().state();
    synchronized (watched) {
      return new SessionEvent(
          watched.session().id(),
          OverviewEvent.row(watched),
          shown.stream()
              .map(task -> new Task(task.name(), task.likelihood().name(), task.outputs()))
              .toList(),
          all.size() - shown.size(),
          points(watched.history().after(seen), shown.size()),
          cosine(watched.matrix(), all),
          curves(watched.calibrations(), shown),
          workers(watched, state),
          watched.counts().totals());
    }
  }

  private static Points points(List<History.Point> points, int tasks) {
    List<List<Double>> shares = new ArrayList<>();
    List<List<Double>> variances = new ArrayList<>();
    for (int t = 0; t < tasks; t++) {
      int task = t;
      shares.add(column(points, point -> at(point.shares(), task)));
      variances.add(column(points, point -> at(point.variances(), task)));
    }
    return new Points(
        points.stream().map(History.Point::time).toList(),
        points.stream().map(History.Point::step).toList(),
        column(points, History.Point::stepsPerSecond),
        column(points, History.Point::p50),
        column(points, History.Point::p99),
        shares,
        variances);
  }

  private static double at(double[] values, int task) {
    return task < values.length ? values[task] : Double.NaN;
  }

  private static List<Double> column(
      List<History.Point> points, Function<History.Point, Double> value) {
    List<Double> column = new ArrayList<>(points.size());
    points.forEach(point -> column.add(Numbers.orNull(value.apply(point))));
    return column;
  }

  private static Cosine cosine(WatchedSession.Matrix matrix, List<TaskSpec> tasks) {
    if (matrix == null) {
      return null;
    }
    List<String> names = new ArrayList<>();
    List<List<Double>> rows = new ArrayList<>();
    for (int row = 0; row < matrix.tasks().length; row++) {
      names.add(tasks.get(matrix.tasks()[row]).name());
      rows.add(Numbers.of(matrix.cosines()[row]));
    }
    return new Cosine(matrix.step(), names, rows);
  }

  private static List<Curve> curves(List<Calibration> calibrations, List<TaskSpec> tasks) {
    List<Curve> curves = new ArrayList<>();
    for (int t = 0; t < tasks.size(); t++) {
      Calibration calibration = calibrations.get(t);
      if (calibration.points() > 0) {
        curves.add(
            new Curve(
                tasks.get(t).name(),
                calibration.isInterval() ? "INTERVAL" : "PROBABILITY",
                Numbers.of(calibration.expected()),
                Numbers.of(calibration.observed()),
                calibration.examples()));
      }
    }
    return curves;
  }

  private static List<Worker> workers(WatchedSession watched, SessionState state) {
    List<SessionState.Worker> stragglers = watched.stragglers(state);
    SessionState.Worker first =
        state.workers().stream()
            .max(
                Comparator.comparingLong(SessionState.Worker::lastEpoch)
                    .thenComparingLong(SessionState.Worker::lastStep))
            .orElse(null);
    Instant now = Instant.ofEpochMilli((long) (watched.now() * 1000));
    return state.workers().stream()
        .limit(MOST_WORKERS)
        .map(
            worker ->
                new Worker(
                    worker.name(),
                    worker.lastEpoch(),
                    worker.lastStep(),
                    Math.max(0, Duration.between(worker.lastSeen(), now).toMillis() / 1e3),
                    worker.lastEpoch() == first.lastEpoch()
                        ? first.lastStep() - worker.lastStep()
                        : 0,
                    worker.left(),
                    worker.finishedEpoch(),
                    stragglers.contains(worker)))
        .toList();
  }
}
