package org.bayesagg.service.grpc;

import java.util.List;
import java.util.UUID;
import org.bayesagg.service.codec.ConfigReader;
import org.bayesagg.service.codec.Fingerprint;
import org.bayesagg.service.codec.PageToken;
import org.bayesagg.service.codec.RequestChecks;
import org.bayesagg.service.codec.SessionEncoder;
import org.bayesagg.service.session.Session;
import org.bayesagg.service.session.SessionSettings;
import org.bayesagg.v1.CreateSessionRequest;
import org.bayesagg.v1.CreateSessionResponse;
import org.bayesagg.v1.ListSessionsRequest;
import org.bayesagg.v1.ListSessionsResponse;

/** Creation and listing of sessions. */
final class SessionCalls {
  private static final int DEFAULT_PAGE = 100;

  private final GuardedSessions sessions;

  SessionCalls(GuardedSessions sessions) {
    this.sessions = sessions;
  }

  CreateSessionResponse create(CreateSessionRequest request) {
    RequestChecks.check(request);
    SessionSettings settings = ConfigReader.read(request.getConfig());
    String id =
        request.getSessionId().isEmpty() ? "s-" + UUID.randomUUID() : request.getSessionId();
    Session session = sessions.create(id, Fingerprint.of(settings), settings);
    return CreateSessionResponse.newBuilder().setSession(SessionEncoder.encode(session)).build();
  }

  ListSessionsResponse list(ListSessionsRequest request) {
    RequestChecks.check(request);
    int size = request.getPageSize() == 0 ? DEFAULT_PAGE : request.getPageSize();
    String after = PageToken.read(request.getPageToken());
    List<Session> rest =
        sessions.list().stream()
            .filter(session -> session.id().compareTo(after) > 0)
            .limit(size + 1L)
            .toList();
    ListSessionsResponse.Builder response = ListSessionsResponse.newBuilder();
    rest.stream().limit(size).map(SessionEncoder::encode).forEach(response::addSessions);
    if (rest.size() > size) {
      response.setNextPageToken(PageToken.after(rest.get(size - 1).id()));
    } else {
      sessions
          .setAside()
          .forEach((id, why) -> response.addSetAside(SessionEncoder.setAside(id, why)));
    }
    return response.build();
  }
}
