package org.bayesagg.service.reload;

/** A file that the server needs cannot be read, or is not what it should be. */
public final class UnusableFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnusableFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
