package org.bayesagg.service.access;

/** A call of somebody who is not known, or may not do that. Nothing has changed. */
public final class AccessDeniedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why; stable for machines. */
  public enum Reason {
    /** Nobody can tell who calls. */
    UNAUTHENTICATED,
    /** Whoever calls may not do that. */
    PERMISSION_DENIED
  }

  private final Reason reason;

  private AccessDeniedException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** Nobody can tell who calls. */
  static AccessDeniedException unknown(String why) {
    return new AccessDeniedException(Reason.UNAUTHENTICATED, why);
  }

  /**
   * Whoever calls may not do that. Whether there is such a session is not told to those who may not
   * see it.
   */
  public static AccessDeniedException without(Identity identity, Right right, String session) {
    return new AccessDeniedException(
        Reason.PERMISSION_DENIED,
        identity.name()
            + " has no right to "
            + right.name().toLowerCase(java.util.Locale.ROOT)
            + (session.isEmpty() ? " all sessions" : " session " + session));
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
