package org.bayesagg.client;

/** The server sent what the contract does not allow; never leaves the package. */
final class ProtocolException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ProtocolException(String message) {
    super(message);
  }
}
