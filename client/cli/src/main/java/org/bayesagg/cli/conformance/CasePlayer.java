package org.bayesagg.cli.conformance;

import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.bayesagg.client.AggregationClient;
import org.bayesagg.client.AggregationSession;
import org.bayesagg.client.Contribution;
import org.bayesagg.client.DenseArray;
import org.bayesagg.client.PosteriorPart;
import org.bayesagg.client.SessionOptions;
import org.bayesagg.client.StepAnswer;
import org.bayesagg.client.StepOutput;
import org.bayesagg.client.TaskAnswer;
import org.bayesagg.client.TaskInput;
import org.bayesagg.client.TaskPosterior;

/** Plays a case in a session of its own and compares what comes. */
final class CasePlayer {
  /** A finished epoch is sent in pieces of at most this many examples. */
  private static final int PIECE = 512;

  private static final TaskAnswer NOTHING = new TaskAnswer("", null, null, null, 0, List.of());

  private static final String WORKER = "conformance";

  private final GoldenCase golden;
  private final Comparison comparison = new Comparison();
  private AggregationSession session;
  private long epoch;
  private long step;

  private CasePlayer(GoldenCase golden) {
    this.golden = golden;
  }

  /** Creates a session, plays the case and deletes the session. */
  static Comparison play(GoldenCase golden, AggregationClient client) {
    CasePlayer player = new CasePlayer(golden);
    SessionOptions options = CaseOptions.of(golden, player.maxExamples());
    try (AggregationSession session =
        client.createSession("conformance-" + UUID.randomUUID(), options)) {
      try {
        player.session = session;
        player.play();
      } finally {
        client.deleteSession(session.id());
      }
    }
    return player.comparison;
  }

  private void play() {
    for (GoldenStep next : golden.steps()) {
      switch (next.kind()) {
        case EPOCH_EVIDENCE -> evidence(next);
        case COMMIT_EPOCH -> finishEpoch();
        case WARMUP_STEP, BAYESIAN_STEP -> step(next);
      }
    }
  }

  private void evidence(GoldenStep evidence) {
    int n = evidence.examples();
    int piece = pieces() ? PIECE : n;
    for (int start = 0; start < n; start += piece) {
      session.aggregate(
          contribution(evidence, start, Math.min(n, start + piece)).omitDirection().build());
    }
    finishEpoch();
    boolean means = false;
    boolean precisions = false;
    for (GoldenStep.TaskStep task : evidence.tasks()) {
      means |= task.expectedPriorMean() != null;
      precisions |= task.expectedPriorPrecision() != null;
    }
    if (!means && !precisions) {
      return;
    }
    List<TaskPosterior> priors =
        precisions ? session.posterior(PosteriorPart.PRECISION) : session.posterior();
    for (int i = 0; i < priors.size(); i++) {
      GoldenStep.TaskStep task = evidence.tasks().get(i);
      TaskPosterior prior = priors.get(i);
      compare(Quantity.PRIOR_MEAN, prior.mean(), task.expectedPriorMean(), Bounds.EXACT);
      compare(
          Quantity.PRIOR_PRECISION, prior.precision(), task.expectedPriorPrecision(), Bounds.EXACT);
    }
  }

  private void finishEpoch() {
    session.finishEpoch(WORKER, epoch);
    epoch++;
  }

  private void step(GoldenStep batch) {
    Contribution.Builder contribution = contribution(batch, 0, batch.examples());
    for (GoldenStep.TaskStep task : batch.tasks()) {
      if (task.expectedGradientMean() != null || task.expectedGradientVariance() != null) {
        contribution.include(StepOutput.GRADIENT_MOMENTS);
      }
      if (task.expectedPosteriorMean() != null) {
        contribution.include(StepOutput.POSTERIOR_MEANS);
      }
      if (task.expectedLoss() != null) {
        contribution.include(StepOutput.RUNNING_LOSSES);
      }
    }
    StepAnswer answer = session.aggregate(contribution.build());
    boolean anySampled = false;
    double samplingError = 0;
    for (int i = 0; i < batch.tasks().size(); i++) {
      GoldenStep.TaskStep task = batch.tasks().get(i);
      anySampled |= golden.sampled(i);
      samplingError = Math.max(samplingError, task.samplingError());
      TaskAnswer part = answer.task(CaseOptions.taskName(i));
      compareTask(part == null ? NOTHING : part, task, golden.sampled(i));
    }
    boolean sampled = anySampled && batch.kind() == GoldenStep.Kind.BAYESIAN_STEP;
    compare(
        Quantity.DIRECTION,
        answer.direction(),
        batch.expectedDirection(),
        Bounds.direction(sampled, samplingError));
  }

  private void compareTask(TaskAnswer answer, GoldenStep.TaskStep task, boolean sampled) {
    compare(
        Quantity.POSTERIOR_MEAN,
        answer.posteriorMean(),
        task.expectedPosteriorMean(),
        Bounds.EXACT);
    compare(
        Quantity.GRADIENT_MEAN,
        answer.gradientMean(),
        task.expectedGradientMean(),
        Bounds.gradientMean(sampled, task.samplingError()));
    compare(
        Quantity.GRADIENT_VARIANCE,
        answer.gradientVariance(),
        task.expectedGradientVariance(),
        Bounds.gradientVariance(sampled, task.samplingError()));
    double[] losses = answer.runningLoss().stream().mapToDouble(Double::doubleValue).toArray();
    compare(Quantity.LOSS, DenseArray.of(losses, losses.length), task.expectedLoss(), Bounds.EXACT);
  }

  /** What is expected and did not come counts as wrong. */
  private void compare(Quantity quantity, DenseArray actual, GoldenArray expected, double bound) {
    if (expected != null) {
      double[] values = actual == null ? new double[0] : actual.doubles();
      comparison.add(quantity, values, expected.doubles(), bound);
    }
  }

  /** Examples {@code start} to {@code end} of a step. */
  private Contribution.Builder contribution(GoldenStep batch, int start, int end) {
    int d = batch.features().shape()[1];
    int n = batch.examples();
    Contribution.Builder contribution =
        Contribution.builder(WORKER, epoch, step++)
            .features(Arrays.copyOfRange(batch.features().floats(), start * d, end * d));
    for (int i = 0; i < batch.tasks().size(); i++) {
      GoldenStep.TaskStep task = batch.tasks().get(i);
      String name = CaseOptions.taskName(i);
      int width = task.labels().length() / n;
      TaskInput input =
          task.labels().isInteger() && golden.sampled(i)
              ? TaskInput.classes(
                  name, Arrays.copyOfRange(task.labels().ints(), start, end), task.head().floats())
              : TaskInput.labels(
                  name,
                  Arrays.copyOfRange(task.labels().floats(), start * width, end * width),
                  task.head().floats());
      contribution.task(
          task.mask() == null
              ? input
              : input.withMask(Arrays.copyOfRange(task.mask().booleans(), start, end)));
    }
    return contribution;
  }

  /** Evidence just adds, unless losses run or evidence decays with every contribution. */
  private boolean pieces() {
    String statistic = golden.choices().path("weight_statistic").asText("variance");
    String refresh = golden.choices().path("prior_refresh").asText("streaming_epoch");
    return statistic.equals("variance")
        && !refresh.equals("forgetting")
        && !golden.choices().path("noise_from_loss").asBoolean(false);
  }

  private int maxExamples() {
    int most = 1;
    for (GoldenStep next : golden.steps()) {
      boolean inPieces = next.kind() == GoldenStep.Kind.EPOCH_EVIDENCE && pieces();
      most = Math.max(most, inPieces ? Math.min(PIECE, next.examples()) : next.examples());
    }
    return most;
  }
}
