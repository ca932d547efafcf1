package org.bayesagg.service.access;

import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * The names of a certificate whose signature has been checked.
 *
 * @param known those that an access file can mean: "CN=…" of the subject, its DNS names, its URIs
 * @param first one that tells people whose it is
 */
public record CertificateNames(List<String> known, String first) {
  private static final int DNS = 2;
  private static final int URI = 6;

  /** Those of the certificate that the other side of a connection has shown; null: none. */
  public static CertificateNames ofPeer(SSLSession session) {
    if (session == null) {
      return null;
    }
    try {
      Certificate[] chain = session.getPeerCertificates();
      return chain.length > 0 && chain[0] instanceof X509Certificate own ? of(own) : null;
    } catch (SSLPeerUnverifiedException e) {
      // It has shown none.
      return null;
    }
  }

  private static CertificateNames of(X509Certificate certificate) {
    List<String> names = new ArrayList<>();
    try {
      for (Rdn part : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
        if (part.getType().equalsIgnoreCase("CN")) {
          names.add("CN=" + part.getValue());
        }
      }
      Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
      if (alternatives != null) {
        for (List<?> alternative : alternatives) {
          int kind = (Integer) alternative.get(0);
          if (kind == DNS || kind == URI) {
            names.add((String) alternative.get(1));
          }
        }
      }
    } catch (InvalidNameException | CertificateParsingException e) {
      // A name that cannot be read is none: whoever has it is not known.
    }
    return new CertificateNames(
        List.copyOf(names),
        names.isEmpty() ? certificate.getSubjectX500Principal().getName() : names.get(0));
  }
}
