package org.bayesagg.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.bayesagg.service.codec.Examples;
import org.bayesagg.service.codec.WireTensors;
import org.bayesagg.v1.AggregateRequest;
import org.bayesagg.v1.AggregateResponse;
import org.bayesagg.v1.AggregationServiceGrpc.AggregationServiceBlockingStub;
import org.bayesagg.v1.CreateSessionRequest;
import org.bayesagg.v1.DeleteSessionRequest;
import org.bayesagg.v1.FinishEpochRequest;
import org.bayesagg.v1.GetSessionRequest;
import org.bayesagg.v1.Session;
import org.bayesagg.v1.SessionConfig;
import org.bayesagg.v1.TaskContribution;

/** Two sessions of one configuration, fed alike, of which one then gets bad input. */
final class TwinSessions implements AutoCloseable {
  static final int EXAMPLES = 5;

  private final AggregationServiceBlockingStub stub;
  private final Session victim;
  private final Session untouched;
  private final Session before;

  /** Both have a prior and are in their second epoch. */
  TwinSessions(AggregationServiceBlockingStub stub, SessionConfig config) {
    this.stub = stub;
    victim = create(config);
    untouched = create(config);
    for (Session session : new Session[] {victim, untouched}) {
      stub.aggregate(request(session, 0, 0).build());
      stub.aggregate(request(session, 0, 1).build());
      stub.finishEpoch(
          FinishEpochRequest.newBuilder()
              .setSessionId(session.getSessionId())
              .setFingerprint(session.getFingerprint())
              .setWorker("w0")
              .setEpoch(0)
              .build());
      stub.aggregate(request(session, 1, 2).build());
    }
    before = state();
  }

  /** A request to the victim in which everything is right: the one that comes next. */
  AggregateRequest.Builder next() {
    return request(victim, 1, 3);
  }

  /** Nothing has changed: neither what the victim shows nor what it answers. */
  void assertUnharmed() {
    assertThat(state()).isEqualTo(before);
    AggregateResponse answer = stub.aggregate(next().build());
    AggregateResponse twin = stub.aggregate(request(untouched, 1, 3).build());
    assertThat(answer).isEqualTo(twin);
    assertThat(answer.getDuplicate()).isFalse();
    assertThat(WireTensors.floats(answer.getDirection())).isNotEqualTo(new float[2 * EXAMPLES]);
  }

  @Override
  public void close() {
    for (Session session : new Session[] {victim, untouched}) {
      stub.deleteSession(
          DeleteSessionRequest.newBuilder().setSessionId(session.getSessionId()).build());
    }
  }

  private Session state() {
    return stub.getSession(
            GetSessionRequest.newBuilder().setSessionId(victim.getSessionId()).build())
        .getSession();
  }

  private Session create(SessionConfig config) {
    return stub.createSession(CreateSessionRequest.newBuilder().setConfig(config).build())
        .getSession();
  }

  private static AggregateRequest.Builder request(Session session, long epoch, long step) {
    Random random = new Random(step);
    return AggregateRequest.newBuilder()
        .setSessionId(session.getSessionId())
        .setFingerprint(session.getFingerprint())
        .setWorker("w0")
        .setEpoch(epoch)
        .setStep(step)
        .setFeatures(WireTensors.f32(gaussian(random, EXAMPLES * Examples.DIM), EXAMPLES, 2))
        .addTasks(
            TaskContribution.newBuilder()
                .setTask("age")
                .setLabels(WireTensors.f32(gaussian(random, EXAMPLES), EXAMPLES))
                .setHead(WireTensors.f32(gaussian(random, 3), 1, 3)))
        .addTasks(
            TaskContribution.newBuilder()
                .setTask("tags")
                .setLabels(WireTensors.bool(new int[] {1, 0, 0, 1, 1, 1, 0, 0, 1, 0}, EXAMPLES, 2))
                .setHead(WireTensors.f32(gaussian(random, 6), 2, 3)))
        .addTasks(
            TaskContribution.newBuilder()
                .setTask("kind")
                .setLabels(WireTensors.i32(new int[] {2, 0, 1, 1, 0}, EXAMPLES))
                .setHead(WireTensors.f32(gaussian(random, 9), 3, 3)));
  }

  private static float[] gaussian(Random random, int size) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
