package org.bayesagg.client;

import io.grpc.Deadline;
import io.grpc.Status;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.bayesagg.v1.AggregationServiceGrpc;
import org.bayesagg.v1.CreateSessionRequest;
import org.bayesagg.v1.GetSessionRequest;
import org.bayesagg.v1.Session;

/** Creates a session so that a repeated call, or another worker's, does no harm. */
final class SessionCreation {
  private final GrpcAggregationClient client;
  private final CreateSessionRequest request;
  private final Deadline deadline;

  SessionCreation(GrpcAggregationClient client, String id, SessionOptions options) {
    this.client = client;
    request =
        CreateSessionRequest.newBuilder()
            .setSessionId(id)
            .setConfig(ConfigEncoder.encode(options))
            .build();
    deadline = client.deadline();
  }

  /** A session that exists already is taken only by a repetition: then the first call made it. */
  CompletableFuture<SessionInfo> create() {
    return client
        .retrier()
        .call(deadline, attempt -> attempt == 1 ? createOnce() : orExisting(createOnce()));
  }

  /** A session that exists already is taken where its choices are the same. */
  CompletableFuture<SessionInfo> createOrJoin() {
    return client
        .retrier()
        .call(
            deadline,
            attempt -> {
              CompletableFuture<SessionInfo> creation = createOnce();
              return Futures.orElse(
                  orExisting(creation),
                  failure -> failure.reason() == ErrorReason.PERMISSION_DENIED,
                  // Who may not create may still take part in what somebody else has created.
                  () ->
                      Futures.orElse(
                          existing(),
                          failure -> failure.reason() == ErrorReason.SESSION_NOT_FOUND,
                          () -> creation));
            });
  }

  private CompletableFuture<SessionInfo> createOnce() {
    return client.convert(
        client.calls().unary(AggregationServiceGrpc.getCreateSessionMethod(), request, deadline),
        response -> SessionDecoder.session(response.getSession()));
  }

  private CompletableFuture<SessionInfo> orExisting(CompletableFuture<SessionInfo> creation) {
    return Futures.orElse(
        creation, failure -> failure.reason() == ErrorReason.SESSION_EXISTS, this::existing);
  }

  private CompletableFuture<SessionInfo> existing() {
    return client.convert(
        client
            .calls()
            .unary(
                AggregationServiceGrpc.getGetSessionMethod(),
                GetSessionRequest.newBuilder().setSessionId(request.getSessionId()).build(),
                deadline),
        response -> same(response.getSession()));
  }

  private SessionInfo same(Session existing) {
    Optional<String> different = ConfigDifference.first(request.getConfig(), existing.getConfig());
    if (different.isPresent()) {
      throw client
          .errors()
          .local(
              Status.Code.FAILED_PRECONDITION,
              ErrorReason.FINGERPRINT_MISMATCH,
              "session %s exists with another configuration: %s differs"
                  .formatted(existing.getSessionId(), different.get()));
    }
    return SessionDecoder.session(existing);
  }
}
