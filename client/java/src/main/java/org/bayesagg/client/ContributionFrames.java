package org.bayesagg.client;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.bayesagg.v1.AggregateRequest;
import org.bayesagg.v1.AggregateStreamRequest;
import org.bayesagg.v1.StreamedContribution;
import org.bayesagg.v1.TaskContribution;
import org.bayesagg.v1.Tensor;
import org.bayesagg.v1.TensorChunk;

/**
 * A contribution as frames: first the message, in which tensors beyond {@link #INLINE_BYTES} are
 * only announced, then their chunks. Chunks are slices of the tensors' bytes, not copies.
 */
final class ContributionFrames implements Iterator<AggregateStreamRequest> {
  /** Tensor bytes that the first frame carries by itself: with the rest well below 4 MiB. */
  static final int INLINE_BYTES = 1 << 20;

  /** The contract's advice. */
  static final int CHUNK_BYTES = 1 << 20;

  private final long sequence;
  private final List<ByteString> announced = new ArrayList<>();
  private AggregateStreamRequest head;
  private int inline;
  private int tensor;
  private int offset;

  ContributionFrames(long sequence, AggregateRequest request) {
    this.sequence = sequence;
    head =
        AggregateStreamRequest.newBuilder()
            .setContribution(
                StreamedContribution.newBuilder()
                    .setSequence(sequence)
                    .setRequest(announce(request)))
            .build();
    skipInline();
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
    ByteString data = announced.get(tensor);
    int end = Math.min(data.size(), offset + CHUNK_BYTES);
    TensorChunk chunk =
        TensorChunk.newBuilder()
            .setSequence(sequence)
            .setTensor(tensor)
            .setOffset(offset)
            .setData(data.substring(offset, end))
            .build();
    offset = end;
    if (end == data.size()) {
      tensor++;
      offset = 0;
      skipInline();
    }
    return AggregateStreamRequest.newBuilder().setChunk(chunk).build();
  }

  /** Visits the tensors in the contract's order: by field number, depth first. */
  private AggregateRequest announce(AggregateRequest request) {
    AggregateRequest.Builder outline = request.toBuilder();
    if (request.hasFeatures()) {
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

  /** Keeps the data while it fits; {@code announced} has an empty entry for each that is kept. */
  private Tensor announce(Tensor full) {
    int size = full.getData().size();
    if (size <= INLINE_BYTES - inline) {
      inline += size;
      announced.add(ByteString.EMPTY);
      return full;
    }
    announced.add(full.getData());
    return full.toBuilder().clearData().build();
  }

  private void skipInline() {
    while (tensor < announced.size() && announced.get(tensor).isEmpty()) {
      tensor++;
    }
  }
}
