package org.bayesagg.client;

import java.nio.file.Path;
import java.util.List;

/**
 * A connection to a BayesAgg server; thread-safe. One channel serves all its sessions.
 *
 * <pre>{@code
 * try (AggregationClient client = AggregationClient.connect("localhost:50051");
 *     AggregationSession session =
 *         client.createSession(
 *             SessionOptions.builder(64)
 *                 .task(TaskOptions.gaussian("age", 1))
 *                 .task(TaskOptions.categorical("kind", 5))
 *                 .build())) {
 *   StepAnswer answer =
 *       session.aggregate(
 *           Contribution.builder("worker-0", epoch, step)
 *               .features(features)
 *               .task(TaskInput.labels("age", ages, ageHead))
 *               .task(TaskInput.classes("kind", kinds, kindHead))
 *               .build());
 *   backpropagate(answer.direction().floats());
 * }
 * }</pre>
 *
 * <p>Calls throw {@link AggregationException}. What may pass (server away or draining, quorum
 * missed, queue full) is repeated by itself within the call's time: every call may be.
 */
public interface AggregationClient extends AutoCloseable {

  /** Connects; the first call finds out whether anybody is there. */
  static AggregationClient connect(ClientOptions options) {
    return GrpcAggregationClient.connect(options);
  }

  /** Connects in plaintext to {@code HOST:PORT} with all options at their defaults. */
  static AggregationClient connect(String target) {
    return connect(ClientOptions.builder(target).build());
  }

  /** What the server is. */
  ServerInfo serverInfo();

  /** Creates a session under a name that the client makes up. */
  AggregationSession createSession(SessionOptions options);

  /** Creates a session; refused with {@link ErrorReason#SESSION_EXISTS} where the name is used. */
  AggregationSession createSession(String id, SessionOptions options);

  /**
   * Creates a session, or joins it where it exists with the same choices: what several workers that
   * start together call. Refused with {@link ErrorReason#FINGERPRINT_MISMATCH} where it exists with
   * others.
   */
  AggregationSession createOrJoinSession(String id, SessionOptions options);

  /** Joins a session with the configuration that it has. */
  AggregationSession joinSession(String id);

  /** Where a session stands. */
  SessionInfo session(String id);

  /** All sessions, by name. */
  List<SessionInfo> sessions();

  /** Sessions that are kept and not served, as what is kept of them cannot be read; by name. */
  List<SetAsideSession> sessionsSetAside();

  /** Ends a session and frees what it holds. */
  void deleteSession(String id);

  /**
   * Writes a session as one portable file: configuration, evidence, posteriors, workers, answers
   * kept. The session goes on meanwhile.
   *
   * @throws java.io.UncheckedIOException if it cannot be written
   */
  void exportSession(String id, Path file);

  /**
   * Makes a session from such a file. Refused with {@link ErrorReason#SESSION_EXISTS} where the
   * name is used.
   *
   * @param id its name; null: that in the file
   * @param newRun whether to begin a new run from its evidence and posteriors: at epoch 0, without
   *     steps, workers and kept answers
   * @throws java.io.UncheckedIOException if the file cannot be read
   */
  AggregationSession importSession(Path file, String id, boolean newRun);

  /** Closes all session handles and the connection. */
  @Override
  void close();
}
