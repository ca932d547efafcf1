package org.bayesagg.service.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bayesagg.service.grpc.ServiceFixture.reason;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.rpc.Code;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.bayesagg.service.codec.Examples;
import org.bayesagg.service.codec.WireTensors;
import org.bayesagg.service.fake.FakeSession;
import org.bayesagg.service.session.Answer;
import org.bayesagg.service.session.Caller;
import org.bayesagg.v1.AggregateRequest;
import org.bayesagg.v1.AggregateStreamResponse;
import org.bayesagg.v1.SessionConfig;
import org.bayesagg.v1.StreamedError;
import org.bayesagg.v1.TaskContribution;
import org.bayesagg.v1.TensorChunk;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AggregateStreamCallTest {
  private final ServiceFixture fixture = new ServiceFixture();
  private final ByteString featureBytes = Examples.request().getFeatures().getData();

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void contribution_carriedWhole_isAnswered() {
    RecordingStream stream = RecordingStream.open(fixture.async());
    stream.send(7, fixture.request().build());
    assertThat(stream.frames).hasSize(1);
    assertThat(stream.frames.get(0).getAnswer().getSequence()).isEqualTo(7);
    assertThat(directionOf(stream.frames.get(0))).containsExactly(1, 2, 3, 4, 5, 6);
    stream.finish();
    assertThat(stream.completed).isTrue();
    assertThat(fixture.service.openStreams()).isZero();
  }

  @Test
  void contribution_inChunks_isAnsweredWhenComplete() {
    RecordingStream stream = RecordingStream.open(fixture.async());
    stream.send(0, announced());
    stream.chunk(0, 0, 0, featureBytes.substring(0, 5));
    stream.chunk(0, 0, 5, featureBytes.substring(5, 23));
    assertThat(stream.frames).isEmpty();
    stream.chunk(0, 0, 23, featureBytes.substring(23));
    assertThat(directionOf(stream.frames.get(0))).containsExactly(1, 2, 3, 4, 5, 6);
  }

  @Test
  void contribution_withATimeout_isFromACallerWhoWaitsSoLong() {
    RecordingStream stream = RecordingStream.open(fixture.async());
    stream.send(0, fixture.request().build());
    assertThat(fixture.session.lastCaller()).isSameAs(Caller.PATIENT);
    stream.send(
        1, fixture.request().setStep(1).build(), Duration.newBuilder().setSeconds(9).build());
    assertThat(fixture.session.lastCaller().patienceNanos()).isBetween(1L, 9_000_000_000L);
  }

  @Test
  void contributions_pipelined_areAnsweredAsTheyAreReady() {
    List<CompletableFuture<Answer>> waiting = hold();
    RecordingStream stream = RecordingStream.open(fixture.async());
    stream.send(1, fixture.request().build());
    stream.send(2, fixture.request().setStep(1).build());
    assertThat(waiting).hasSize(2);
    answer(waiting, 1);
    answer(waiting, 0);
    assertThat(stream.frames)
        .extracting(frame -> frame.getAnswer().getSequence())
        .containsExactly(2L, 1L);
  }

  @Test
  void refusedContribution_isAnsweredAndItsChunksDropped() {
    RecordingStream stream = RecordingStream.open(fixture.async());
    AggregateRequest wrong =
        announced().toBuilder().setExampleWeights(WireTensors.f32(new float[4], 4)).build();
    stream.send(1, wrong);
    stream.chunk(1, 0, 0, featureBytes);
    stream.chunk(1, 0, 99, featureBytes);
    stream.send(2, fixture.request().build());
    StreamedError error = stream.frames.get(0).getError();
    assertThat(error.getSequence()).isEqualTo(1);
    assertThat(error.getCode()).isEqualTo(Code.INVALID_ARGUMENT_VALUE);
    assertThat(error.getMessage()).contains("example_weights");
    assertThat(reason(error.getDetailsList())).isEqualTo("TENSOR_SHAPE");
    assertThat(stream.frames.get(1).getAnswer().getSequence()).isEqualTo(2);
    assertThat(fixture.session.contributions()).hasSize(1);
    assertThat(stream.error).isNull();
  }

  @Test
  void refusals_ofEveryStage_leaveTheStreamOpen() {
    RecordingStream stream = RecordingStream.open(fixture.async());
    stream.send(1, fixture.request().setSessionId("gone").build());
    stream.send(2, fixture.request().setFingerprint("other").build());
    AggregateRequest.Builder mask = fixture.request();
    mask.getTasksBuilder(1).setMask(WireTensors.bool(new int[] {0, 3, 1}, 3));
    stream.send(3, mask.build());
    fixture.session.onContribution(
        contribution -> CompletableFuture.failedFuture(new IllegalStateException("secret")));
    stream.send(4, fixture.request().build());
    fixture.session.onContribution(
        contribution -> {
          throw new IllegalStateException("secret");
        });
    stream.send(5, fixture.request().build());
    assertThat(stream.frames)
        .extracting(frame -> reason(frame.getError().getDetailsList()))
        .containsExactly(
            "SESSION_NOT_FOUND", "FINGERPRINT_MISMATCH", "TENSOR_VALUE", "INTERNAL", "INTERNAL");
    assertThat(stream.frames.toString()).doesNotContain("secret");
    assertThat(stream.error).isNull();
  }

  @Test
  void chunk_outOfOrder_endsTheStream() {
    RecordingStream stream = RecordingStream.open(fixture.async());
    stream.send(1, fixture.request().build());
    stream.send(2, announced());
    stream.chunk(2, 0, 4, featureBytes);
    assertEnded(stream, "chunk.offset: got 4, expected 0");
    assertThat(fixture.session.contributions()).as("the complete one counts").hasSize(1);
  }

  @Test
  void chunk_ofAnotherSequence_endsTheStream() {
    RecordingStream stream = RecordingStream.open(fixture.async());
    stream.send(2, announced());
    stream.chunk(1, 0, 0, featureBytes);
    assertEnded(stream, "chunk.sequence: got 1, expected 2");
  }

  @Test
  void chunk_beyondTheTensor_endsTheStream() {
    RecordingStream stream = RecordingStream.open(fixture.async());
    stream.send(2, announced());
    stream.chunk(2, 0, 0, featureBytes.concat(featureBytes));
    assertEnded(stream, "chunk.data: got 48 bytes, expected 1 to 24 bytes");
  }

  @Test
  void chunk_withoutAnnouncement_endsTheStream() {
    RecordingStream stream = RecordingStream.open(fixture.async());
    stream.chunk(0, 0, 0, featureBytes);
    assertEnded(stream, "expected a contribution that announces it");
  }

  @Test
  void contribution_betweenChunks_endsTheStream() {
    RecordingStream stream = RecordingStream.open(fixture.async());
    stream.send(1, announced());
    stream.chunk(1, 0, 0, featureBytes.substring(0, 8));
    stream.send(2, fixture.request().build());
    assertEnded(stream, "sequence 2 after 8 of 24 bytes of tensor 0 (features)");
    assertThat(fixture.session.contributions()).isEmpty();
  }

  @Test
  void sequence_thatDoesNotRise_endsTheStream() {
    RecordingStream stream = RecordingStream.open(fixture.async());
    stream.send(5, fixture.request().build());
    stream.send(5, fixture.request().build());
    assertEnded(stream, "contribution.sequence: got 5, expected a number above 5");
  }

  @Test
  void frame_empty_endsTheStream() {
    RecordingStream stream = RecordingStream.open(fixture.async());
    stream.sendEmptyFrame();
    assertEnded(stream, "frame: got none");
  }

  @Test
  void stream_cutInTheMiddle_countsNothing() {
    RecordingStream stream = RecordingStream.open(fixture.async());
    stream.send(1, announced());
    stream.chunk(1, 0, 0, featureBytes.substring(0, 8));
    stream.finish();
    assertThat(reason(stream.error)).isEqualTo("STREAM_TRUNCATED");
    assertThat(Status.fromThrowable(stream.error).getDescription())
        .contains("8 of 24 bytes of tensor 0 (features)");
    assertThat(fixture.session.contributions()).isEmpty();
  }

  @Test
  void stream_cancelledInTheMiddle_countsNothing() {
    List<CompletableFuture<Answer>> waiting = hold();
    RecordingStream stream = RecordingStream.open(fixture.async());
    stream.send(1, fixture.request().build());
    stream.send(2, announced());
    stream.cancel();
    assertThat(fixture.service.openStreams()).isZero();
    answer(waiting, 0);
    assertThat(fixture.session.contributions()).hasSize(1);
    assertThat(stream.frames).isEmpty();
  }

  @Test
  void stream_cancelledOrWrongInTheMiddle_givesThePlaceUp() {
    RecordingStream cancelled = RecordingStream.open(fixture.async());
    cancelled.send(1, announced());
    assertThat(fixture.session.places()).isEqualTo(1);
    cancelled.cancel();
    assertThat(fixture.session.places()).isZero();

    RecordingStream wrong = RecordingStream.open(fixture.async());
    wrong.send(1, announced());
    wrong.send(2, announced());
    assertThat(wrong.error).isNotNull();
    wrong = RecordingStream.open(fixture.async());
    wrong.send(1, fixture.request().setWorker("a b").build());
    assertThat(fixture.session.places()).isZero();
  }

  @Test
  void halfClose_waitsForAnswers() {
    List<CompletableFuture<Answer>> waiting = hold();
    RecordingStream stream = RecordingStream.open(fixture.async());
    stream.send(1, fixture.request().build());
    stream.finish();
    assertThat(stream.completed).isFalse();
    answer(waiting, 0);
    assertThat(stream.frames).hasSize(1);
    assertThat(stream.completed).isTrue();
  }

  @Test
  void sessionThatIsSlow_isNotFedBeyondTheLimit() {
    List<CompletableFuture<Answer>> waiting = hold();
    RecordingStream stream = RecordingStream.open(fixture.async());
    for (int i = 0; i < 5; i++) {
      stream.send(i, fixture.request().setStep(i).build());
    }
    assertThat(waiting).hasSize(ServiceFixture.MAX_IN_FLIGHT);
    answer(waiting, 0);
    assertThat(waiting).hasSize(ServiceFixture.MAX_IN_FLIGHT + 1);
    for (int i = 1; i < 5; i++) {
      answer(waiting, i);
    }
    assertThat(stream.frames).hasSize(5);
  }

  @Test
  void clientThatDoesNotRead_isSoonNotRead() {
    RecordingStream stream = RecordingStream.openWithoutReading(fixture.async());
    for (int i = 0; i < 5; i++) {
      stream.send(i, fixture.request().setStep(i).build());
    }
    assertThat(fixture.session.contributions()).hasSize(ServiceFixture.MAX_IN_FLIGHT);
    stream.read(1);
    assertThat(fixture.session.contributions()).hasSize(ServiceFixture.MAX_IN_FLIGHT + 1);
    stream.read(10);
    assertThat(fixture.session.contributions()).hasSize(5);
    assertThat(stream.frames)
        .extracting(frame -> frame.getAnswer().getSequence())
        .containsExactly(0L, 1L, 2L, 3L, 4L);
  }

  @Test
  void refusals_countAsHeldToo() {
    RecordingStream stream = RecordingStream.openWithoutReading(fixture.async());
    for (int i = 0; i < 5; i++) {
      stream.send(i, fixture.request().setWorker("").build());
    }
    stream.send(5, fixture.request().build());
    assertThat(fixture.session.contributions()).isEmpty();
    stream.read(10);
    assertThat(fixture.session.contributions()).hasSize(1);
    assertThat(stream.frames).hasSize(6);
  }

  @Test
  void largeAnswer_comesInChunks() {
    int examples = 300_000;
    SessionConfig config = Examples.config().toBuilder().setMaxExamplesPerStep(examples).build();
    String fingerprint =
        fixture
            .blocking()
            .createSession(
                org.bayesagg.v1.CreateSessionRequest.newBuilder()
                    .setSessionId("large")
                    .setConfig(config)
                    .build())
            .getSession()
            .getFingerprint();
    float[] features = new float[2 * examples];
    for (int i = 0; i < features.length; i++) {
      features[i] = i;
    }
    AggregateRequest request =
        fixture
            .request()
            .setSessionId("large")
            .setFingerprint(fingerprint)
            .setFeatures(WireTensors.f32(features, examples, 2))
            .clearExampleWeights()
            .clearTasks()
            .addTasks(
                TaskContribution.newBuilder()
                    .setTask("age")
                    .setLabels(WireTensors.f32(new float[examples], examples))
                    .setHead(WireTensors.f32(new float[2], 1, 2)))
            .build();
    RecordingStream stream = RecordingStream.open(fixture.async());
    stream.send(3, request);
    assertThat(stream.frames).hasSize(4);
    ByteString bytes = ByteString.EMPTY;
    for (AggregateStreamResponse frame : stream.frames.subList(1, 4)) {
      TensorChunk chunk = frame.getChunk();
      assertThat(chunk.getSequence()).isEqualTo(3);
      assertThat(chunk.getOffset()).isEqualTo(bytes.size());
      bytes = bytes.concat(chunk.getData());
    }
    assertThat(bytes).isEqualTo(request.getFeatures().getData());
  }

  @Test
  void drain_idleStream_endsWithRetryInfo() {
    RecordingStream stream = RecordingStream.open(fixture.async());
    stream.send(0, fixture.request().build());
    fixture.service.closeStreams();
    assertThat(Status.fromThrowable(stream.error).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(reason(stream.error)).isEqualTo("DRAINING");
    assertThat(fixture.service.openStreams()).isZero();
  }

  @Test
  void drain_streamWithWork_isAnsweredFirst() {
    List<CompletableFuture<Answer>> waiting = hold();
    RecordingStream stream = RecordingStream.open(fixture.async());
    stream.send(0, fixture.request().build());
    fixture.service.closeStreams();
    assertThat(stream.error).isNull();
    answer(waiting, 0);
    assertThat(stream.frames).hasSize(1);
    assertThat(reason(stream.error)).isEqualTo("DRAINING");
  }

  /** From now on contributions wait for {@link #answer}. */
  private List<CompletableFuture<Answer>> hold() {
    List<CompletableFuture<Answer>> waiting = new ArrayList<>();
    fixture.session.onContribution(
        contribution -> {
          CompletableFuture<Answer> future = new CompletableFuture<>();
          waiting.add(future);
          return future;
        });
    return waiting;
  }

  private void answer(List<CompletableFuture<Answer>> waiting, int index) {
    waiting.get(index).complete(FakeSession.echo(fixture.session.contributions().get(index)));
  }

  private AggregateRequest announced() {
    AggregateRequest.Builder request = fixture.request();
    return request.setFeatures(WireTensors.announced(request.getFeatures())).build();
  }

  private static float[] directionOf(AggregateStreamResponse frame) {
    return WireTensors.floats(frame.getAnswer().getResponse().getDirection());
  }

  private static void assertEnded(RecordingStream stream, String message) {
    assertThat(stream.error).isNotNull();
    Status status = Status.fromThrowable(stream.error);
    assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(status.getDescription()).contains(message);
    assertThat(reason(stream.error)).isEqualTo("STREAM_PROTOCOL");
  }
}
