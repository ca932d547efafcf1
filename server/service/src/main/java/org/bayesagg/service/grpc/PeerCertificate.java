package org.bayesagg.service.grpc;

import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.ServerTransportFilter;
import org.bayesagg.service.access.CertificateNames;

/** Reads the certificate of a connection's other side once, for all its calls. */
final class PeerCertificate extends ServerTransportFilter {
  /** Of the connections, and so of the calls, that have shown one. */
  static final Attributes.Key<CertificateNames> NAMES =
      Attributes.Key.create("bayesagg-certificate");

  @Override
  public Attributes transportReady(Attributes connection) {
    CertificateNames names =
        CertificateNames.ofPeer(connection.get(Grpc.TRANSPORT_ATTR_SSL_SESSION));
    return names == null ? connection : connection.toBuilder().set(NAMES, names).build();
  }
}
