package org.bayesagg.service.access;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/** The names by which an access file can mean a certificate. */
final class CertificateNames {
  private static final int DNS = 2;
  private static final int URI = 6;

  private CertificateNames() {}

  /** "CN=…" of the subject, then its DNS names and URIs. */
  static List<String> of(X509Certificate certificate) {
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
      return names;
    }
    return names;
  }

  /** One that tells people whose it is. */
  static String first(X509Certificate certificate) {
    List<String> names = of(certificate);
    return names.isEmpty() ? certificate.getSubjectX500Principal().getName() : names.get(0);
  }
}
