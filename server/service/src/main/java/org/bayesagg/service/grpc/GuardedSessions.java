package org.bayesagg.service.grpc;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.bayesagg.math.state.StateInput;
import org.bayesagg.service.access.AccessDeniedException;
import org.bayesagg.service.access.Identity;
import org.bayesagg.service.access.Right;
import org.bayesagg.service.session.LedgerState;
import org.bayesagg.service.session.Session;
import org.bayesagg.service.session.SessionException;
import org.bayesagg.service.session.SessionRegistry;
import org.bayesagg.service.session.SessionSettings;
import org.bayesagg.service.session.SessionStorage;

/**
 * The sessions as the caller of the running call may use them: the only way from the wire to them.
 *
 * <p>Every method throws {@link AccessDeniedException} where the caller has no right to what it
 * asks for, before it looks whether there is such a session.
 */
final class GuardedSessions {
  private final SessionRegistry registry;

  GuardedSessions(SessionRegistry registry) {
    this.registry = registry;
  }

  /** Creates a session. */
  Session create(String id, String fingerprint, SessionSettings settings) {
    require(CallerIdentity.current(), Right.ADMINISTER, id);
    return registry.create(id, fingerprint, settings);
  }

  /** Takes one in, for a caller whose message has been read on another thread. */
  Session adopt(
      Identity caller, SessionStorage.Description session, LedgerState ledger, StateInput maths) {
    require(caller, Right.ADMINISTER, session.id());
    return registry.adopt(session, ledger, maths);
  }

  /** The session, for a caller who has that right on it. */
  Session get(Right right, String id) {
    require(CallerIdentity.current(), right, id);
    return registry.get(id);
  }

  /**
   * The same, where both must mean the same configuration.
   *
   * @throws SessionException SESSION_NOT_FOUND or FINGERPRINT_MISMATCH
   */
  Session find(Right right, String id, String fingerprint) {
    Session session = get(right, id);
    if (!session.fingerprint().equals(fingerprint)) {
      throw new SessionException(
          SessionException.Reason.FINGERPRINT_MISMATCH,
          "the call was made for another configuration of session "
              + id
              + ": read it with GetSession and repeat its fingerprint",
          Map.of("session", id, "fingerprint", session.fingerprint()),
          null);
    }
    return session;
  }

  /** Those that the caller may see, by name. */
  List<Session> list() {
    Identity caller = CallerIdentity.current();
    return registry.list().stream()
        .filter(session -> caller.may(Right.READ, session.id()))
        .toList();
  }

  /** Those that the caller may see and that are not served, and why. */
  SortedMap<String, SessionException> setAside() {
    Identity caller = CallerIdentity.current();
    SortedMap<String, SessionException> visible = new TreeMap<>(registry.setAside());
    visible.keySet().removeIf(id -> !caller.may(Right.READ, id));
    return visible;
  }

  /** Deletes a session. */
  CompletableFuture<Void> delete(String id) {
    require(CallerIdentity.current(), Right.ADMINISTER, id);
    return registry.delete(id);
  }

  private static void require(Identity caller, Right right, String id) {
    if (!caller.may(right, id)) {
      throw AccessDeniedException.without(caller, right, id);
    }
  }
}
