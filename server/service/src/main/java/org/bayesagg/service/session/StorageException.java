package org.bayesagg.service.session;

/**
 * Something could not be kept or read; the message names the file, what is wrong and the way out.
 */
public class StorageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * A failure.
   *
   * @param file or folder that it is about
   * @param what is wrong with it
   * @param remedy what an operator does
   */
  public StorageException(String file, String what, String remedy, Throwable cause) {
    super(file + ": " + what + "; " + remedy, cause);
  }
}
