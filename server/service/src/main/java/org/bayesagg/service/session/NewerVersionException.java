package org.bayesagg.service.session;

/** A file that a newer version of the server wrote. */
public final class NewerVersionException extends StorageException {
  private static final long serialVersionUID = 1L;

  /**
   * A failure.
   *
   * @param file that it is about
   * @param how the version that came and that which can be read
   * @param remedy what an operator does
   */
  public NewerVersionException(String file, String how, String remedy, Throwable cause) {
    super(file, "written by a newer version (" + how + ")", remedy, cause);
  }
}
