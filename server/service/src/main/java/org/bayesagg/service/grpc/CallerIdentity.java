package org.bayesagg.service.grpc;

import io.grpc.Context;
import org.bayesagg.service.access.AccessDeniedException;
import org.bayesagg.service.access.Identity;

/** Who has made the running call. */
final class CallerIdentity {
  private static final Context.Key<KnownCaller> KEY = Context.key("caller");

  private CallerIdentity() {}

  /** Goes with a call. */
  static Context with(KnownCaller caller) {
    return Context.current().withValue(KEY, caller);
  }

  /**
   * Who it is; only within a call's method, or a message of it.
   *
   * @throws AccessDeniedException where it is no longer known
   */
  static Identity current() {
    KnownCaller caller = KEY.get();
    if (caller == null) {
      throw new IllegalStateException("a call came past the authentication");
    }
    return caller.identity();
  }
}
