package org.bayesagg.service.session;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bayesagg.math.Footprint;
import org.bayesagg.math.NoPriorException;
import org.bayesagg.math.PhaseNanos;
import org.bayesagg.math.PosteriorView;
import org.bayesagg.math.Prediction;
import org.bayesagg.math.ShardResult;
import org.bayesagg.math.StepOutputs;
import org.bayesagg.math.StepResult;
import org.bayesagg.math.batch.Batch;
import org.bayesagg.math.batch.InvalidBatchException;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.Violation;
import org.bayesagg.math.state.StateInput;
import org.bayesagg.math.state.StateOutput;

/**
 * Maths whose answers show everything that happened before: the direction is the features times a
 * number that depends on all shards counted so far, in their order.
 */
final class FakeMaths implements StepMaths {
  private final AggregationSpec spec;
  private final AtomicBoolean busy = new AtomicBoolean();
  private final long[] evidence;
  private int history = 1;
  private int closed;
  private volatile boolean open = true;

  /** First feature of every shard counted, with the epoch it counted into. */
  final List<Counted> counted = new ArrayList<>();

  /** The shards of each step. */
  final List<List<Batch>> steps = new ArrayList<>();

  final List<StepOutputs> outputs = new ArrayList<>();

  /** What the next step, or closing of an epoch, throws. */
  RuntimeException nextFailure;

  /** Whether now and then, depending on nothing but what came before, something fails. */
  boolean moody;

  /** What a step does in the middle. */
  Runnable whileStepping = () -> {};

  record Counted(float first, int epoch) {}

  FakeMaths(AggregationSpec spec) {
    this.spec = spec;
    this.evidence = new long[spec.tasks().size()];
  }

  @Override
  public void check(Batch batch, StepOutputs asked) {
    for (float value : batch.features()) {
      if (!Float.isFinite(value)) {
        throw new InvalidBatchException(
            List.of(new Violation("features", "" + value, "finite values")));
      }
    }
  }

  @Override
  public StepResult step(List<Batch> shards, StepOutputs asked) {
    enter();
    try {
      whileStepping.run();
      fail((int) shards.get(0).features()[0]);
      for (Batch shard : shards) {
        counted.add(new Counted(shard.features()[0], closed));
        history = 31 * history + Arrays.hashCode(shard.features());
        for (int t = 0; t < evidence.length; t++) {
          evidence[t] += shard.tasks().get(t) == null ? 0 : shard.examples();
        }
      }
      steps.add(List.copyOf(shards));
      outputs.add(asked);
      return result(shards);
    } finally {
      busy.set(false);
    }
  }

  private StepResult result(List<Batch> shards) {
    int tasks = evidence.length;
    double[][] losses = new double[tasks][];
    Arrays.setAll(losses, this::runningLoss);
    return new StepResult(
        hasPrior(),
        shards.stream().map(this::shard).toList(),
        new double[tasks],
        new double[tasks],
        new double[tasks][],
        losses,
        0,
        new PhaseNanos(1, 2, 3, 4));
  }

  private ShardResult shard(Batch batch) {
    float[] direction = new float[batch.features().length];
    float factor = history % 1000;
    for (int i = 0; i < direction.length; i++) {
      direction[i] = factor * batch.features()[i];
    }
    return new ShardResult(
        direction, new float[] {1}, List.of(1), new float[1][1], new float[1][1]);
  }

  /** Everything is counted at once. */
  @Override
  public void settle() {}

  @Override
  public void closeEpoch() {
    enter();
    try {
      fail(0);
      closed++;
      history = 31 * history + 7;
    } finally {
      busy.set(false);
    }
  }

  private void enter() {
    if (!open) {
      throw new IllegalStateException("used after it was closed");
    }
    if (!busy.compareAndSet(false, true)) {
      throw new IllegalStateException("two threads at a time");
    }
  }

  private void fail(int input) {
    RuntimeException failure = nextFailure;
    nextFailure = null;
    if (moody && Math.floorMod(31 * history + input, 47) == 0) {
      throw new IllegalStateException("a mood");
    }
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public String engine() {
    return "cpu";
  }

  @Override
  public boolean hasPrior() {
    return closed >= spec.warmupEpochs();
  }

  @Override
  public PosteriorView posterior(int task, boolean precision, boolean covariance) {
    if (!hasPrior()) {
      throw new NoPriorException(spec.warmupEpochs() - closed);
    }
    return new PosteriorView(new double[] {history}, null, null, List.of());
  }

  @Override
  public Prediction predict(int task, float[] features, int examples) {
    if (!hasPrior()) {
      throw new NoPriorException(spec.warmupEpochs() - closed);
    }
    return new Prediction(features, features);
  }

  @Override
  public long evidenceCount(int task) {
    return evidence[task];
  }

  @Override
  public double[] runningLoss(int task) {
    return evidence[task] == 0 ? new double[0] : new double[] {evidence[task]};
  }

  @Override
  public void save(StateOutput to) {
    to.writeInt(history);
    to.writeInt(closed);
    for (long count : evidence) {
      to.writeLong(count);
    }
  }

  /** Of fake maths, what they saved. */
  private void load(StateInput from) {
    history = from.readInt();
    closed = from.readInt();
    for (int t = 0; t < evidence.length; t++) {
      evidence[t] = from.readLong();
    }
  }

  @Override
  public void close() {
    open = false;
  }

  boolean isOpen() {
    return open;
  }

  int closedEpochs() {
    return closed;
  }

  /** Makes these; the last one made is at hand. A full precision takes d² bytes a class. */
  static final class Factory implements StepMaths.Factory {
    FakeMaths last;

    @Override
    public Footprint footprint(AggregationSpec spec, int maxExamples) {
      long state = 0;
      for (var task : spec.tasks()) {
        long outputs = task.outputs();
        long d = spec.featureDim();
        state +=
            switch (task.structure()) {
              case FULL -> outputs * outputs * d * d;
              case BLOCK_DIAGONAL -> outputs * d * d;
              case DIAGONAL -> outputs * d;
            };
      }
      long store =
          spec.priorRefresh() instanceof org.bayesagg.math.spec.PriorRefresh.ExactEpoch exact
              ? exact.maxExamples() * spec.featureDim()
              : 0;
      return new Footprint(state, 10L * maxExamples, store);
    }

    @Override
    public StepMaths create(AggregationSpec spec) {
      last = new FakeMaths(spec);
      return last;
    }

    @Override
    public StepMaths restore(AggregationSpec spec, StateInput from) {
      last = new FakeMaths(spec);
      last.load(from);
      return last;
    }
  }
}
