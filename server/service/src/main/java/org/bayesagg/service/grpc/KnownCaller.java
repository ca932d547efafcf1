package org.bayesagg.service.grpc;

import java.util.function.Supplier;
import org.bayesagg.service.access.Access;
import org.bayesagg.service.access.AccessDeniedException;
import org.bayesagg.service.access.Credentials;
import org.bayesagg.service.access.Identity;

/**
 * Whoever makes a call. A stream may last as long as a training: who it is, and what it may do, is
 * found out anew when what is known of callers has changed. Thread-safe.
 */
final class KnownCaller {
  private final Supplier<Access> access;
  private final Credentials credentials;
  private volatile Known known;

  private record Known(Access by, Identity identity) {}

  /**
   * A caller that is known now.
   *
   * @throws AccessDeniedException where it is not
   */
  KnownCaller(Supplier<Access> access, Credentials credentials) {
    this.access = access;
    this.credentials = credentials;
    known = identify(access.get());
  }

  /**
   * Who it is, by what is in force.
   *
   * @throws AccessDeniedException where it is no longer known
   */
  Identity identity() {
    Access now = access.get();
    Known last = known;
    if (last.by != now) {
      last = identify(now);
      known = last;
    }
    return last.identity;
  }

  private Known identify(Access now) {
    return new Known(now, now.identify(credentials));
  }
}
