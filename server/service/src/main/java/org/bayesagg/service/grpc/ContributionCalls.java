package org.bayesagg.service.grpc;

import java.util.concurrent.CompletableFuture;
import org.bayesagg.service.access.Right;
import org.bayesagg.service.codec.ContributionDecoder;
import org.bayesagg.service.codec.PendingContribution;
import org.bayesagg.service.metrics.PhaseMetrics;
import org.bayesagg.service.session.Answer;
import org.bayesagg.service.session.Caller;
import org.bayesagg.service.session.Contribution;
import org.bayesagg.service.session.ContributionKey;
import org.bayesagg.service.session.Session;
import org.bayesagg.service.session.SessionException;
import org.bayesagg.service.tracing.Trace;
import org.bayesagg.v1.AggregateRequest;

/** Begins contributions, unary or streamed. */
final class ContributionCalls {
  private final GuardedSessions sessions;
  private final PhaseMetrics phases;
  private final StepGate gate;
  private final long maxContributionBytes;

  ContributionCalls(
      GuardedSessions sessions, PhaseMetrics phases, StepGate gate, long maxContributionBytes) {
    this.sessions = sessions;
    this.phases = phases;
    this.gate = gate;
    this.maxContributionBytes = maxContributionBytes;
  }

  /**
   * Finds the session and takes a place in its queue; nothing is read yet.
   *
   * @throws SessionException where there is no place
   * @throws LimitException where the server takes no more
   */
  Entered enter(AggregateRequest request, Caller caller, Trace trace) {
    Session session =
        sessions.find(Right.CONTRIBUTE, request.getSessionId(), request.getFingerprint());
    trace.session(session.id());
    ContributionKey key =
        new ContributionKey(request.getWorker(), request.getEpoch(), request.getStep());
    StepGate.Pass pass = gate.enter(CallerIdentity.current());
    try {
      return new Entered(session, new Place(session.enter(key, caller), pass), trace);
    } catch (RuntimeException | Error e) {
      pass.leave();
      throw e;
    }
  }

  /**
   * A place that is taken; {@link #begin} uses it or gives it up.
   *
   * @param session whose it is
   * @param place in its queue, and within the server
   * @param trace of the call, or of the contribution
   */
  record Entered(Session session, Place place, Trace trace) {}

  /** A place in a session's queue that is one within the server as well. */
  record Place(Session.Place inQueue, StepGate.Pass pass) implements Session.Place {
    @Override
    public CompletableFuture<Answer> contribute(Contribution contribution) {
      CompletableFuture<Answer> answer = inQueue.contribute(contribution);
      return answer.whenComplete((come, thrown) -> pass.leave());
    }

    @Override
    public void leave() {
      inQueue.leave();
      pass.leave();
    }
  }

  /**
   * Checks the request and reads what it carries; nothing is counted yet.
   *
   * @param mayAnnounce whether tensors may be announced
   */
  ContributionCall begin(Entered entered, AggregateRequest request, boolean mayAnnounce) {
    long start = System.nanoTime();
    try {
      Session session = entered.session();
      ContributionDecoder decoder =
          new ContributionDecoder(
              session.settings(), maxContributionBytes, entered.place().pass()::take);
      PendingContribution pending = decoder.begin(request, mayAnnounce);
      return new ContributionCall(
          entered, pending, request.getOutputs(), phases, System.nanoTime() - start);
    } catch (RuntimeException | Error e) {
      entered.place().leave();
      throw e;
    }
  }
}
