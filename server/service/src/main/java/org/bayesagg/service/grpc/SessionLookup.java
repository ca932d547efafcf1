package org.bayesagg.service.grpc;

import java.util.Map;
import org.bayesagg.service.session.Session;
import org.bayesagg.service.session.SessionException;
import org.bayesagg.service.session.SessionRegistry;

/** Finds the session that a call names and makes sure that both mean the same configuration. */
final class SessionLookup {
  private final SessionRegistry registry;

  SessionLookup(SessionRegistry registry) {
    this.registry = registry;
  }

  /**
   * The session.
   *
   * @throws SessionException SESSION_NOT_FOUND or FINGERPRINT_MISMATCH
   */
  Session find(String id, String fingerprint) {
    Session session = registry.get(id);
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
}
