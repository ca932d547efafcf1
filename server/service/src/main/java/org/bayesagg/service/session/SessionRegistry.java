package org.bayesagg.service.session;

import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import org.bayesagg.math.state.StateInput;

/** All sessions of a server. Thread-safe. */
public interface SessionRegistry extends AutoCloseable {
  /**
   * Creates a session, or refuses with SESSION_EXISTS, TOO_MANY_SESSIONS, FOOTPRINT_TOO_LARGE,
   * STORAGE_FAILED or DRAINING.
   */
  Session create(String id, String fingerprint, SessionSettings settings);

  /**
   * Takes a session in that was copied elsewhere, or refuses as {@link #create}.
   *
   * @param maths lent until the call returns
   * @throws org.bayesagg.math.state.CorruptStateException if that is no state of such a session
   */
  Session adopt(SessionStorage.Description session, LedgerState ledger, StateInput maths);

  /** The session, or SESSION_NOT_FOUND. */
  Session get(String id);

  /** All sessions by name. */
  List<Session> list();

  /** Why each session that is kept and cannot be read is not served, by name. */
  SortedMap<String, SessionException> setAside();

  /**
   * Ends a session and frees its memory, or SESSION_NOT_FOUND. Waiting contributions fail with it.
   * Completes when the end is kept and the memory free.
   */
  CompletableFuture<Void> delete(String id);

  /**
   * Refuses new contributions with DRAINING and returns when those accepted are answered, or at the
   * deadline.
   */
  void drain(Duration deadline);

  @Override
  void close();
}
