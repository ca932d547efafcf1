package org.bayesagg.service.tls;

/** Whether a client without a certificate may connect. */
public enum ClientAuth {
  /** It may; who it is, something else has to tell. */
  OPTIONAL,
  /** It may not. */
  REQUIRE
}
