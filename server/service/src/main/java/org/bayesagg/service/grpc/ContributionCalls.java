package org.bayesagg.service.grpc;

import org.bayesagg.service.codec.ContributionDecoder;
import org.bayesagg.service.codec.PendingContribution;
import org.bayesagg.service.metrics.PhaseMetrics;
import org.bayesagg.service.session.Session;
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
   * Finds the session and checks the request; nothing is counted yet.
   *
   * @param mayAnnounce whether tensors may be announced
   */
  ContributionCall begin(AggregateRequest request, boolean mayAnnounce) {
    long start = System.nanoTime();
    Session session = sessions.find(request.getSessionId(), request.getFingerprint());
    ContributionDecoder decoder = new ContributionDecoder(session.settings(), maxContributionBytes);
    PendingContribution pending = decoder.begin(request, mayAnnounce);
    return new ContributionCall(
        session, pending, request.getOutputs(), phases, System.nanoTime() - start);
  }
}
