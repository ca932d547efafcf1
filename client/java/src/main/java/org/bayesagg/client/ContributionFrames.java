package org.bayesagg.client;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.bayesagg.v1.AggregateRequest;
import org.bayesagg.v1.AggregateStreamRequest;
import org.bayesagg.v1.StreamedContribution;
import org.bayesagg.v1.TaskContribution;
import org.bayesagg.v1.Tensor;
import org.bayesagg.v1.TensorChunk;

/**
 * A contribution as frames: first the message, in which tensors beyond {@link #INLINE_BYTES} are
 * only announced, then their chunks. Chunks are slices of the tensors' bytes, not copies; those of
 * large features are made when their turn has come.
 */
final class ContributionFrames implements Iterator<AggregateStreamRequest> {
  /** Tensor bytes that the first frame carries by itself: with the rest well below 4 MiB. */
  static final int INLINE_BYTES = 1 << 20;

  private static final int CHUNK_BYTES = OutgoingArray.CHUNK_BYTES;

  /** Where the chunks of an announced tensor come from. */
  private record Source(int bytes, IntFunction<ByteString> chunk) {
    /** Of a tensor whose bytes the first frame carries. */
    static final Source NONE = new Source(0, index -> ByteString.EMPTY);

    static Source of(ByteString data) {
      return new Source(
          data.size(),
          index -> {
            int rest = data.size() - index * CHUNK_BYTES;
            return data.substring(index * CHUNK_BYTES).substring(0, Math.min(CHUNK_BYTES, rest));
          });
    }
  }

  private final long sequence;
  private final List<Source> announced = new ArrayList<>();
  private final OutgoingArray features;
  private AggregateStreamRequest head;
  private int inline;
  private int tensor;
  private int chunk;

  /**
   * The frames of a contribution.
   *
   * @param waitNanos how long its answer is waited for from now on
   */
  ContributionFrames(long sequence, OutgoingContribution contribution, long waitNanos) {
    this.sequence = sequence;
    features = contribution.features();
    head =
        AggregateStreamRequest.newBuilder()
            .setContribution(
                StreamedContribution.newBuilder()
                    .setSequence(sequence)
                    .setRequest(announce(contribution.outline()))
                    .setTimeout(timeout(waitNanos))
                    .setTraceParent(contribution.traceParent()))
            .build();
    skipInline();
  }

  private static Duration timeout(long nanos) {
    long second = TimeUnit.SECONDS.toNanos(1);
    return Duration.newBuilder()
        .setSeconds(nanos / second)
        .setNanos((int) (nanos % second))
        .build();
  }

  @Override
  public boolean hasNext() {
    return head != null || tensor < announced.size();
  }

  @Override
  public AggregateStreamRequest next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    if (head != null) {
      AggregateStreamRequest first = head;
      head = null;
      return first;
    }
    Source source = announced.get(tensor);
    TensorChunk message =
        TensorChunk.newBuilder()
            .setSequence(sequence)
            .setTensor(tensor)
            .setOffset((long) chunk * CHUNK_BYTES)
            .setData(source.chunk().apply(chunk))
            .build();
    chunk++;
    if ((long) chunk * CHUNK_BYTES >= source.bytes()) {
      tensor++;
      chunk = 0;
      skipInline();
    }
    return AggregateStreamRequest.newBuilder().setChunk(message).build();
  }

  /** Visits the tensors in the contract's order: by field number, depth first. */
  private AggregateRequest announce(AggregateRequest request) {
    AggregateRequest.Builder outline = request.toBuilder();
    if (features != null) {
      announced.add(new Source(features.bytes(), features::chunk));
    } else if (request.hasFeatures()) {
      outline.setFeatures(announce(request.getFeatures()));
    }
    for (int i = 0; i < request.getTasksCount(); i++) {
      outline.setTasks(i, announce(request.getTasks(i)));
    }
    if (request.hasExampleWeights()) {
      outline.setExampleWeights(announce(request.getExampleWeights()));
    }
    return outline.build();
  }

  private TaskContribution announce(TaskContribution task) {
    TaskContribution.Builder outline = task.toBuilder();
    if (task.hasLabels()) {
      outline.setLabels(announce(task.getLabels()));
    }
    if (task.hasOutputGradients()) {
      outline.setOutputGradients(announce(task.getOutputGradients()));
    }
    if (task.hasMask()) {
      outline.setMask(announce(task.getMask()));
    }
    if (task.hasHead()) {
      outline.setHead(announce(task.getHead()));
    }
    return outline.build();
  }

  /** Keeps the data while it fits. */
  private Tensor announce(Tensor full) {
    int size = full.getData().size();
    if (size <= INLINE_BYTES - inline) {
      inline += size;
      announced.add(Source.NONE);
      return full;
    }
    announced.add(Source.of(full.getData()));
    return full.toBuilder().clearData().build();
  }

  private void skipInline() {
    while (tensor < announced.size() && announced.get(tensor).bytes() == 0) {
      tensor++;
    }
  }
}
