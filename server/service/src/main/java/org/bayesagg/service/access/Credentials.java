package org.bayesagg.service.access;

/**
 * What a caller shows.
 *
 * @param token without its scheme; null: none
 * @param certificate names of one whose signature has been checked; null: none
 * @param address where the call comes from, for callers who need not say who they are
 */
public record Credentials(String token, CertificateNames certificate, String address) {
  /** Without the token. */
  @Override
  public String toString() {
    return "credentials from " + address;
  }
}
