package org.bayesagg.math;

import java.util.ArrayList;
import java.util.List;
import org.bayesagg.math.batch.Batch;
import org.bayesagg.math.batch.Observation;
import org.bayesagg.math.batch.TaskBatch;
import org.bayesagg.math.spec.AggregationSpec;
import org.bayesagg.math.state.StateCopy;

/**
 * What a run has counted, kept beside an engine that may be lost: a copy of its state, and copies
 * of the steps since. Once those have grown larger than the state, and than {@value #LEAST} bytes,
 * a new copy takes their place.
 */
final class EvidenceLog {
  private static final long LEAST = 64L << 20;

  private final AggregationSpec spec;
  private final List<Event> events = new ArrayList<>();
  private StateCopy state;
  private long bytes;

  /** A step, or where null the close of an epoch. */
  private record Event(List<Batch> shards) {}

  EvidenceLog(AggregationSpec spec) {
    this.spec = spec;
  }

  /** A step has counted; its arrays are copied. */
  void step(List<Batch> shards) {
    List<Batch> kept = new ArrayList<>();
    for (Batch shard : shards) {
      kept.add(copy(shard));
    }
    events.add(new Event(kept));
  }

  void closed() {
    events.add(new Event(null));
  }

  /** Whether it is time for {@link #copy(Run)}. */
  boolean full(Run run) {
    return bytes > LEAST && bytes > run.savedBytes();
  }

  /** Copies the run's state in place of the steps that made it. */
  void copy(Run run) {
    StateCopy copy = new StateCopy();
    run.save(copy);
    state = copy;
    events.clear();
    bytes = 0;
  }

  /** A run on another engine that has counted the same. */
  Run replay(Engine engine) {
    Run run = state == null ? engine.open(spec) : engine.restore(spec, state.input());
    try {
      for (Event event : events) {
        if (event.shards() == null) {
          run.closeEpoch();
        } else {
          run.begin(event.shards(), StepOutputs.DIRECTION);
          run.settle();
        }
      }
      return run;
    } catch (RuntimeException | Error e) {
      run.close();
      throw e;
    }
  }

  private Batch copy(Batch shard) {
    List<TaskBatch> tasks = new ArrayList<>();
    for (TaskBatch task : shard.tasks()) {
      tasks.add(task == null ? null : copy(task));
    }
    float[] weights = shard.exampleWeights() == null ? null : copy(shard.exampleWeights());
    return new Batch(shard.examples(), copy(shard.features()), tasks, weights);
  }

  private TaskBatch copy(TaskBatch task) {
    byte[] mask = task.mask() == null ? null : task.mask().clone();
    return new TaskBatch(copy(task.observation()), mask, copy(task.head()));
  }

  private Observation copy(Observation observation) {
    if (observation instanceof Observation.Classes classes) {
      bytes += (long) Integer.BYTES * classes.values().length;
      return new Observation.Classes(classes.values().clone());
    }
    if (observation instanceof Observation.Dense dense) {
      return new Observation.Dense(copy(dense.values()));
    }
    return new Observation.OutputGradients(
        copy(((Observation.OutputGradients) observation).values()));
  }

  private float[] copy(float[] values) {
    bytes += (long) Float.BYTES * values.length;
    return values.clone();
  }
}
