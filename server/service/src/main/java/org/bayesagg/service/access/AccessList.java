package org.bayesagg.service.access;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The identities of an access file. Immutable. */
final class AccessList implements Access {
  /**
   * How an identity is known.
   *
   * @param tokens SHA-256 of its tokens
   * @param certificates names of its certificates
   */
  record Entry(Identity identity, List<String> tokens, List<String> certificates) {}

  private final Map<String, Identity> byToken = new HashMap<>();
  private final Map<String, Identity> byCertificate = new HashMap<>();

  /** Throws {@code IllegalArgumentException} where two identities would be known by the same. */
  AccessList(List<Entry> entries) {
    for (Entry entry : entries) {
      entry.tokens().forEach(token -> put(byToken, "token", token, entry.identity()));
      entry
          .certificates()
          .forEach(name -> put(byCertificate, "certificate", name, entry.identity()));
    }
  }

  private static void put(Map<String, Identity> known, String what, String key, Identity identity) {
    Identity other = known.put(key, identity);
    if (other != null) {
      throw new IllegalArgumentException(
          what + " " + key + " stands for both " + other.name() + " and " + identity.name());
    }
  }

  @Override
  public Identity identify(Credentials credentials) {
    if (credentials.token() != null) {
      // A wrong token is an error, whatever else there is.
      Identity identity = byToken.get(TokenHash.of(credentials.token()));
      if (identity == null) {
        throw AccessDeniedException.unknown("the token is not known here");
      }
      return identity;
    }
    if (credentials.certificate() != null) {
      return credentials.certificate().known().stream()
          .filter(byCertificate::containsKey)
          .findFirst()
          .map(byCertificate::get)
          .orElseThrow(
              () ->
                  AccessDeniedException.unknown(
                      "the certificate of "
                          + credentials.certificate().first()
                          + " is not known here"));
    }
    throw AccessDeniedException.unknown(
        "a bearer token or a client certificate is needed, and there is none");
  }
}
