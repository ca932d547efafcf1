package org.bayesagg.service.session;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings sessions back from what is kept of them: all at the start, and single ones that could not
 * keep a change. What cannot be read is set aside, and the others are served. Thread-safe.
 */
final class SessionReading {
  private static final Logger log = LoggerFactory.getLogger(SessionReading.class);

  private final SessionStorage storage;
  private final SessionLoader loader;
  private final Footprints footprints;
  private final Reservations reservations;
  private final AbsentSessions absent;
  private final SessionEnvironment environment;
  private final Admitting admission;
  private final BooleanSupplier draining;

  /** Serves a session. */
  interface Admitting {
    DefaultSession admit(
        SessionStorage.Description session, SessionFootprint footprint, Ledger ledger);
  }

  SessionReading(
      SessionStorage storage,
      SessionLoader loader,
      Footprints footprints,
      Reservations reservations,
      AbsentSessions absent,
      SessionEnvironment environment,
      Admitting admission,
      BooleanSupplier draining) {
    this.storage = storage;
    this.loader = loader;
    this.footprints = footprints;
    this.reservations = reservations;
    this.absent = absent;
    this.environment = environment;
    this.admission = admission;
    this.draining = draining;
  }

  /**
   * Reads all sessions that are kept, several at a time, and returns when each is served or set
   * aside.
   *
   * @throws StorageException if nothing can be read at all
   */
  Recovery readAll(Consumer<Recovery> progress) {
    List<SessionStorage.Stored> kept = storage.stored();
    RecoveryCount count = new RecoveryCount(kept.size(), progress);
    CompletableFuture.allOf(
            kept.stream()
                .map(
                    stored -> {
                      absent.put(stored.id(), Refusal.beingRead(stored.id()), stored);
                      return CompletableFuture.runAsync(
                          () -> count.add(read(stored)), environment.compute());
                    })
                .toArray(CompletableFuture<?>[]::new))
        .join();
    return count.now();
  }

  /** Reads a session; sets it aside and returns false where that fails. */
  private boolean read(SessionStorage.Stored stored) {
    String id = stored.id();
    try {
      SessionStorage.Description session = stored.describe();
      SessionFootprint footprint = footprints.of(session.settings());
      reservations.take(id, session.settings(), footprint);
      try {
        admission.admit(session, footprint, loader.load(stored, session)).resume();
        absent.remove(id);
        return true;
      } catch (RuntimeException | Error e) {
        reservations.giveUp(id, footprint);
        throw e;
      }
    } catch (RuntimeException | Error e) {
      SessionException why = Refusal.setAside(id, e);
      log.error("{}", why.getMessage(), e);
      absent.put(id, why, stored);
      return false;
    }
  }

  /** Reads one again after a while, and again, until that works or cannot. */
  void again(String id) {
    if (draining.getAsBoolean()) {
      return;
    }
    environment
        .timers()
        .schedule(
            Refusal.SUCCESSOR,
            () -> CompletableFuture.runAsync(() -> tryAgain(id), environment.compute()));
  }

  private void tryAgain(String id) {
    try {
      storage.reopen();
      storage.stored().stream()
          .filter(stored -> stored.id().equals(id))
          .findFirst()
          .ifPresentOrElse(this::read, () -> absent.remove(id));
    } catch (StorageException e) {
      log.warn("session {} still waits to be read: {}", id, e.getMessage());
      absent.put(id, Refusal.notKept(id, e), null);
      again(id);
    }
  }
}
