package org.bayesagg.service.session;

import java.util.HashSet;
import java.util.Set;

/**
 * Names and memory of the sessions of a server, taken before a session is made. Thread-safe.
 *
 * <p>Memory is held until it is free, not just until its session is gone.
 */
final class Reservations {
  private final SessionLimits limits;
  private final Footprints footprints;

  /** Names of sessions that are served, or being made. Guarded by this, as is what follows. */
  private final Set<String> names = new HashSet<>();

  private long bytes;
  private int alive;
  private boolean closed;

  Reservations(SessionLimits limits, Footprints footprints) {
    this.limits = limits;
    this.footprints = footprints;
  }

  /** Takes a name and memory, or refuses and takes nothing. */
  synchronized void take(String id, SessionSettings settings, SessionFootprint footprint) {
    if (closed) {
      throw Refusal.draining();
    }
    if (names.contains(id)) {
      throw Refusal.exists(id);
    }
    if (names.size() >= limits.maxSessions()) {
      throw Refusal.tooManySessions(limits.maxSessions());
    }
    if (footprint.totalBytes() > limits.maxSessionBytes()) {
      throw Refusal.footprintOverSession(
          id,
          footprint.totalBytes(),
          limits.maxSessionBytes(),
          CheaperSettings.advise(footprints, settings, limits.maxSessionBytes()));
    }
    long room = limits.maxTotalBytes() - bytes;
    if (footprint.totalBytes() > room) {
      throw Refusal.footprintTooLarge(
          id,
          footprint.totalBytes(),
          room,
          limits.maxTotalBytes(),
          CheaperSettings.advise(footprints, settings, room));
    }
    bytes += footprint.totalBytes();
    alive++;
    names.add(id);
  }

  /** The name may be taken again; the memory is not free yet. */
  synchronized void leave(String id) {
    names.remove(id);
  }

  /** The memory is free. */
  synchronized void release(SessionFootprint footprint) {
    bytes -= footprint.totalBytes();
    alive--;
    notifyAll();
  }

  /** A session was not made after all. */
  synchronized void giveUp(String id, SessionFootprint footprint) {
    leave(id);
    release(footprint);
  }

  /** Refuses whatever comes. */
  synchronized void close() {
    closed = true;
  }

  /** Waits until all memory is free. */
  synchronized void awaitNone() {
    boolean interrupted = false;
    while (alive > 0) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
