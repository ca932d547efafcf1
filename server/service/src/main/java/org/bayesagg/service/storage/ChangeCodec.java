package org.bayesagg.service.storage;

import java.util.ArrayList;
import java.util.List;
import org.bayesagg.math.StepOutputs;
import org.bayesagg.math.batch.Batch;
import org.bayesagg.math.batch.Observation;
import org.bayesagg.math.batch.TaskBatch;
import org.bayesagg.math.state.CorruptStateException;
import org.bayesagg.service.session.Change;
import org.bayesagg.service.session.Contribution;
import org.bayesagg.service.session.ContributionKey;

/** Changes as bytes: a kind, then its fields. */
final class ChangeCodec {
  /** A session begins; its description follows. */
  static final int CREATED = 1;

  /** It ends. */
  static final int DELETED = 2;

  private static final int COUNTED = 3;
  private static final int ENDED = 4;
  private static final int CLOSED = 5;
  private static final int CANCELLED = 6;
  private static final int LEFT = 7;
  private static final int JOINED = 8;
  private static final int RESIZED = 9;

  private static final int DENSE = 0;
  private static final int CLASSES = 1;
  private static final int GRADIENTS = 2;

  private ChangeCodec() {}

  /** Bytes of a change, about. */
  static long size(Change change) {
    long values = 0;
    if (change instanceof Change.Counted counted) {
      for (Contribution contribution : counted.contributions()) {
        values += contribution.batch().features().length;
        for (TaskBatch task : contribution.batch().tasks()) {
          values += task == null ? 0 : task.head().length + contribution.batch().examples();
        }
      }
    }
    return values * Float.BYTES;
  }

  static void write(Change change, ChunkOutput out) {
    if (change instanceof Change.Counted counted) {
      out.writeInt(COUNTED);
      out.writeInstant(counted.at());
      out.writeFlag(counted.late());
      out.writeInt(counted.contributions().size());
      counted.contributions().forEach(contribution -> write(contribution, out));
    } else if (change instanceof Change.Ended ended) {
      out.writeInt(ENDED);
      out.writeInstant(ended.at());
      out.writeText(ended.worker());
      out.writeLong(ended.epoch());
    } else if (change instanceof Change.Closed closed) {
      out.writeInt(CLOSED);
      out.writeInstant(closed.at());
      out.writeLong(closed.epoch());
    } else if (change instanceof Change.Left left) {
      out.writeInt(LEFT);
      out.writeInstant(left.at());
      out.writeText(left.worker());
    } else if (change instanceof Change.Joined joined) {
      out.writeInt(JOINED);
      out.writeInstant(joined.at());
      out.writeText(joined.worker());
    } else if (change instanceof Change.Resized resized) {
      out.writeInt(RESIZED);
      out.writeInstant(resized.at());
      out.writeInt(resized.workers());
      out.writeInt(resized.quorum());
    } else {
      out.writeInt(CANCELLED);
      out.writeInstant(change.at());
    }
  }

  /** Reads a change whose kind has been read. */
  static Change read(int kind, ChunkInput in) {
    return switch (kind) {
      case COUNTED -> {
        var at = in.readInstant();
        boolean late = in.readFlag();
        int count = in.length(1);
        List<Contribution> contributions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
          contributions.add(contribution(in));
        }
        yield new Change.Counted(contributions, late, at);
      }
      case ENDED -> {
        var at = in.readInstant();
        yield new Change.Ended(in.readText(), in.readLong(), at);
      }
      case CLOSED -> {
        var at = in.readInstant();
        yield new Change.Closed(in.readLong(), at);
      }
      case LEFT -> {
        var at = in.readInstant();
        yield new Change.Left(in.readText(), at);
      }
      case JOINED -> {
        var at = in.readInstant();
        yield new Change.Joined(in.readText(), at);
      }
      case RESIZED -> {
        var at = in.readInstant();
        yield new Change.Resized(in.readInt(), in.readInt(), at);
      }
      case CANCELLED -> new Change.Cancelled(in.readInstant());
      default -> throw new CorruptStateException("a change of kind " + kind);
    };
  }

  private static void write(Contribution contribution, ChunkOutput out) {
    write(contribution.key(), out);
    out.writeText(contribution.shard());
    out.writeLong(contribution.digest());
    StepOutputs outputs = contribution.outputs();
    out.writeFlag(outputs.direction());
    out.writeFlag(outputs.weights());
    out.writeFlag(outputs.gradientMoments());
    out.writeFlag(outputs.weightShares());
    out.writeFlag(outputs.posteriorMeans());
    Batch batch = contribution.batch();
    out.writeInt(batch.examples());
    out.writeFloats(batch.features());
    out.writeFloats(batch.exampleWeights());
    out.writeInt(batch.tasks().size());
    batch.tasks().forEach(task -> write(task, out));
  }

  private static Contribution contribution(ChunkInput in) {
    ContributionKey key = key(in);
    String shard = in.readText();
    long digest = in.readLong();
    StepOutputs outputs =
        new StepOutputs(in.readFlag(), in.readFlag(), in.readFlag(), in.readFlag(), in.readFlag());
    int examples = in.readInt();
    float[] features = in.readFloats();
    float[] weights = in.readFloats();
    int count = in.length(1);
    List<TaskBatch> tasks = new ArrayList<>();
    for (int t = 0; t < count; t++) {
      tasks.add(task(in));
    }
    return new Contribution(
        key, shard, new Batch(examples, features, tasks, weights), outputs, digest, 0);
  }

  static void write(ContributionKey key, ChunkOutput out) {
    out.writeText(key.worker());
    out.writeLong(key.epoch());
    out.writeLong(key.step());
  }

  static ContributionKey key(ChunkInput in) {
    return new ContributionKey(in.readText(), in.readLong(), in.readLong());
  }

  private static void write(TaskBatch task, ChunkOutput out) {
    out.writeFlag(task != null);
    if (task == null) {
      return;
    }
    if (task.observation() instanceof Observation.Dense dense) {
      out.writeInt(DENSE);
      out.writeFloats(dense.values());
    } else if (task.observation() instanceof Observation.Classes classes) {
      out.writeInt(CLASSES);
      out.writeInts(classes.values());
    } else {
      out.writeInt(GRADIENTS);
      out.writeFloats(((Observation.OutputGradients) task.observation()).values());
    }
    out.writeBytes(task.mask());
    out.writeFloats(task.head());
  }

  private static TaskBatch task(ChunkInput in) {
    if (!in.readFlag()) {
      return null;
    }
    int kind = in.upTo(GRADIENTS);
    Observation observation =
        switch (kind) {
          case DENSE -> new Observation.Dense(in.readFloats());
          case CLASSES -> new Observation.Classes(in.readInts());
          default -> new Observation.OutputGradients(in.readFloats());
        };
    return new TaskBatch(observation, in.readBytes(), in.readFloats());
  }
}
