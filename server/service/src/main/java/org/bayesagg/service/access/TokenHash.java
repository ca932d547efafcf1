package org.bayesagg.service.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Tokens, and what is kept of them. A token is 32 random bytes: no dictionary holds it, so one
 * round of SHA-256 is enough, which costs a call a microsecond.
 */
public final class TokenHash {
  private static final int TOKEN_BYTES = 32;

  /** Tells people, and scanners for secrets, what it is. */
  private static final String PREFIX = "bayesagg_";

  private TokenHash() {}

  /** A new token. */
  public static String newToken() {
    byte[] random = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(random);
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  /** Its SHA-256 in hexadecimal digits. */
  public static String of(String token) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
