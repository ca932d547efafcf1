package org.bayesagg.service.grpc;

import java.util.concurrent.CompletableFuture;
import org.bayesagg.service.access.Right;
import org.bayesagg.service.codec.RequestChecks;
import org.bayesagg.service.session.Session;
import org.bayesagg.service.session.WorkerPlace;
import org.bayesagg.v1.JoinSessionRequest;
import org.bayesagg.v1.LeaveSessionRequest;
import org.bayesagg.v1.ResizeSessionRequest;

/** Workers that come and go. */
final class WorkerCalls {
  private final GuardedSessions sessions;

  WorkerCalls(GuardedSessions sessions) {
    this.sessions = sessions;
  }

  CompletableFuture<WorkerPlace> join(JoinSessionRequest request) {
    RequestChecks.check(request);
    return sessions
        .find(Right.CONTRIBUTE, request.getSessionId(), request.getFingerprint())
        .join(
            request.getWorker(),
            RequestChecks.place(request.hasAcknowledged(), request.getAcknowledged()));
  }

  CompletableFuture<Void> leave(LeaveSessionRequest request) {
    RequestChecks.check(request);
    return sessions
        .find(Right.CONTRIBUTE, request.getSessionId(), request.getFingerprint())
        .leave(request.getWorker());
  }

  CompletableFuture<Session> resize(ResizeSessionRequest request) {
    RequestChecks.check(request);
    Session session =
        sessions.find(Right.ADMINISTER, request.getSessionId(), request.getFingerprint());
    int quorum = request.getQuorum() == 0 ? request.getWorkers() : request.getQuorum();
    return session.resize(request.getWorkers(), quorum).thenApply(done -> session);
  }
}
