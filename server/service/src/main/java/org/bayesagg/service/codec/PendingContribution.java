package org.bayesagg.service.codec;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bayesagg.math.StepOutputs;
import org.bayesagg.math.batch.Batch;
import org.bayesagg.math.batch.TaskBatch;
import org.bayesagg.service.session.Contribution;
import org.bayesagg.service.session.ContributionKey;
import org.bayesagg.v1.AggregateRequest;
import org.bayesagg.v1.TensorChunk;

/**
 * A contribution whose form has been checked and whose announced bytes are still coming. Not
 * thread-safe.
 *
 * <p>Tensors are numbered in the order of their field numbers, depth first, and are read in that
 * order, so that the digest is the same however the bytes came.
 */
public final class PendingContribution {
  private final AggregateRequest request;
  private final int taskCount;
  private final FloatReader features;
  private final List<TaskReaders> tasks;
  private final FloatReader weights;
  private final List<TensorReader> readers = new ArrayList<>();
  private final ContentDigest digest = new ContentDigest();
  private int current;

  PendingContribution(
      AggregateRequest request,
      int taskCount,
      FloatReader features,
      List<TaskReaders> tasks,
      FloatReader weights) {
    this.request = request;
    this.taskCount = taskCount;
    this.features = features;
    this.tasks = tasks;
    this.weights = weights;
    readers.add(features);
    tasks.forEach(task -> task.addTo(readers));
    if (weights != null) {
      readers.add(weights);
    }
  }

  /** Bytes of all tensors, come or announced. */
  public long bytes() {
    return readers.stream().mapToLong(reader -> reader.header().bytes()).sum();
  }

  /** Bytes that all tensors take once they are read: four an element. */
  public long heapBytes() {
    return readers.stream().mapToLong(reader -> 4L * reader.header().elements()).sum();
  }

  /** Whether all bytes have come. */
  public boolean isComplete() {
    return current == readers.size();
  }

  /** Reads the tensors up to the next one whose bytes are still to come. */
  void readCarried() {
    while (!isComplete() && !readers.get(current).header().announced()) {
      read(readers.get(current).header().data());
    }
  }

  /**
   * Takes the next piece of the announced tensors.
   *
   * @throws InvalidRequestException STREAM_PROTOCOL where the chunk is not the next one
   */
  public void accept(TensorChunk chunk) {
    if (isComplete()) {
      throw outOfOrder("chunk", "a chunk", "no more chunks: all announced bytes have come");
    }
    TensorReader reader = readers.get(current);
    if (chunk.getTensor() != current) {
      throw outOfOrder(
          "chunk.tensor",
          String.valueOf(chunk.getTensor()),
          current + " (" + reader.header().field() + ")");
    }
    if (chunk.getOffset() != reader.received()) {
      throw outOfOrder(
          "chunk.offset",
          String.valueOf(chunk.getOffset()),
          reader.received() + " for tensor " + current);
    }
    long left = reader.header().bytes() - reader.received();
    if (chunk.getData().isEmpty() || chunk.getData().size() > left) {
      throw outOfOrder("chunk.data", chunk.getData().size() + " bytes", "1 to " + left + " bytes");
    }
    read(chunk.getData());
    readCarried();
  }

  /** What is missing, for people; the contribution is not complete. */
  public String missing() {
    TensorReader reader = readers.get(current);
    return reader.received()
        + " of "
        + reader.header().bytes()
        + " bytes of tensor "
        + current
        + " ("
        + reader.header().field()
        + ")";
  }

  /**
   * The contribution; all bytes have come. Its arrays belong to the caller.
   *
   * @throws InvalidRequestException where an element is no value of its field
   */
  public Contribution finish() {
    Problems problems = new Problems();
    for (TensorReader reader : readers) {
      if (reader.problem() != null) {
        problems.add(reader.problem());
      }
    }
    problems.throwIfAny();
    TaskBatch[] byIndex = new TaskBatch[taskCount];
    tasks.forEach(task -> byIndex[task.index()] = task.toBatch());
    Batch batch =
        new Batch(
            (int) features.header().shape()[0],
            features.values(),
            Arrays.asList(byIndex),
            weights == null ? null : weights.values());
    StepOutputs outputs = outputs(request.getOutputs());
    addForm(outputs);
    return new Contribution(
        new ContributionKey(request.getWorker(), request.getEpoch(), request.getStep()),
        request.getShard().isEmpty() ? request.getWorker() : request.getShard(),
        batch,
        outputs,
        digest.value(),
        System.nanoTime(),
        RequestChecks.place(request.hasAcknowledged(), request.getAcknowledged()));
  }

  private void read(ByteString data) {
    TensorReader reader = readers.get(current);
    digest.addBytes(data);
    for (ByteBuffer piece : data.asReadOnlyByteBufferList()) {
      reader.accept(piece);
    }
    if (reader.isComplete()) {
      current++;
    }
  }

  private void addForm(StepOutputs outputs) {
    digest.addForm(request.getShard());
    digest.addForm(outputs.direction() ? 1 : 0);
    digest.addForm(outputs.weights() ? 1 : 0);
    digest.addForm(outputs.gradientMoments() ? 1 : 0);
    digest.addForm(outputs.posteriorMeans() ? 1 : 0);
    digest.addForm(features.header());
    for (TaskReaders task : tasks) {
      digest.addForm(task.index());
      digest.addForm(task.kind().name());
      digest.addForm(task.observation().header());
      digest.addForm(task.mask() == null ? 0 : 1);
      digest.addForm(task.head().header());
    }
    digest.addForm(weights == null ? 0 : 1);
  }

  /** The shares are a few numbers, and metrics show them whether or not the answer does. */
  private static StepOutputs outputs(org.bayesagg.v1.StepOutputs wire) {
    return new StepOutputs(
        !wire.getOmitDirection(),
        wire.getWeights(),
        wire.getGradientMoments(),
        true,
        wire.getPosteriorMeans());
  }

  private static InvalidRequestException outOfOrder(String field, String got, String expected) {
    return new InvalidRequestException(FieldReason.STREAM_PROTOCOL, field, got, expected);
  }
}
