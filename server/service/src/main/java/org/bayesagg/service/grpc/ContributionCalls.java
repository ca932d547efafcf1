package org.bayesagg.service.grpc;

import org.bayesagg.service.codec.ContributionDecoder;
import org.bayesagg.service.codec.PendingContribution;
import org.bayesagg.service.metrics.PhaseMetrics;
import org.bayesagg.service.session.Caller;
import org.bayesagg.service.session.ContributionKey;
import org.bayesagg.service.session.Session;
import org.bayesagg.service.session.SessionException;
import org.bayesagg.v1.AggregateRequest;

/** Begins contributions, unary or streamed. */
final class ContributionCalls {
  private final SessionLookup sessions;
  private final PhaseMetrics phases;
  private final long maxContributionBytes;

  ContributionCalls(SessionLookup sessions, PhaseMetrics phases, long maxContributionBytes) {
    this.sessions = sessions;
    this.phases = phases;
    this.maxContributionBytes = maxContributionBytes;
  }

  /**
   * Finds the session and takes a place in its queue; nothing is read yet.
   *
   * @throws SessionException where there is no place
   */
  Entered enter(AggregateRequest request, Caller caller) {
    Session session = sessions.find(request.getSessionId(), request.getFingerprint());
    ContributionKey key =
        new ContributionKey(request.getWorker(), request.getEpoch(), request.getStep());
    return new Entered(session, session.enter(key, caller));
  }

  /**
   * A place that is taken; {@link #begin} uses it or gives it up.
   *
   * @param session whose it is
   * @param place in its queue
   */
  record Entered(Session session, Session.Place place) {}

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
          new ContributionDecoder(session.settings(), maxContributionBytes);
      PendingContribution pending = decoder.begin(request, mayAnnounce);
      return new ContributionCall(
          session,
          entered.place(),
          pending,
          request.getOutputs(),
          phases,
          System.nanoTime() - start);
    } catch (RuntimeException | Error e) {
      entered.place().leave();
      throw e;
    }
  }
}
