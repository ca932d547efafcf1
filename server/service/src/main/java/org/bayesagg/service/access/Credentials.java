package org.bayesagg.service.access;

import java.security.cert.X509Certificate;

/**
 * What a caller shows.
 *
 * @param token without its scheme; null: none
 * @param certificate whose signature has been checked; null: none
 * @param address where the call comes from, for callers who need not say who they are
 */
public record Credentials(String token, X509Certificate certificate, String address) {
  /** Without the token. */
  @Override
  public String toString() {
    return "credentials from " + address;
  }
}
