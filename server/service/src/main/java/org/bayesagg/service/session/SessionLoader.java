package org.bayesagg.service.session;

import org.bayesagg.math.state.StateInput;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes ledgers: empty ones, and those of sessions that are kept. Thread-safe. */
final class SessionLoader {
  private static final Logger log = LoggerFactory.getLogger(SessionLoader.class);

  private final StepMaths.Factory maths;
  private final SessionStorage storage;
  private final Timers timers;

  SessionLoader(StepMaths.Factory maths, SessionStorage storage, Timers timers) {
    this.maths = maths;
    this.storage = storage;
    this.timers = timers;
  }

  /** The ledger of a new session, which is kept from now on. */
  Ledger create(SessionStorage.Description session) {
    Ledger ledger = fresh(session, maths.create(session.settings().spec()));
    try {
      ledger.keepIn(storage.create(session));
      return ledger;
    } catch (RuntimeException | Error e) {
      ledger.maths().close();
      throw e;
    }
  }

  /** The ledger of a session that was copied elsewhere, which is kept here from now on. */
  Ledger adopt(SessionStorage.Description session, LedgerState saved, StateInput from) {
    Ledger ledger = fresh(session, maths.restore(session.settings().spec(), from));
    try {
      ledger.restore(saved);
      ledger.keepIn(storage.adopt(session, saved, ledger.maths()::save));
      return ledger;
    } catch (RuntimeException | Error e) {
      ledger.maths().close();
      throw e;
    }
  }

  /**
   * The ledger of a session that is kept, which goes on being kept.
   *
   * @throws StorageException if it cannot be read
   */
  Ledger load(SessionStorage.Stored stored, SessionStorage.Description session) {
    Loading loading = new Loading(session);
    try {
      ChangeLog changes = stored.read(loading);
      Ledger ledger = loading.ledger();
      ledger.maths().settle();
      ledger.keepIn(changes);
      return ledger;
    } catch (RuntimeException | Error e) {
      if (loading.ledger != null) {
        loading.ledger.maths().close();
      }
      throw e;
    }
  }

  private Ledger fresh(SessionStorage.Description session, StepMaths own) {
    return new Ledger(session.settings(), own, timers::nanoTime, ChangeLog.NONE);
  }

  /** A session as it is being read. */
  private final class Loading implements SessionStorage.Reader {
    private final SessionStorage.Description session;
    private Ledger ledger;

    Loading(SessionStorage.Description session) {
      this.session = session;
    }

    Ledger ledger() {
      if (ledger == null) {
        ledger = fresh(session, maths.create(session.settings().spec()));
      }
      return ledger;
    }

    @Override
    public void state(LedgerState saved, StateInput from) {
      ledger = fresh(session, maths.restore(session.settings().spec(), from));
      ledger.restore(saved);
    }

    @Override
    public void change(Change change) {
      try {
        ledger().replay(change);
      } catch (RuntimeException e) {
        // It failed when it came, or its failure was about to be answered when the process ended.
        log.warn("session {}: a change that is kept has failed", session.id(), e);
      }
    }
  }
}
