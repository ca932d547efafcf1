package org.bayesagg.faults.abuse;

import com.google.protobuf.ByteString;
import org.bayesagg.v1.AggregateRequest;
import org.bayesagg.v1.AggregateStreamRequest;
import org.bayesagg.v1.CreateSessionRequest;
import org.bayesagg.v1.DataType;
import org.bayesagg.v1.JoinSessionRequest;
import org.bayesagg.v1.Likelihood;
import org.bayesagg.v1.Preset;
import org.bayesagg.v1.Session;
import org.bayesagg.v1.SessionConfig;
import org.bayesagg.v1.StreamedContribution;
import org.bayesagg.v1.Task;
import org.bayesagg.v1.TaskContribution;
import org.bayesagg.v1.Tensor;

/** What an abuser asks for, well formed. */
final class Requests {
  private static final String TASK = "size";

  private Requests() {}

  /** A session with one Gaussian task. */
  static CreateSessionRequest create(String id, int featureDim, int maxExamples) {
    return CreateSessionRequest.newBuilder()
        .setSessionId(id)
        .setConfig(
            SessionConfig.newBuilder()
                .setFeatureDim(featureDim)
                // Its epochs are waited for.
                .setPreset(Preset.PRESET_PAPER)
                .setMaxExamplesPerStep(maxExamples)
                .addTasks(
                    Task.newBuilder().setName(TASK).setLikelihood(Likelihood.LIKELIHOOD_GAUSSIAN)))
        .build();
  }

  /** A new worker of a session. */
  static JoinSessionRequest join(Session session, String worker) {
    return JoinSessionRequest.newBuilder()
        .setSessionId(session.getSessionId())
        .setFingerprint(session.getFingerprint())
        .setWorker(worker)
        .build();
  }

  /** One example for a session. */
  static AggregateRequest contribution(Session session, String worker, long epoch, long step) {
    return contribution(session, worker, epoch, step, 1);
  }

  private static AggregateRequest contribution(
      Session session, String worker, long epoch, long step, int examples) {
    int d = session.getConfig().getFeatureDim();
    return AggregateRequest.newBuilder()
        .setSessionId(session.getSessionId())
        .setFingerprint(session.getFingerprint())
        .setWorker(worker)
        .setEpoch(epoch)
        .setStep(step)
        .setFeatures(zeros(examples, d))
        .addTasks(
            TaskContribution.newBuilder()
                .setTask(TASK)
                .setLabels(zeros(examples, 1))
                .setHead(zeros(1, d + 1)))
        .build();
  }

  /** A frame that announces the features of so many examples; none of them follow. */
  static AggregateStreamRequest announced(Session session, long step, int examples) {
    AggregateRequest.Builder request = contribution(session, "w", 0, step, examples).toBuilder();
    request.getFeaturesBuilder().clearData();
    return AggregateStreamRequest.newBuilder()
        .setContribution(StreamedContribution.newBuilder().setSequence(1).setRequest(request))
        .build();
  }

  /** A message of so many bytes and some. */
  static AggregateRequest large(int bytes) {
    return AggregateRequest.newBuilder()
        .setSessionId("abuse-none")
        .setFeatures(Tensor.newBuilder().setData(ByteString.copyFrom(new byte[bytes])))
        .build();
  }

  private static Tensor zeros(int rows, int columns) {
    return Tensor.newBuilder()
        .setDtype(DataType.DATA_TYPE_F32)
        .addShape(rows)
        .addShape(columns)
        .setData(ByteString.copyFrom(new byte[Float.BYTES * rows * columns]))
        .build();
  }
}
