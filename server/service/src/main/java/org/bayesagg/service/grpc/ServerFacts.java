package org.bayesagg.service.grpc;

import org.bayesagg.math.Engine;
import org.bayesagg.service.session.SessionLimits;
import org.bayesagg.v1.GetServerInfoResponse;
import org.bayesagg.v1.ServerLimits;

/**
 * What the server is and what it holds to.
 *
 * @param version of the software
 * @param engine what the maths run on, which may change
 * @param sessions limits of the sessions
 * @param maxMessageBytes of a unary message
 * @param maxContributionBytes of all tensors of one contribution
 * @param maxStreamContributions unanswered contributions of one stream
 * @param maxConcurrentSteps contributions at a time, over all sessions
 */
public record ServerFacts(
    String version,
    Engine engine,
    SessionLimits sessions,
    int maxMessageBytes,
    long maxContributionBytes,
    int maxStreamContributions,
    int maxConcurrentSteps) {

  GetServerInfoResponse toMessage() {
    return GetServerInfoResponse.newBuilder()
        .setVersion(version)
        .setEngine(engine.name())
        .setEngineDetail(engine.detail())
        .setLimits(
            ServerLimits.newBuilder()
                .setMaxMessageBytes(maxMessageBytes)
                .setMaxContributionBytes(maxContributionBytes)
                .setMaxSessions(sessions.maxSessions())
                .setMaxTotalBytes(sessions.maxTotalBytes())
                .setMaxWorkersPerSession(sessions.maxWorkersPerSession())
                .setMaxQueuedContributions(sessions.maxQueuedContributions())
                .setMaxSessionBytes(sessions.maxSessionBytes())
                .setMaxConcurrentSteps(maxConcurrentSteps))
        .build();
  }

  StreamLimits streamLimits() {
    return new StreamLimits(maxStreamContributions, maxContributionBytes);
  }
}
