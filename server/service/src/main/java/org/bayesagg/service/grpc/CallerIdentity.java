package org.bayesagg.service.grpc;

import io.grpc.Context;
import org.bayesagg.service.access.Identity;

/** Who has made the running call. */
final class CallerIdentity {
  private static final Context.Key<Identity> KEY = Context.key("identity");

  private CallerIdentity() {}

  /** Goes with a call. */
  static Context with(Identity identity) {
    return Context.current().withValue(KEY, identity);
  }

  /** Who it is; only within a call's method, or a message of it. */
  static Identity current() {
    Identity identity = KEY.get();
    if (identity == null) {
      throw new IllegalStateException("a call came past the authentication");
    }
    return identity;
  }
}
