package org.bayesagg.math;

import java.util.List;
import java.util.function.Supplier;
import org.bayesagg.math.batch.Batch;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.state.StateCopy;
import org.bayesagg.math.state.StateOutput;

/** A run that goes on with another engine where its own is lost or full. */
final class FailoverRun implements Run {
  private final FailoverEngine engines;
  private final AggregationSpec spec;
  private volatile Run run;

  /** What was counted; null once the run is where it cannot be lost. */
  private EvidenceLog log;

  /** Takes the run and the log over. */
  FailoverRun(FailoverEngine engines, AggregationSpec spec, Run run, EvidenceLog log) {
    this.engines = engines;
    this.spec = spec;
    this.run = run;
    this.log = log;
  }

  @Override
  public String engine() {
    return run.engine();
  }

  @Override
  public StepResult begin(List<Batch> shards, StepOutputs outputs) {
    StepResult result = guarded(() -> run.begin(shards, outputs));
    if (log != null) {
      log.step(shards);
    }
    return result;
  }

  /** Does something of the run, and again elsewhere if its engine fails it. */
  private <T> T guarded(Supplier<T> work) {
    try {
      return work.get();
    } catch (EngineLostException e) {
      if (log == null) {
        throw e;
      }
      engines.lose(e);
      takeOver(log.replay(engines.second()));
    } catch (EngineFullException e) {
      if (log == null) {
        throw e;
      }
      engines.full(e);
      StateCopy state = new StateCopy();
      run.save(state);
      takeOver(engines.second().restore(spec, state.input()));
    }
    return work.get();
  }

  private void takeOver(Run other) {
    Run old = run;
    run = other;
    log = null;
    old.close();
  }

  @Override
  public void settle() {
    run.settle();
    if (log != null && log.full(run)) {
      guarded(
          () -> {
            if (log != null) {
              log.copy(run);
            }
            return null;
          });
    }
  }

  @Override
  public void closeEpoch() {
    guarded(
        () -> {
          run.closeEpoch();
          return null;
        });
    if (log != null) {
      log.closed();
    }
  }

  @Override
  public boolean hasPrior() {
    return run.hasPrior();
  }

  @Override
  public PosteriorView posterior(int task, boolean precision, boolean covariance) {
    return guarded(() -> run.posterior(task, precision, covariance));
  }

  @Override
  public Prediction predict(int task, float[] features, int examples) {
    return guarded(() -> run.predict(task, features, examples));
  }

  @Override
  public long evidenceCount(int task) {
    return run.evidenceCount(task);
  }

  @Override
  public double[] runningLoss(int task) {
    return guarded(() -> run.runningLoss(task));
  }

  /** Not begun again where the engine is lost in the middle: half of it has been written. */
  @Override
  public void save(StateOutput out) {
    try {
      run.save(out);
    } catch (EngineLostException e) {
      if (log != null) {
        engines.lose(e);
        takeOver(log.replay(engines.second()));
      }
      throw e;
    }
  }

  @Override
  public long savedBytes() {
    return run.savedBytes();
  }

  @Override
  public void close() {
    run.close();
  }
}
