package org.bayesagg.faults.fuzz;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bayesagg.v1.AggregateRequest;
import org.bayesagg.v1.AggregateStreamRequest;
import org.bayesagg.v1.CreateSessionRequest;
import org.bayesagg.v1.DataType;
import org.bayesagg.v1.DeleteSessionRequest;
import org.bayesagg.v1.ExportSessionRequest;
import org.bayesagg.v1.FinishEpochRequest;
import org.bayesagg.v1.GetPosteriorRequest;
import org.bayesagg.v1.GetServerInfoRequest;
import org.bayesagg.v1.GetSessionRequest;
import org.bayesagg.v1.ImportHeader;
import org.bayesagg.v1.ImportSessionRequest;
import org.bayesagg.v1.JoinSessionRequest;
import org.bayesagg.v1.LeaveSessionRequest;
import org.bayesagg.v1.Likelihood;
import org.bayesagg.v1.ListSessionsRequest;
import org.bayesagg.v1.PredictRequest;
import org.bayesagg.v1.ResizeSessionRequest;
import org.bayesagg.v1.Session;
import org.bayesagg.v1.SessionConfig;
import org.bayesagg.v1.StepOutputs;
import org.bayesagg.v1.StreamedContribution;
import org.bayesagg.v1.Task;
import org.bayesagg.v1.TaskContribution;
import org.bayesagg.v1.Tensor;
import org.bayesagg.v1.TensorChunk;

/** Messages in which everything is right, by the method's name: what is mutated first. */
final class Seeds {
  static final int D = 3;
  private static final int N = 4;

  private Seeds() {}

  /** Of a session with one task of each kind. */
  static SessionConfig config() {
    return SessionConfig.newBuilder()
        .setFeatureDim(D)
        .addTasks(task("real", Likelihood.LIKELIHOOD_GAUSSIAN, 1))
        .addTasks(task("yes", Likelihood.LIKELIHOOD_BERNOULLI, 2))
        .addTasks(task("kind", Likelihood.LIKELIHOOD_CATEGORICAL, 3))
        .setMaxExamplesPerStep(16)
        .build();
  }

  private static Task.Builder task(String name, Likelihood likelihood, int outputs) {
    return Task.newBuilder().setName(name).setLikelihood(likelihood).setOutputs(outputs);
  }

  /** Messages to that session, and to ones that do not exist. */
  static Map<String, List<byte[]>> of(Session session, byte[] image) {
    String id = session.getSessionId();
    String print = session.getFingerprint();
    Map<String, List<byte[]>> seeds = new LinkedHashMap<>();
    put(
        seeds,
        "CreateSession",
        CreateSessionRequest.newBuilder().setSessionId("fuzz-new").setConfig(config()).build(),
        CreateSessionRequest.newBuilder()
            .setSessionId("fuzz-old")
            .setConfig(session.getConfig())
            .build());
    put(seeds, "GetSession", GetSessionRequest.newBuilder().setSessionId(id).build());
    put(seeds, "ListSessions", ListSessionsRequest.newBuilder().setPageSize(2).build());
    put(seeds, "DeleteSession", DeleteSessionRequest.newBuilder().setSessionId("fuzz-new").build());
    put(seeds, "Aggregate", contribution(id, print, 0), contribution(id, print, 1));
    put(
        seeds,
        "AggregateStream",
        streamed(contribution(id, print, 2), 1),
        streamed(announced(contribution(id, print, 3)), 2),
        AggregateStreamRequest.newBuilder()
            .setChunk(TensorChunk.newBuilder().setSequence(2).setData(floats(N * D)))
            .build());
    put(
        seeds,
        "JoinSession",
        JoinSessionRequest.newBuilder()
            .setSessionId(id)
            .setFingerprint(print)
            .setWorker("w")
            .build());
    put(
        seeds,
        "LeaveSession",
        LeaveSessionRequest.newBuilder()
            .setSessionId(id)
            .setFingerprint(print)
            .setWorker("w")
            .build());
    put(
        seeds,
        "ResizeSession",
        ResizeSessionRequest.newBuilder()
            .setSessionId(id)
            .setFingerprint(print)
            .setWorkers(2)
            .build());
    put(
        seeds,
        "FinishEpoch",
        FinishEpochRequest.newBuilder()
            .setSessionId(id)
            .setFingerprint(print)
            .setWorker("w")
            .setEpoch(0)
            .build());
    put(
        seeds,
        "GetPosterior",
        GetPosteriorRequest.newBuilder()
            .setSessionId(id)
            .setFingerprint(print)
            .addTasks("kind")
            .setCovariance(true)
            .build());
    put(
        seeds,
        "Predict",
        PredictRequest.newBuilder()
            .setSessionId(id)
            .setFingerprint(print)
            .setFeatures(tensor(N, D))
            .build());
    put(seeds, "ExportSession", ExportSessionRequest.newBuilder().setSessionId(id).build());
    put(
        seeds,
        "ImportSession",
        ImportSessionRequest.newBuilder()
            .setHeader(ImportHeader.newBuilder().setSessionId("fuzz-copy"))
            .build(),
        ImportSessionRequest.newBuilder().setData(ByteString.copyFrom(image)).build());
    put(seeds, "GetServerInfo", GetServerInfoRequest.getDefaultInstance());
    return seeds;
  }

  private static void put(Map<String, List<byte[]>> seeds, String method, Message... messages) {
    seeds.put(method, List.of(messages).stream().map(Message::toByteArray).toList());
  }

  /** A contribution to such a session. */
  static AggregateRequest contribution(String session, String fingerprint, long step) {
    return AggregateRequest.newBuilder()
        .setSessionId(session)
        .setFingerprint(fingerprint)
        .setWorker("w")
        .setStep(step)
        .setFeatures(tensor(N, D))
        .addTasks(part("real", tensor(N, 1), 1))
        .addTasks(part("yes", ones(N, 2), 2))
        .addTasks(part("kind", classes(), 3))
        .setOutputs(StepOutputs.newBuilder().setWeightShares(true).setGradientMoments(true))
        .build();
  }

  private static AggregateStreamRequest streamed(AggregateRequest request, long sequence) {
    return AggregateStreamRequest.newBuilder()
        .setContribution(
            StreamedContribution.newBuilder().setSequence(sequence).setRequest(request))
        .build();
  }

  private static AggregateRequest announced(AggregateRequest request) {
    AggregateRequest.Builder builder = request.toBuilder();
    builder.getFeaturesBuilder().clearData();
    return builder.build();
  }

  private static TaskContribution part(String task, Tensor labels, int outputs) {
    return TaskContribution.newBuilder()
        .setTask(task)
        .setLabels(labels)
        .setHead(tensor(outputs, D + 1))
        .build();
  }

  private static Tensor tensor(int rows, int columns) {
    return Tensor.newBuilder()
        .setDtype(DataType.DATA_TYPE_F32)
        .addShape(rows)
        .addShape(columns)
        .setData(floats(rows * columns))
        .build();
  }

  private static Tensor ones(int rows, int columns) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * rows * columns).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < rows * columns; i++) {
      bytes.putFloat(i % 2);
    }
    return tensor(rows, columns).toBuilder().setData(ByteString.copyFrom(bytes.flip())).build();
  }

  private static Tensor classes() {
    ByteBuffer bytes = ByteBuffer.allocate(4 * N).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < N; i++) {
      bytes.putInt(i % 3);
    }
    return Tensor.newBuilder()
        .setDtype(DataType.DATA_TYPE_I32)
        .addShape(N)
        .setData(ByteString.copyFrom(bytes.flip()))
        .build();
  }

  private static ByteString floats(int count) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      bytes.putFloat((float) Math.sin(i + 1));
    }
    return ByteString.copyFrom(bytes.flip());
  }
}
