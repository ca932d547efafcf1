package org.bayesagg.service.fake;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import org.bayesagg.math.state.StateInput;
import org.bayesagg.service.session.LedgerState;
import org.bayesagg.service.session.Session;
import org.bayesagg.service.session.SessionException;
import org.bayesagg.service.session.SessionRegistry;
import org.bayesagg.service.session.SessionSettings;
import org.bayesagg.service.session.SessionStorage;

/** A registry of fake sessions. */
public final class FakeRegistry implements SessionRegistry {
  private final Map<String, FakeSession> sessions = new ConcurrentSkipListMap<>();

  /** What {@link #setAside} answers. */
  public final SortedMap<String, SessionException> setAside = new TreeMap<>();

  @Override
  public FakeSession create(String id, String fingerprint, SessionSettings settings) {
    FakeSession session = new FakeSession(id, fingerprint, settings);
    if (sessions.putIfAbsent(id, session) != null) {
      throw refusal(SessionException.Reason.SESSION_EXISTS, id);
    }
    return session;
  }

  @Override
  public FakeSession adopt(
      SessionStorage.Description session, LedgerState ledger, StateInput maths) {
    throw new UnsupportedOperationException("a fake has no state");
  }

  @Override
  public FakeSession get(String id) {
    FakeSession session = sessions.get(id);
    if (session == null) {
      throw refusal(SessionException.Reason.SESSION_NOT_FOUND, id);
    }
    return session;
  }

  @Override
  public List<Session> list() {
    return new ArrayList<>(sessions.values());
  }

  @Override
  public SortedMap<String, SessionException> setAside() {
    return setAside;
  }

  @Override
  public CompletableFuture<Void> delete(String id) {
    get(id);
    sessions.remove(id);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void drain(Duration deadline) {}

  @Override
  public void close() {}

  private static SessionException refusal(SessionException.Reason reason, String id) {
    return new SessionException(reason, "about " + id, Map.of("session", id), null);
  }
}
