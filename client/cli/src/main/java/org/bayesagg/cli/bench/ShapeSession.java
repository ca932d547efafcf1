package org.bayesagg.cli.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.bayesagg.cli.server.Endpoint;
import org.bayesagg.client.AggregationClient;
import org.bayesagg.client.AggregationSession;
import org.bayesagg.client.Preset;
import org.bayesagg.client.SessionOptions;
import org.bayesagg.client.SessionOptionsBuilder;
import org.bayesagg.client.TaskOptions;

/** A session of a shape whose prior stands, and its workers, each with its own connection. */
final class ShapeSession implements AutoCloseable {
  private static final Duration CALL_TIMEOUT = Duration.ofMinutes(2);

  private static final long SEED = 20240704;
  private static final int BATCHES = 4;

  /** Evidence of the first epoch, in examples a feature: that of the yardstick's prior. */
  private static final int EVIDENCE = 4;

  private static final int ROBUST_STEPS = 3;
  private static final double UNCERTAINTY_EXPONENT = 0.5;

  private final List<AggregationClient> clients = new ArrayList<>();
  private final List<Lane> lanes = new ArrayList<>();
  private String id;
  private long footprintBytes;

  private final Terms terms;

  private ShapeSession(Terms terms) {
    this.terms = terms;
  }

  /**
   * What its workers do beside their steps.
   *
   * @param patience how long a step may take, repetitions included
   * @param replayWindow answers kept for each worker; 0: the server's default
   */
  record Terms(Duration patience, int replayWindow) {
    /** Those of workers that wait for every answer. */
    static final Terms STANDARD = new Terms(CALL_TIMEOUT, 0);
  }

  /** Creates the session and brings it to its second epoch. */
  static ShapeSession open(Endpoint target, Shape shape, BenchOptions options, Terms terms) {
    ShapeSession session = new ShapeSession(terms);
    try {
      session.create(target, shape, options);
      return session;
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
  }

  private void create(Endpoint target, Shape shape, BenchOptions options) {
    SessionOptions choices = choices(shape, options);
    List<Batch> batches =
        Batch.some(batches(shape), shape, choices.tasks(), new SplittableRandom(SEED));
    AggregationSession session = connect(target, options, CALL_TIMEOUT).createSession(choices);
    id = session.id();
    footprintBytes = session.info().footprint().totalBytes();
    for (int i = 0; i < options.workers(); i++) {
      // A server that is still cold may take longer over a first step than a worker waits later.
      AggregationSession own =
          i == 0 && terms.patience().equals(CALL_TIMEOUT)
              ? session
              : connect(target, options, terms.patience()).joinSession(id);
      lanes.add(new Lane(own, worker(i), options.featureType(), batches));
    }
    firstEpoch(shape, new Lane(session, worker(0), options.featureType(), batches));
  }

  private static String worker(int number) {
    return "worker-" + number;
  }

  private void firstEpoch(Shape shape, Lane first) {
    for (int i = firstSteps(shape); i > 0; i--) {
      first.step();
    }
    first.finishEpoch();
    for (Lane lane : lanes) {
      lane.enter(1);
    }
  }

  /** As many different examples as make a precision of full rank, and then some. */
  private static int batches(Shape shape) {
    return Math.max(BATCHES, EVIDENCE * shape.features() / shape.examples());
  }

  private static int firstSteps(Shape shape) {
    return shape.preset() == Preset.ROBUST
        ? ROBUST_STEPS
        : (int) Math.ceil((double) EVIDENCE * shape.features() / shape.examples());
  }

  private SessionOptions choices(Shape shape, BenchOptions options) {
    boolean robust = shape.preset() == Preset.ROBUST;
    SessionOptionsBuilder builder =
        SessionOptions.builder(shape.features())
            .preset(shape.preset())
            .maxExamplesPerStep(
                options.maxExamples() > 0 ? options.maxExamples() : shape.examples());
    if (robust && options.refreshInterval() > 0) {
      builder.refreshInterval(options.refreshInterval());
    }
    if (terms.replayWindow() > 0) {
      builder.replayWindow(terms.replayWindow());
    }
    for (int i = 0; i < shape.parts().size(); i++) {
      Shape.Part part = shape.parts().get(i);
      TaskOptions task = TaskOptions.of("task-" + i, part.likelihood(), part.outputs());
      builder.task(robust ? task : task.withUncertaintyExponent(UNCERTAINTY_EXPONENT));
    }
    return builder.build();
  }

  private AggregationClient connect(Endpoint target, BenchOptions options, Duration patience) {
    AggregationClient client =
        AggregationClient.connect(
            target
                .options()
                .callTimeout(CALL_TIMEOUT)
                .stepTimeout(patience)
                .streamUse(options.transport().use())
                .build());
    clients.add(client);
    return client;
  }

  /** Memory that the session was said to take when it was created. */
  long footprintBytes() {
    return footprintBytes;
  }

  /** Its workers. */
  List<Lane> lanes() {
    return lanes;
  }

  /** Deletes the session, where there is one. */
  @Override
  public void close() {
    try {
      if (id != null) {
        clients.get(0).deleteSession(id);
      }
    } finally {
      clients.forEach(AggregationClient::close);
    }
  }
}
