package org.bayesagg.service.live;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bayesagg.math.Prediction;
import org.bayesagg.math.StepResult;
import org.bayesagg.math.batch.Batch;
import org.bayesagg.math.inspection.Calibration;
import org.bayesagg.math.inspection.TaskGradients;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.service.session.Answer;
import org.bayesagg.service.session.Inspection;
import org.bayesagg.service.session.Session;
import org.bayesagg.service.session.SessionCounters;
import org.bayesagg.service.session.SessionState;
import org.bayesagg.service.session.Stragglers;

/** What is kept of one session for the page. Thread-safe. */
final class WatchedSession {
  private static final int MATRIX_TASKS = 64;
  private static final int MATRIX_EXAMPLES = 64;

  /** What a look at a step keeps of those before it. */
  private static final double CALIBRATION_KEEP = 0.98;

  private final Session session;
  private final Clock clock;
  private final Latencies latencies = new Latencies();
  private final SessionCounters counts = new SessionCounters();
  private final List<Calibration> calibrations = new ArrayList<>();
  private volatile int queued;

  // Guarded by this, as are the calibrations.
  private final History history;
  private double[] shares = {};
  private double[] variances = {};
  private double jitter;
  private double lastTime;
  private long lastSteps;
  private double stepsPerSecond;
  private double lastStepAt = Double.NaN;
  private Matrix matrix;

  /** The cosines of a step's tasks. */
  record Matrix(long step, int[] tasks, double[][] cosines) {}

  WatchedSession(Session session, Clock clock) {
    this.session = session;
    this.clock = clock;
    AggregationSpec spec = session.settings().spec();
    history = new History(spec.tasks().size());
    spec.tasks().forEach(task -> calibrations.add(new Calibration(task, CALIBRATION_KEEP)));
    lastTime = now();
    lastSteps = session.state().steps();
  }

  Session session() {
    return session;
  }

  SessionCounters counts() {
    return counts;
  }

  void queued(int waiting) {
    queued = waiting;
  }

  int queued() {
    return queued;
  }

  void step(StepResult step, List<Answer> answers) {
    long nanos =
        step.nanos().evidence()
            + step.nanos().factorisation()
            + step.nanos().moments()
            + step.nanos().aggregation();
    answers.forEach(answer -> latencies.add(answer.queueNanos() + nanos));
    counts.step(answers.size(), step.jitter() > 0);
    synchronized (this) {
      jitter = step.jitter();
      lastStepAt = now();
      if (step.weightShares() != null) {
        shares = step.weightShares();
      }
      if (step.meanGradientVariance() != null) {
        variances = step.meanGradientVariance();
      }
    }
  }

  /** Works out what a look at a step shows; for one thread, beside the steps. */
  void look(Inspection inspection) {
    AggregationSpec spec = session.settings().spec();
    int[] tasks = IntStream.range(0, Math.min(MATRIX_TASKS, spec.tasks().size())).toArray();
    double[][] cosines = TaskGradients.cosines(spec, inspection.batches(), tasks, MATRIX_EXAMPLES);
    synchronized (this) {
      matrix = new Matrix(inspection.step(), tasks, cosines);
      if (inspection.predictions() == null) {
        return;
      }
      Batch batch = inspection.batches().get(0);
      for (int task = 0; task < inspection.predictions().size(); task++) {
        Prediction prediction = inspection.predictions().get(task);
        if (prediction != null) {
          calibrations
              .get(task)
              .add(
                  spec.featureDim(),
                  batch,
                  batch.tasks().get(task),
                  prediction,
                  inspection.examples());
        }
      }
    }
  }

  /** A second has passed. */
  synchronized void tick() {
    double now = now();
    long steps = session.state().steps();
    double seconds = Math.max(1e-3, now - lastTime);
    long stepped = steps - lastSteps;
    stepsPerSecond = stepped / seconds;
    lastTime = now;
    lastSteps = steps;
    if (stepped > 0) {
      history.add(
          new History.Point(
              now,
              steps,
              stepsPerSecond,
              latencies.millis(0.5),
              latencies.millis(0.99),
              shares,
              variances));
    }
  }

  /** Seconds since 1970. */
  double now() {
    return clock.millis() / 1e3;
  }

  synchronized List<SessionState.Worker> stragglers(SessionState state) {
    return Stragglers.among(state, stepsPerSecond > 0 ? 1 / stepsPerSecond : 0);
  }

  Latencies latencies() {
    return latencies;
  }

  synchronized double stepsPerSecond() {
    return stepsPerSecond;
  }

  synchronized double jitter() {
    return jitter;
  }

  /** Seconds since the last step; NaN before the first. */
  synchronized double lastStepSecondsAgo() {
    return now() - lastStepAt;
  }

  synchronized History history() {
    return history;
  }

  synchronized Matrix matrix() {
    return matrix;
  }

  /** The calibrations, for the time that this object is locked. */
  List<Calibration> calibrations() {
    return calibrations;
  }
}
