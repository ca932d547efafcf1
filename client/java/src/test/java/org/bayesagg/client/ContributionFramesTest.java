package org.bayesagg.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.UnsafeByteOperations;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bayesagg.v1.AggregateRequest;
import org.bayesagg.v1.AggregateStreamRequest;
import org.bayesagg.v1.TaskContribution;
import org.bayesagg.v1.Tensor;
import org.bayesagg.v1.TensorChunk;
import org.junit.jupiter.api.Test;

class ContributionFramesTest {
  private static final long WAIT = 1_500_000_000;

  private static final int STOCK_LIMIT = 4 << 20;

  private byte[] featureBytes;

  @Test
  void smallContribution_isOneFrame() {
    AggregateRequest request = request(10, 4);
    List<AggregateStreamRequest> frames = frames(request);
    assertThat(frames).hasSize(1);
    assertThat(frames.get(0).getContribution().getRequest()).isEqualTo(request);
    assertThat(frames.get(0).getContribution().getSequence()).isEqualTo(5);
  }

  @Test
  void bigContribution_comesBackFromFramesBelowTheStockLimit() {
    AggregateRequest request = request(20_001, 67);
    List<AggregateStreamRequest> frames = frames(request);
    assertThat(frames).hasSizeGreaterThan(4);
    assertThat(frames)
        .allMatch(frame -> frame.getSerializedSize() < STOCK_LIMIT / 2)
        .allMatch(frame -> !frame.hasChunk() || frame.getChunk().getSequence() == 5);

    AggregateRequest.Builder outline = frames.get(0).getContribution().getRequest().toBuilder();
    JoinedChunks assembly = new JoinedChunks(tensors(outline));
    assertThat(assembly.complete()).isFalse();
    frames.subList(1, frames.size()).forEach(frame -> assembly.accept(frame.getChunk()));
    assertThat(assembly.complete()).isTrue();
    assertThat(outline.build()).isEqualTo(request);
  }

  @Test
  void bigFeatures_areTheSameFramesAsTheirBytes() {
    for (ElementType type : List.of(ElementType.F32, ElementType.F16, ElementType.BF16)) {
      AggregateRequest request = request(20_001, 67);
      float[] features = TensorDecoder.decode(request.getFeatures()).floats();
      AggregateRequest encoded =
          request.toBuilder().setFeatures(TensorEncoder.floats(features, type, 20_001, 67)).build();
      AggregateRequest outline =
          request.toBuilder().setFeatures(TensorEncoder.announced(type, 20_001, 67)).build();
      OutgoingContribution lazy =
          new OutgoingContribution(outline, new OutgoingArray(features, type));
      List<AggregateStreamRequest> frames = new ArrayList<>();
      new ContributionFrames(5, lazy, WAIT).forEachRemaining(frames::add);

      assertThat(frames).isEqualTo(frames(encoded));
      assertThat(lazy.whole()).isEqualTo(encoded);
      assertThat(lazy.bytes()).isCloseTo(encoded.getSerializedSize(), within(16L));
    }
  }

  @Test
  void bigContribution_isNotCopied() {
    AggregateRequest request = request(20_001, 67);
    TensorChunk chunk = frames(request).get(1).getChunk();
    byte before = chunk.getData().byteAt(0);
    featureBytes[0]++;
    assertThat(chunk.getData().byteAt(0)).isEqualTo((byte) (before + 1));
  }

  @Test
  void chunksInAnyOtherOrder_areRefused() {
    AggregateRequest request = request(20_001, 67);
    List<AggregateStreamRequest> frames = frames(request);
    AggregateRequest.Builder outline = frames.get(0).getContribution().getRequest().toBuilder();
    TensorAssembly assembly =
        new TensorAssembly(5, tensors(outline).stream().map(Tensor.Builder::build).toList());
    assertThatThrownBy(() -> assembly.accept(frames.get(2).getChunk()))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("offset 1048576")
        .hasMessageContaining("offset 0) was due");
    TensorChunk first = frames.get(1).getChunk();
    assertThatThrownBy(() -> assembly.accept(first.toBuilder().setSequence(6).build()))
        .isInstanceOf(ProtocolException.class);
    assertThatThrownBy(() -> assembly.accept(first.toBuilder().setTensor(1).build()))
        .isInstanceOf(ProtocolException.class);
    assertThatThrownBy(() -> assembly.accept(first.toBuilder().clearData().build()))
        .isInstanceOf(ProtocolException.class);
  }

  @Test
  void chunkBeyondItsTensor_isRefused() {
    Tensor announced = TensorEncoder.announced(ElementType.F32, 3);
    TensorAssembly assembly = new TensorAssembly(1, List.of(announced));
    TensorChunk chunk =
        TensorChunk.newBuilder()
            .setSequence(1)
            .setData(TensorEncoder.floats(new float[4], ElementType.F32, 4).getData())
            .build();
    assertThatThrownBy(() -> assembly.accept(chunk)).isInstanceOf(ProtocolException.class);
  }

  private AggregateRequest request(int n, int d) {
    float[] features = new float[n * d];
    Random random = new Random(3);
    for (int i = 0; i < features.length; i++) {
      features[i] = random.nextFloat();
    }
    Tensor encoded = TensorEncoder.floats(features, ElementType.F32, n, d);
    featureBytes = encoded.getData().toByteArray();
    Tensor shared =
        encoded.toBuilder().setData(UnsafeByteOperations.unsafeWrap(featureBytes)).build();
    return AggregateRequest.newBuilder()
        .setFeatures(shared)
        .addTasks(
            TaskContribution.newBuilder()
                .setTask("a")
                .setLabels(TensorEncoder.ints(new int[n], n))
                .setMask(TensorEncoder.booleans(new boolean[n], n))
                .setHead(TensorEncoder.floats(new float[3 * d], ElementType.F32, 3, d)))
        .addTasks(
            TaskContribution.newBuilder()
                .setTask("b")
                .setOutputGradients(TensorEncoder.floats(new float[n * 9], ElementType.BF16, n, 9))
                .setHead(TensorEncoder.floats(new float[9 * d], ElementType.F32, 9, d)))
        .setExampleWeights(TensorEncoder.floats(new float[n], ElementType.F32, n))
        .build();
  }

  private static List<AggregateStreamRequest> frames(AggregateRequest request) {
    List<AggregateStreamRequest> frames = new ArrayList<>();
    new ContributionFrames(5, new OutgoingContribution(request, null), WAIT)
        .forEachRemaining(frames::add);
    return frames;
  }

  /** The request's tensors in the contract's order. */
  static List<Tensor.Builder> tensors(AggregateRequest.Builder request) {
    List<Tensor.Builder> tensors = new ArrayList<>();
    tensors.add(request.getFeaturesBuilder());
    for (TaskContribution.Builder task : request.getTasksBuilderList()) {
      tensors.add(task.hasLabels() ? task.getLabelsBuilder() : task.getOutputGradientsBuilder());
      if (task.hasMask()) {
        tensors.add(task.getMaskBuilder());
      }
      tensors.add(task.getHeadBuilder());
    }
    if (request.hasExampleWeights()) {
      tensors.add(request.getExampleWeightsBuilder());
    }
    return tensors;
  }

  @Test
  void firstFrame_saysHowLongTheAnswerIsWaitedFor() {
    AggregateStreamRequest first = frames(request(2, 3)).get(0);
    assertThat(first.getContribution().getTimeout().getSeconds()).isEqualTo(1);
    assertThat(first.getContribution().getTimeout().getNanos()).isEqualTo(500_000_000);
  }
}
