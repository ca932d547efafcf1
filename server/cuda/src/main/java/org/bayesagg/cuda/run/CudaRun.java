package org.bayesagg.cuda.run;

import java.util.List;
import java.util.function.Function;
import org.bayesagg.cuda.device.Device;
import org.bayesagg.cuda.device.DeviceWorkspace;
import org.bayesagg.cuda.device.Lane;
import org.bayesagg.cuda.device.Lanes;
import org.bayesagg.math.NoPriorException;
import org.bayesagg.math.PhaseNanos;
import org.bayesagg.math.PosteriorView;
import org.bayesagg.math.Prediction;
import org.bayesagg.math.Run;
import org.bayesagg.math.StateHeader;
import org.bayesagg.math.StepOutputs;
import org.bayesagg.math.StepResult;
import org.bayesagg.math.batch.Batch;
import org.bayesagg.math.batch.BatchCheck;
import org.bayesagg.math.batch.InvalidBatchException;
import org.bayesagg.math.batch.TaskBatch;
import org.bayesagg.math.posterior.EpochFullException;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.spec.PriorRefresh;
import org.bayesagg.math.spec.Violation;
import org.bayesagg.math.state.StateInput;
import org.bayesagg.math.state.StateOutput;
import org.bayesagg.math.step.StepData;

/**
 * A run on a GPU. Its state lives there; a step sends one piece and brings one back, and the host
 * waits once, for the answer: what the step adds to the state follows in the stream, behind a
 * verdict that the device itself gives.
 */
public final class CudaRun implements Run {
  private static final int NOT_FINITE = 1;

  private final RunLayout layout;
  private final AggregationSpec spec;
  private final Device device;
  private final Lanes lanes;
  private final HostState host;
  private final RunMemory memory;
  private final RunEvents events;
  private final Refreshes refreshes;

  private CudaRun(AggregationSpec spec, Device device, Lanes lanes) {
    this.layout = new RunLayout(spec);
    this.spec = spec;
    this.device = device;
    this.lanes = lanes;
    this.host = new HostState(spec);
    this.memory = lanes.with(lane -> new RunMemory(layout, device, lane));
    this.events = new RunEvents();
    this.refreshes = new Refreshes(layout, memory, new DeviceWorkspace(device));
  }

  /** A fresh run. */
  public static CudaRun open(AggregationSpec spec, Device device, Lanes lanes) {
    return new CudaRun(spec, device, lanes);
  }

  /** A run that goes on where a saved one was. */
  public static CudaRun restore(AggregationSpec spec, Device device, Lanes lanes, StateInput in) {
    StateHeader.check(spec, in);
    CudaRun run = new CudaRun(spec, device, lanes);
    try {
      lanes.with(
          lane -> {
            new RunStateIo(run.layout, run.memory, run.host, lane).load(in);
            run.refreshes.restored();
            return null;
          });
      return run;
    } catch (RuntimeException | Error e) {
      run.close();
      throw e;
    }
  }

  @Override
  public String engine() {
    return "cuda";
  }

  @Override
  public StepResult begin(List<Batch> shards, StepOutputs outputs) {
    StepPlan plan = new StepPlan(layout, shards);
    checkRoom(plan.examples());
    return lanes.with(
        lane -> {
          events.before(lane, RunEvents.DONE);
          return step(lane, plan, outputs);
        });
  }

  private void checkRoom(int examples) {
    if (spec.priorRefresh() instanceof PriorRefresh.ExactEpoch exact
        && host.storedExamples + examples > exact.maxExamples()) {
      throw new EpochFullException(exact.maxExamples(), host.storedExamples + examples);
    }
  }

  private StepResult step(Lane lane, StepPlan plan, StepOutputs outputs) {
    boolean[] waited = host.waits.clone();
    try {
      resolve(lane, plan);
      refreshes.takeUp(lane, host.bayesianSteps, events);
      Jitter jitter = new Jitter(layout);
      while (true) {
        StepResult result = attempt(lane, plan, outputs, jitter);
        if (result != null) {
          return result;
        }
      }
    } catch (RuntimeException e) {
      System.arraycopy(waited, 0, host.waits, 0, waited.length);
      throw e;
    }
  }

  private void resolve(Lane lane, StepPlan plan) {
    for (int t = 0; t < layout.tasks(); t++) {
      if (host.waits[t] && plan.covered(t)) {
        new EpochResolver(layout, memory, host, lane).resolve(t, firstHead(plan, t));
        host.waits[t] = false;
      }
    }
  }

  private static float[] firstHead(StepPlan plan, int task) {
    for (Batch shard : plan.batches()) {
      TaskBatch own = shard.tasks().get(task);
      if (own != null) {
        return own.head();
      }
    }
    throw new IllegalStateException("a covered task has a head");
  }

  /** One try; null if it is to be tried again with more jitter. */
  private StepResult attempt(Lane lane, StepPlan plan, StepOutputs outputs, Jitter jitter) {
    boolean bayesian = host.hasPrior();
    Inbox in = new Inbox(layout, plan.examples(), plan.shards());
    int weights = WeightPhase.count(spec, bayesian, plan.examples());
    Outbox out = new Outbox(layout, plan.examples(), outputs, weights);
    in.open(lane);
    out.open(lane);
    plan.pack(in, host, StepRunner.late(spec, bayesian));
    StepContext step =
        new StepContext(
            layout, memory.constants(), memory.groups(), lane, plan.shardStart(), in, out);
    plan.facts(step);
    if (bayesian) {
      priors(step);
    }
    jitter.pack(in);
    events.mark(lane, RunEvents.BEGIN);
    in.send();
    try (StepExtras extras = new StepExtras(outputs, bayesian, host.exact())) {
      step.layInputs(true);
      StepRunner runner = new StepRunner(step, memory, host, outputs, extras);
      runner.compute(events);
      out.fetch(lane);
      extras.fetch(step);
      events.mark(lane, RunEvents.ANSWER);
      boolean divided = runner.commit();
      events.mark(lane, RunEvents.DONE);
      events.await(RunEvents.ANSWER);
      if (jitter.raise(out)) {
        return null;
      }
      if ((out.statusValue() & NOT_FINITE) != 0) {
        throw beyond();
      }
      StepResult result =
          new StepAnswer(step, plan, outputs, extras, bayesian).result(host, jitter, nanos());
      count(plan, extras, step, divided, bayesian);
      if (bayesian) {
        refreshes.begin(step, host.bayesianSteps);
        events.mark(lane, RunEvents.DONE);
      }
      return result;
    }
  }

  private void priors(StepContext step) {
    for (int g = 0; g < layout.groups().size(); g++) {
      boolean lowRank = new PosteriorPhase(step, new Grams(step), true, true).lowRank(g);
      if (lowRank && step.step(g).covered()) {
        new PriorPhase(step, new Jitter(layout)).make(g);
        step.out.open(step.lane);
      }
    }
  }

  private PhaseNanos nanos() {
    return new PhaseNanos(
        events.nanos(RunEvents.BEGIN, RunEvents.EVIDENCE),
        0,
        events.nanos(RunEvents.EVIDENCE, RunEvents.SUMS),
        events.nanos(RunEvents.SUMS, RunEvents.ANSWER));
  }

  private static InvalidBatchException beyond() {
    return new InvalidBatchException(
        List.of(
            new Violation(
                "features",
                "values that, with the labels and heads, make an answer beyond float32",
                "features, labels and heads of moderate scale")));
  }

  /** What the host counts of a step that counts. */
  private void count(
      StepPlan plan, StepExtras extras, StepContext step, boolean divided, boolean bayesian) {
    for (int t = 0; t < layout.tasks(); t++) {
      host.evidenceCounts[t] += plan.labelled(t);
      host.lossBatches[t] += plan.total(t) > 0 ? 1 : 0;
    }
    host.hasDivisor |= divided;
    if (bayesian) {
      host.bayesianSteps++;
      refreshes.used(step);
    }
    if (host.exact()) {
      StepData stored = new StoredExamples(layout, plan, extras).step();
      host.stored.add(stored);
      host.storedExamples += stored.examples();
    }
  }

  /** Nothing waits: a step's evidence follows in the stream. */
  @Override
  public void settle() {}

  @Override
  public void closeEpoch() {
    lanes.with(
        lane -> {
          events.before(lane, RunEvents.DONE);
          for (GroupState state : memory.groups()) {
            close(lane, state);
          }
          events.mark(lane, RunEvents.DONE);
          return null;
        });
    if (host.exact()) {
      host.closeStored();
    }
    host.epochsClosed++;
  }

  private void close(Lane lane, GroupState state) {
    if (state.streaming()) {
      state.swap();
      lane.clear(state.gathering().address(), state.gathering().bytes());
      lane.clear(state.gatheringInformation().address(), state.gatheringInformation().bytes());
    } else if (host.exact() && host.stored.isEmpty()) {
      lane.clear(state.prior().address(), state.prior().bytes());
      lane.clear(state.priorInformation().address(), state.priorInformation().bytes());
      state.covarianceMade(false);
    }
  }

  @Override
  public boolean hasPrior() {
    return host.hasPrior();
  }

  private void requirePrior(int task) {
    if (!hasPrior()) {
      throw new NoPriorException(spec.warmupEpochs() - host.epochsClosed);
    }
    if (host.waits[task]) {
      throw new NoPriorException(spec.tasks().get(task).name());
    }
  }

  @Override
  public PosteriorView posterior(int task, boolean precision, boolean covariance) {
    requirePrior(task);
    return onLane(lane -> new PriorViews(layout, memory, lane).view(task, precision, covariance));
  }

  @Override
  public Prediction predict(int task, float[] features, int examples) {
    requirePrior(task);
    BatchCheck.features(spec, features, examples);
    double[] losses = spec.noiseFromLoss() ? runningLoss(task) : new double[0];
    return onLane(
        lane -> new PriorViews(layout, memory, lane).predict(task, features, examples, losses));
  }

  private <T> T onLane(Function<Lane, T> work) {
    return lanes.with(
        lane -> {
          events.before(lane, RunEvents.DONE);
          T result = work.apply(lane);
          events.mark(lane, RunEvents.DONE);
          return result;
        });
  }

  @Override
  public long evidenceCount(int task) {
    return host.evidenceCounts[task];
  }

  @Override
  public double[] runningLoss(int task) {
    if (host.lossBatches[task] == 0) {
      return new double[0];
    }
    double[] sums = onLane(lane -> new RunStateIo(layout, memory, host, lane).losses());
    double[] own = new double[spec.tasks().get(task).rows()];
    double correction = host.correction(task, host.lossBatches[task]);
    for (int r = 0; r < own.length; r++) {
      own[r] = sums[spec.firstRow(task) + r] * correction;
    }
    return own;
  }

  @Override
  public void save(StateOutput out) {
    StateHeader.save(spec, out);
    onLane(
        lane -> {
          refreshes.settle(events);
          new RunStateIo(layout, memory, host, lane).save(out);
          return null;
        });
  }

  @Override
  public long savedBytes() {
    return StateHeader.savedBytes(spec) + RunStateIo.bytes(layout, memory, host);
  }

  @Override
  public void close() {
    device.useToClose();
    refreshes.close();
    memory.close();
    events.close();
  }
}
