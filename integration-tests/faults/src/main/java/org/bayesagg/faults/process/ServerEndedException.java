package org.bayesagg.faults.process;

/** A server ended, or did not serve, where it was to. */
public final class ServerEndedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ServerEndedException(String what) {
    super("the server " + what);
  }
}
