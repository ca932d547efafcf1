package org.bayesagg.service.session;

import java.util.List;
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

  /** Those that were set aside, by name. */
  List<String> setAside() {
    return byName.entrySet().stream()
        .filter(entry -> entry.getValue().why.reason() == SessionException.Reason.SESSION_SET_ASIDE)
        .map(java.util.Map.Entry::getKey)
        .toList();
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
