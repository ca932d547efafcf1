package org.bayesagg.service.session;

import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.bayesagg.math.state.StateInput;
import org.bayesagg.math.state.StateOutput;

/** Where sessions outlive their process. Thread-safe; calls may wait for a disk. */
public interface SessionStorage extends AutoCloseable {
  /** Keeps nothing. */
  SessionStorage NONE =
      new SessionStorage() {
        @Override
        public ChangeLog create(Description session) {
          return ChangeLog.NONE;
        }

        @Override
        public ChangeLog adopt(
            Description session, LedgerState ledger, Consumer<StateOutput> maths) {
          return ChangeLog.NONE;
        }

        @Override
        public List<Stored> stored() {
          return List.of();
        }

        @Override
        public void reopen() {}

        @Override
        public StorageException failure() {
          return null;
        }

        @Override
        public void close() {}
      };

  /** What a session is, fixed for its life. */
  record Description(String id, String fingerprint, SessionSettings settings, Instant createTime) {}

  /**
   * Keeps a new session; it is kept when this returns.
   *
   * @throws StorageException if it cannot be
   */
  ChangeLog create(Description session);

  /**
   * Keeps a session that has counted something elsewhere; all of it is kept when this returns.
   *
   * @param maths writes what the maths keep; called before this returns
   * @throws StorageException if it cannot be
   */
  ChangeLog adopt(Description session, LedgerState ledger, Consumer<StateOutput> maths);

  /**
   * What is kept, by name.
   *
   * @throws StorageException if nothing can be read at all
   */
  List<Stored> stored();

  /**
   * Makes ready to keep again, after something could not be kept. Does nothing where nothing
   * failed.
   *
   * @throws StorageException if it still cannot
   */
  void reopen();

  /** Why nothing can be kept at the moment, or null. */
  StorageException failure();

  @Override
  void close();

  /** A session that is kept, and is not open. */
  interface Stored {
    /** Its name. */
    String id();

    /**
     * What it is.
     *
     * @throws StorageException if that cannot be read
     */
    Description describe();

    /**
     * Reads the session into {@code into}, and goes on keeping it.
     *
     * @throws StorageException if what is kept is not all that was acknowledged, or not readable
     */
    ChangeLog read(Reader into);

    /**
     * Ends it for good.
     *
     * @throws StorageException if that cannot be kept
     */
    void delete();
  }

  /** Takes a session in: at most one state, then the changes after it. */
  interface Reader {
    /** The last snapshot; {@code maths} is lent until the call returns. */
    void state(LedgerState ledger, StateInput maths);

    /** A change; one that fails changes nothing. */
    void change(Change change);
  }
}
