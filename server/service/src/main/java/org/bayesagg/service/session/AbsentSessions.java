package org.bayesagg.service.session;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;

/** Sessions that are kept and not served: they are being read, or cannot be. Thread-safe. */
final class AbsentSessions {
  private final ConcurrentSkipListMap<String, Absent> byName = new ConcurrentSkipListMap<>();

  /** {@code stored} is null while nothing but waiting helps. */
  private record Absent(SessionException why, SessionStorage.Stored stored) {}

  void put(String id, SessionException why, SessionStorage.Stored stored) {
    byName.put(id, new Absent(why, stored));
  }

  void remove(String id) {
    byName.remove(id);
  }

  boolean contains(String id) {
    return byName.containsKey(id);
  }

  /** Throws why a session is not served, if it is one of these. */
  void refuse(String id) {
    Absent found = byName.get(id);
    if (found != null) {
      throw found.why;
    }
  }

  /** Why each of those that were set aside was, by name. */
  SortedMap<String, SessionException> setAside() {
    SortedMap<String, SessionException> found = new TreeMap<>();
    byName.forEach(
        (id, one) -> {
          if (one.why.reason() == SessionException.Reason.SESSION_SET_ASIDE) {
            found.put(id, one.why);
          }
        });
    return found;
  }

  /** Deletes one that was set aside; refuses where it is not known or being read. */
  CompletableFuture<Void> delete(String id) {
    Absent found = byName.get(id);
    if (found == null) {
      throw Refusal.notFound(id);
    }
    if (found.why.reason() != SessionException.Reason.SESSION_SET_ASIDE) {
      throw found.why;
    }
    try {
      found.stored.delete();
    } catch (StorageException e) {
      throw Refusal.notKept(id, e);
    }
    byName.remove(id);
    return CompletableFuture.completedFuture(null);
  }
}
