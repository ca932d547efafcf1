package org.bayesagg.service.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import org.bayesagg.math.PhaseNanos;
import org.bayesagg.math.ShardResult;
import org.bayesagg.math.StepResult;
import org.bayesagg.service.session.Answer;
import org.bayesagg.service.session.ContributionKey;
import org.bayesagg.v1.AggregateResponse;
import org.bayesagg.v1.DataType;
import org.bayesagg.v1.SessionPhase;
import org.bayesagg.v1.StepOutputs;
import org.bayesagg.v1.TensorChunk;
import org.junit.jupiter.api.Test;

class AnswerEncoderTest {
  private static final AnswerEncoder ENCODER = new AnswerEncoder(Examples.spec());
  private static final float[] DIRECTION = {1, 2, 3, 4, 5, 6};

  @Test
  void encode_plain_hasDirectionAndStatus() {
    AggregateResponse message = encode(StepOutputs.getDefaultInstance());
    assertThat(WireTensors.floats(message.getDirection())).containsExactly(DIRECTION);
    assertThat(message.getDirection().getShapeList()).containsExactly(3L, 2L);
    assertThat(message.getPhase()).isEqualTo(SessionPhase.SESSION_PHASE_BAYESIAN);
    assertThat(message.getDuplicate()).isTrue();
    assertThat(message.getLate()).isFalse();
    assertThat(message.getCountedEpoch()).isEqualTo(3);
    assertThat(message.getContributions()).isEqualTo(2);
    assertThat(message.getExamples()).isEqualTo(6);
    assertThat(message.getJitter()).isEqualTo(1e-6);
    assertThat(message.getWorker()).isEqualTo("w0");
    assertThat(message.getEpoch()).isEqualTo(2);
    assertThat(message.getStep()).isEqualTo(7);
    assertThat(message.getTasksCount()).isZero();
    assertThat(message.hasWeights()).isFalse();
    assertThat(message.hasTimings()).isFalse();
  }

  @Test
  void encode_everything_isThere() {
    AggregateResponse message = encode(everything());
    assertThat(message.hasDirection()).isFalse();
    assertThat(message.getWeights().getShapeList()).containsExactly(4L);
    assertThat(message.getTasksList())
        .extracting(task -> task.getTask())
        .containsExactly("age", "tags", "kind");
    assertThat(message.getTasks(1).getGradientMean().getShapeList()).containsExactly(3L, 2L, 2L);
    assertThat(message.getTasks(1).getGradientVariance().getDtype())
        .isEqualTo(DataType.DATA_TYPE_F64);
    assertThat(message.getTasks(2).hasGradientMean()).as("not covered by the shard").isFalse();
    assertThat(message.getTasks(0).getPosteriorMean().getShapeList()).containsExactly(1L, 2L);
    assertThat(message.getTasks(1).getPosteriorMean().getShapeList()).containsExactly(2L, 3L);
    assertThat(message.getTasks(1).getWeightShare()).isEqualTo(0.3);
    assertThat(message.getTasks(1).getRunningLossList()).containsExactly(0.5, 0.25);
    assertThat(message.getTasks(2).getRunningLossCount()).isZero();
    assertThat(message.getTimings().getQueue()).isEqualTo(Durations.ofNanos(99));
    assertThat(message.getTimings().getDecode()).isEqualTo(Durations.ofNanos(50));
    assertThat(message.getTimings().getMoments()).isEqualTo(Durations.ofNanos(3));
  }

  @Test
  void encode_warmup_leavesOutWhatThereIsNot() {
    ShardResult shard = new ShardResult(DIRECTION, null, null, null, null);
    StepResult step =
        new StepResult(
            false, List.of(shard), null, null, null, null, 0, new PhaseNanos(0, 0, 0, 0));
    AggregateResponse message =
        ENCODER.encode(answer(shard, step), everything(), 3, 0, TensorPlacement.unary(1 << 20));
    assertThat(message.getPhase()).isEqualTo(SessionPhase.SESSION_PHASE_WARMUP);
    assertThat(message.getTasksCount()).isEqualTo(3);
    assertThat(message.getTasks(0).hasGradientMean()).isFalse();
  }

  @Test
  void encode_unaryBeyondTheLimit_isRefused() {
    assertThatThrownBy(
            () ->
                ENCODER.encode(
                    answer(), StepOutputs.getDefaultInstance(), 3, 0, TensorPlacement.unary(23)))
        .isInstanceOf(TooLargeException.class)
        .hasMessageContaining("AggregateStream");
  }

  @Test
  void encode_streamedLargeTensors_areAnnouncedAndChunked() {
    int examples = 300_000;
    float[] direction = new float[2 * examples];
    for (int i = 0; i < direction.length; i++) {
      direction[i] = i;
    }
    float[] weights = {1, 2, 3, 4};
    ShardResult shard = new ShardResult(direction, weights, List.of(4), null, null);
    TensorPlacement placement = TensorPlacement.streamed();
    AggregateResponse message =
        ENCODER.encode(
            answer(shard, step(shard)),
            StepOutputs.newBuilder().setWeights(true).build(),
            examples,
            0,
            placement);
    assertThat(message.getDirection().getData().isEmpty()).isTrue();
    assertThat(WireTensors.floats(message.getWeights())).containsExactly(weights);
    List<TensorChunk> chunks = new ArrayList<>();
    placement.chunks(42).forEachRemaining(chunks::add);
    ByteString bytes = ByteString.EMPTY;
    for (TensorChunk chunk : chunks) {
      assertThat(chunk.getSequence()).isEqualTo(42);
      assertThat(chunk.getTensor()).isZero();
      assertThat(chunk.getOffset()).isEqualTo(bytes.size());
      assertThat(chunk.getData().size()).isLessThanOrEqualTo(TensorPlacement.CHUNK_BYTES);
      bytes = bytes.concat(chunk.getData());
    }
    assertThat(chunks).hasSize(3);
    assertThat(WireTensors.floats(message.getDirection().toBuilder().setData(bytes).build()))
        .isEqualTo(direction);
  }

  @Test
  void placement_countsCarriedTensorsToo() {
    TensorPlacement placement = TensorPlacement.streamed();
    float[] large = new float[200_000];
    placement.place(OutgoingTensor.of(new double[] {1}, 1));
    placement.place(OutgoingTensor.of(ElementType.F32, large, large.length));
    assertThat(placement.place(OutgoingTensor.of(ElementType.F16, large, large.length)).getData())
        .as("beyond what one header carries")
        .isEmpty();
    TensorChunk chunk = placement.chunks(0).next();
    assertThat(chunk.getTensor()).isEqualTo(2);
    assertThat(chunk.getData().size()).isEqualTo(2 * large.length);
  }

  private static AggregateResponse encode(StepOutputs outputs) {
    return ENCODER.encode(answer(), outputs, 3, 50, TensorPlacement.unary(1 << 20));
  }

  private static StepOutputs everything() {
    return StepOutputs.newBuilder()
        .setOmitDirection(true)
        .setWeights(true)
        .setGradientMoments(true)
        .setWeightShares(true)
        .setPosteriorMeans(true)
        .setRunningLosses(true)
        .setTimings(true)
        .setDtype(DataType.DATA_TYPE_F64)
        .build();
  }

  private static Answer answer() {
    float[][] moments = {new float[6], new float[12], null};
    ShardResult shard =
        new ShardResult(DIRECTION, new float[] {1, 2, 3, 4}, List.of(4), moments, moments);
    return answer(shard, step(shard));
  }

  private static StepResult step(ShardResult shard) {
    return new StepResult(
        true,
        List.of(shard),
        new double[] {0.5, 0.3, 0.2},
        new double[3],
        new double[][] {new double[2], new double[6], new double[9]},
        new double[][] {{1}, {0.5, 0.25}, {}},
        1e-6,
        new PhaseNanos(1, 2, 3, 4));
  }

  private static Answer answer(ShardResult shard, StepResult step) {
    return new Answer(new ContributionKey("w0", 2, 7), shard, step, true, false, 3, 2, 6, 99);
  }
}
