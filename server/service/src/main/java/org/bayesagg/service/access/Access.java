package org.bayesagg.service.access;

/** Tells who calls. Thread-safe. */
public interface Access {
  /** Nobody has to say who they are, and everybody may do everything. */
  Access OPEN = credentials -> Identity.unrestricted(credentials.address());

  /** Whoever has a certificate may do everything. */
  Access CERTIFIED =
      credentials -> {
        if (credentials.certificate() == null) {
          throw AccessDeniedException.unknown("a client certificate is needed, and there is none");
        }
        return Identity.unrestricted(credentials.certificate().first());
      };

  /**
   * Who it is.
   *
   * @throws AccessDeniedException where nobody can tell
   */
  Identity identify(Credentials credentials);
}
