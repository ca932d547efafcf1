package org.bayesagg.service.storage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bayesagg.math.PhaseNanos;
import org.bayesagg.math.ShardResult;
import org.bayesagg.math.StepResult;
import org.bayesagg.service.session.Answer;
import org.bayesagg.service.session.ContributionKey;
import org.bayesagg.service.session.LedgerState;

/** What a ledger has counted, as bytes. */
final class LedgerCodec {
  private LedgerCodec() {}

  static void write(LedgerState state, ChunkOutput out) {
    out.writeLong(state.epoch());
    out.writeFlag(state.begun());
    out.writeFlag(state.nextBegun());
    out.writeLong(state.steps());
    out.writeInt(state.workers().size());
    for (LedgerState.Worker worker : state.workers()) {
      out.writeText(worker.name());
      write(worker.last(), out);
      writePlaces(worker.skipped(), out);
      out.writeLong(worker.endedThrough());
      out.writeInstant(worker.lastSeen());
      out.writeFlag(worker.left());
    }
    write(state.closedThrough(), out);
    writePlaces(state.closed(), out);
    out.writeInt(state.stepWorkers());
    out.writeInt(state.stepQuorum());
    out.writeInt(state.answers().size());
    for (LedgerState.Kept kept : state.answers()) {
      out.writeLong(kept.digest());
      write(kept.answer(), out);
    }
  }

  static LedgerState read(ChunkInput in) {
    long epoch = in.readLong();
    boolean begun = in.readFlag();
    boolean nextBegun = in.readFlag();
    long steps = in.readLong();
    List<LedgerState.Worker> workers = new ArrayList<>();
    for (int left = in.length(1); left > 0; left--) {
      workers.add(
          new LedgerState.Worker(
              in.readText(),
              place(in),
              places(in),
              in.readLong(),
              in.readInstant(),
              in.readFlag()));
    }
    LedgerState.Place through = place(in);
    List<LedgerState.Place> closed = places(in);
    int stepWorkers = in.readInt();
    int stepQuorum = in.readInt();
    List<LedgerState.Kept> answers = new ArrayList<>();
    for (int left = in.length(1); left > 0; left--) {
      answers.add(new LedgerState.Kept(in.readLong(), answer(in)));
    }
    return new LedgerState(
        epoch, begun, nextBegun, steps, workers, through, closed, stepWorkers, stepQuorum, answers);
  }

  private static void writePlaces(List<LedgerState.Place> places, ChunkOutput out) {
    out.writeInt(places.size());
    places.forEach(place -> write(place, out));
  }

  private static List<LedgerState.Place> places(ChunkInput in) {
    List<LedgerState.Place> places = new ArrayList<>();
    for (int left = in.length(1); left > 0; left--) {
      places.add(place(in));
    }
    return places;
  }

  private static void write(LedgerState.Place place, ChunkOutput out) {
    out.writeLong(place.epoch());
    out.writeLong(place.step());
  }

  private static LedgerState.Place place(ChunkInput in) {
    return new LedgerState.Place(in.readLong(), in.readLong());
  }

  private static void write(Answer answer, ChunkOutput out) {
    ChangeCodec.write(answer.key(), out);
    out.writeFlag(answer.late());
    out.writeLong(answer.countedEpoch());
    out.writeInt(answer.contributions());
    out.writeLong(answer.examples());
    ShardResult shard = answer.shard();
    out.writeFloats(shard.direction());
    out.writeFloats(shard.weights());
    out.writeInts(
        shard.weightsShape() == null
            ? null
            : shard.weightsShape().stream().mapToInt(Integer::intValue).toArray());
    writeAll(shard.gradientMean(), out);
    writeAll(shard.gradientVariance(), out);
    StepResult step = answer.step();
    out.writeFlag(step.bayesian());
    out.writeDoubles(step.weightShares());
    out.writeDoubles(step.meanGradientVariance());
    writeAll(step.posteriorMeans(), out);
    writeAll(step.runningLosses(), out);
    out.writeDouble(step.jitter());
  }

  private static Answer answer(ChunkInput in) {
    ContributionKey key = ChangeCodec.key(in);
    boolean late = in.readFlag();
    long countedEpoch = in.readLong();
    int contributions = in.readInt();
    long examples = in.readLong();
    ShardResult shard =
        new ShardResult(
            in.readFloats(), in.readFloats(), shape(in), floatArrays(in), floatArrays(in));
    StepResult step =
        new StepResult(
            in.readFlag(),
            List.of(shard),
            in.readDoubles(),
            in.readDoubles(),
            doubleArrays(in),
            doubleArrays(in),
            in.readDouble(),
            new PhaseNanos(0, 0, 0, 0));
    return new Answer(key, shard, step, false, late, countedEpoch, contributions, examples, 0);
  }

  private static List<Integer> shape(ChunkInput in) {
    int[] shape = in.readInts();
    return shape == null ? null : Arrays.stream(shape).boxed().toList();
  }

  private static void writeAll(float[][] arrays, ChunkOutput out) {
    out.writeInt(arrays == null ? -1 : arrays.length);
    for (int i = 0; arrays != null && i < arrays.length; i++) {
      out.writeFloats(arrays[i]);
    }
  }

  private static float[][] floatArrays(ChunkInput in) {
    int length = in.length(Integer.BYTES);
    float[][] arrays = length < 0 ? null : new float[length][];
    for (int i = 0; i < length; i++) {
      arrays[i] = in.readFloats();
    }
    return arrays;
  }

  private static void writeAll(double[][] arrays, ChunkOutput out) {
    out.writeInt(arrays == null ? -1 : arrays.length);
    for (int i = 0; arrays != null && i < arrays.length; i++) {
      out.writeDoubles(arrays[i]);
    }
  }

  private static double[][] doubleArrays(ChunkInput in) {
    int length = in.length(Integer.BYTES);
    double[][] arrays = length < 0 ? null : new double[length][];
    for (int i = 0; i < length; i++) {
      arrays[i] = in.readDoubles();
    }
    return arrays;
  }
}
