package org.bayesagg.service.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bayesagg.service.session.Contribution;
import org.bayesagg.service.session.SessionException;
import org.bayesagg.v1.AggregateRequest;
import org.bayesagg.v1.Tensor;
import org.bayesagg.v1.TensorChunk;
import org.junit.jupiter.api.Test;

class PendingContributionTest {
  private static final ContributionDecoder DECODER =
      new ContributionDecoder(Examples.settings(), 1 << 20, heap -> {});
  private static final AggregateRequest WHOLE = Examples.request().build();
  private static final List<Tensor> TENSORS = tensors(WHOLE);

  @Test
  void accept_everyTensorInChunks_equalsUnary() {
    Contribution unary = DECODER.begin(WHOLE, false).finish();
    for (int size = 1; size <= 13; size++) {
      PendingContribution pending = DECODER.begin(announced(), true);
      for (int number = 0; number < TENSORS.size(); number++) {
        for (TensorChunk chunk : chunks(number, size)) {
          assertThat(pending.isComplete()).isFalse();
          pending.accept(chunk);
        }
      }
      assertThat(pending.isComplete()).isTrue();
      Contribution streamed = pending.finish();
      assertThat(streamed.digest()).isEqualTo(unary.digest());
      assertThat(streamed.batch()).usingRecursiveComparison().isEqualTo(unary.batch());
    }
  }

  @Test
  void accept_someTensorsAnnounced_countsTheCarriedOnes() {
    AggregateRequest.Builder request = WHOLE.toBuilder();
    request.getTasksBuilder(1).setMask(WireTensors.announced(WHOLE.getTasks(1).getMask()));
    PendingContribution pending = DECODER.begin(request.build(), true);
    // features, age: labels, head, tags: labels, mask.
    chunks(4, 2).forEach(pending::accept);
    Contribution streamed = pending.finish();
    assertThat(streamed.digest()).isEqualTo(DECODER.begin(WHOLE, false).finish().digest());
  }

  @Test
  void digest_differentContent_differs() {
    long digest = DECODER.begin(WHOLE, false).finish().digest();
    AggregateRequest.Builder other = WHOLE.toBuilder();
    List<UnaryOperator<AggregateRequest.Builder>> changes =
        List.of(
            r -> r.setFeatures(WireTensors.f32(new float[] {1, 2, 3, 4, 5, 7}, 3, 2)),
            r -> r.setFeatures(WireTensors.f64(new double[] {1, 2, 3, 4, 5, 6}, 3, 2)),
            r -> r.clearExampleWeights(),
            r -> r.removeTasks(2),
            r -> {
              r.getOutputsBuilder().setPosteriorMeans(true);
              return r;
            });
    for (UnaryOperator<AggregateRequest.Builder> change : changes) {
      AggregateRequest changed = change.apply(other.clone()).build();
      assertThat(DECODER.begin(changed, false).finish().digest()).isNotEqualTo(digest);
    }
  }

  @Test
  void digest_nameAndFormOfAnswer_countForNothing() {
    AggregateRequest.Builder other = WHOLE.toBuilder().setStep(9);
    other.getOutputsBuilder().setTimings(true).setWeightShares(true);
    assertThat(DECODER.begin(other.build(), false).finish().digest())
        .isEqualTo(DECODER.begin(WHOLE, false).finish().digest());
  }

  @Test
  void accept_outOfOrder_isRefused() {
    PendingContribution pending = DECODER.begin(announced(), true);
    assertThatThrownBy(() -> pending.accept(chunks(1, 4).get(0)))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessage("chunk.tensor: got 1, expected 0 (features)");
    assertThatThrownBy(() -> pending.accept(chunks(0, 4).get(1)))
        .hasMessage("chunk.offset: got 4, expected 0 for tensor 0");
    assertThatThrownBy(() -> pending.accept(chunk(0, 0, new byte[0])))
        .hasMessage("chunk.data: got 0 bytes, expected 1 to 24 bytes");
    assertThatThrownBy(() -> pending.accept(chunk(0, 0, new byte[25])))
        .hasMessage("chunk.data: got 25 bytes, expected 1 to 24 bytes");
  }

  @Test
  void accept_afterTheEnd_isRefused() {
    PendingContribution pending = DECODER.begin(WHOLE, true);
    assertThatThrownBy(() -> pending.accept(chunk(0, 0, new byte[1])))
        .hasMessageContaining("no more chunks");
  }

  @Test
  void missing_cutInTheMiddle_saysWhere() {
    PendingContribution pending = DECODER.begin(announced(), true);
    pending.accept(chunk(0, 0, new byte[10]));
    assertThat(pending.missing()).isEqualTo("10 of 24 bytes of tensor 0 (features)");
  }

  @Test
  void begin_hugeAnnouncement_isRefusedBeforeAnyByte() {
    AggregateRequest.Builder huge = WHOLE.toBuilder().clearExampleWeights().clearTasks();
    huge.setFeatures(stretched(WHOLE.getFeatures()));
    var age = WHOLE.getTasks(0);
    huge.addTasks(age.toBuilder().setLabels(stretched(age.getLabels())));
    assertThatThrownBy(() -> DECODER.begin(huge.build(), true))
        .isInstanceOf(SessionException.class)
        .hasMessageContaining("536870912 examples");
  }

  @Test
  void begin_announcedButUnary_isTruncated() {
    assertThatThrownBy(() -> DECODER.begin(announced(), false))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("features: got 0 bytes, expected 24 bytes for [3, 2] of F32");
  }

  /** Announced, with 2^29 examples. */
  private static Tensor stretched(Tensor tensor) {
    return WireTensors.announced(tensor).toBuilder().setShape(0, 1 << 29).build();
  }

  private static AggregateRequest announced() {
    AggregateRequest.Builder request = WHOLE.toBuilder();
    request.setFeatures(WireTensors.announced(request.getFeatures()));
    for (int i = 0; i < request.getTasksCount(); i++) {
      var task = request.getTasksBuilder(i);
      task.setLabels(WireTensors.announced(task.getLabels()));
      task.setHead(WireTensors.announced(task.getHead()));
      if (task.hasMask()) {
        task.setMask(WireTensors.announced(task.getMask()));
      }
    }
    return request.setExampleWeights(WireTensors.announced(request.getExampleWeights())).build();
  }

  /** All tensors in the order of their field numbers, depth first. */
  private static List<Tensor> tensors(AggregateRequest request) {
    List<Tensor> tensors = new ArrayList<>(List.of(request.getFeatures()));
    for (var task : request.getTasksList()) {
      tensors.add(task.getLabels());
      if (task.hasMask()) {
        tensors.add(task.getMask());
      }
      tensors.add(task.getHead());
    }
    tensors.add(request.getExampleWeights());
    return tensors;
  }

  private static List<TensorChunk> chunks(int number, int size) {
    ByteString data = TENSORS.get(number).getData();
    List<TensorChunk> chunks = new ArrayList<>();
    for (int offset = 0; offset < data.size(); offset += size) {
      byte[] piece = data.substring(offset, Math.min(data.size(), offset + size)).toByteArray();
      chunks.add(chunk(number, offset, piece));
    }
    return chunks;
  }

  private static TensorChunk chunk(int tensor, long offset, byte[] data) {
    return TensorChunk.newBuilder()
        .setTensor(tensor)
        .setOffset(offset)
        .setData(ByteString.copyFrom(data))
        .build();
  }
}
