package org.bayesagg.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.bayesagg.service.codec.Examples;
import org.bayesagg.service.codec.WireTensors;
import org.bayesagg.service.config.Setting;
import org.bayesagg.service.config.Settings;
import org.bayesagg.v1.AggregateRequest;
import org.bayesagg.v1.AggregateResponse;
import org.bayesagg.v1.AggregateStreamRequest;
import org.bayesagg.v1.AggregateStreamResponse;
import org.bayesagg.v1.CreateSessionRequest;
import org.bayesagg.v1.Session;
import org.bayesagg.v1.SessionConfig;
import org.bayesagg.v1.StreamedContribution;
import org.bayesagg.v1.TaskContribution;
import org.bayesagg.v1.TensorChunk;
import org.junit.jupiter.api.Test;

/**
 * A long stream over the real transport: many steps on their way at once, a client that reads one
 * frame at a time, a server that may hold only two contributions.
 */
class PipelineIT {
  private static final int STEPS = 24;
  private static final int EXAMPLES = 3000;
  private static final int DIM = 128;
  private static final int CHUNK = 300_000;

  @Test
  void stepsInFlight_areAnsweredAsOneByOne() {
    Settings settings =
        Settings.defaults()
            .with(Setting.EPHEMERAL, "true")
            .with(Setting.PORT, "0")
            .with(Setting.HTTP_PORT, "0")
            .with(Setting.MAX_STREAM_CONTRIBUTIONS, "2");
    try (ServerFixture fixture = new ServerFixture(settings.toConfig())) {
      Session unary = create(fixture);
      Session streamed = create(fixture);
      SlowReader reader = new SlowReader(streamed);
      fixture.async().aggregateStream(reader);
      Map<Long, float[]> answers = reader.done.orTimeout(60, TimeUnit.SECONDS).join();
      assertThat(answers).hasSize(STEPS);
      for (int step = 0; step < STEPS; step++) {
        AggregateResponse one = fixture.blocking().aggregate(request(unary, step).build());
        assertThat(answers.get((long) step)).isEqualTo(WireTensors.floats(one.getDirection()));
      }
    }
  }

  private static Session create(ServerFixture fixture) {
    SessionConfig config =
        SessionConfig.newBuilder()
            .setFeatureDim(DIM)
            .addTasks(Examples.config().getTasks(0))
            .setMaxExamplesPerStep(EXAMPLES)
            .build();
    return fixture
        .blocking()
        .createSession(CreateSessionRequest.newBuilder().setConfig(config).build())
        .getSession();
  }

  private static AggregateRequest.Builder request(Session session, int step) {
    Random random = new Random(step);
    float[] features = new float[EXAMPLES * DIM];
    for (int i = 0; i < features.length; i++) {
      features[i] = random.nextFloat() - 0.5f;
    }
    float[] labels = new float[EXAMPLES];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = random.nextFloat();
    }
    return AggregateRequest.newBuilder()
        .setSessionId(session.getSessionId())
        .setFingerprint(session.getFingerprint())
        .setWorker("w0")
        .setStep(step)
        .setFeatures(WireTensors.f32(features, EXAMPLES, DIM))
        .addTasks(
            TaskContribution.newBuilder()
                .setTask("age")
                .setLabels(WireTensors.f32(labels, EXAMPLES))
                .setHead(WireTensors.f32(new float[DIM], 1, DIM)));
  }

  /** Sends whenever the call takes more, reads one frame at a time, puts the answers together. */
  private static final class SlowReader
      implements ClientResponseObserver<AggregateStreamRequest, AggregateStreamResponse> {
    final CompletableFuture<Map<Long, float[]>> done = new CompletableFuture<>();
    private final Session session;
    private final Map<Long, float[]> answers = new TreeMap<>();
    private ClientCallStreamObserver<AggregateStreamRequest> out;
    private AggregateResponse header;
    private ByteString bytes;
    private int step;
    private ByteString features;
    private int offset;

    SlowReader(Session session) {
      this.session = session;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<AggregateStreamRequest> stream) {
      out = stream;
      stream.disableAutoRequestWithInitial(1);
      stream.setOnReadyHandler(this::send);
    }

    private void send() {
      while (out.isReady() && step < STEPS) {
        if (features == null) {
          AggregateRequest.Builder request = request(session, step);
          features = request.getFeatures().getData();
          offset = 0;
          request.setFeatures(WireTensors.announced(request.getFeatures()));
          out.onNext(
              AggregateStreamRequest.newBuilder()
                  .setContribution(
                      StreamedContribution.newBuilder().setSequence(step).setRequest(request))
                  .build());
        }
        ByteString piece = features.substring(offset, Math.min(features.size(), offset + CHUNK));
        out.onNext(
            AggregateStreamRequest.newBuilder()
                .setChunk(
                    TensorChunk.newBuilder().setSequence(step).setOffset(offset).setData(piece))
                .build());
        offset += piece.size();
        if (offset == features.size()) {
          features = null;
          step++;
          if (step == STEPS) {
            out.onCompleted();
          }
        }
      }
    }

    @Override
    public void onNext(AggregateStreamResponse frame) {
      if (frame.hasAnswer()) {
        header = frame.getAnswer().getResponse();
        bytes = header.getDirection().getData();
      } else {
        bytes = bytes.concat(frame.getChunk().getData());
      }
      if (bytes.size() == 4 * EXAMPLES * DIM) {
        answers.put(
            header.getStep(),
            WireTensors.floats(header.getDirection().toBuilder().setData(bytes).build()));
      }
      out.request(1);
    }

    @Override
    public void onError(Throwable cause) {
      done.completeExceptionally(cause);
    }

    @Override
    public void onCompleted() {
      done.complete(answers);
    }
  }
}
