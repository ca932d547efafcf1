package org.bayesagg.service.codec;

/** The tensors of one message take more bytes than the server allows. */
public final class TooLargeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Which message; stable for machines. */
  public enum Reason {
    /** A message, before it was read. */
    MESSAGE_TOO_LARGE,
    /** A contribution; nothing was counted. */
    CONTRIBUTION_TOO_LARGE,
    /** A session's file. */
    FILE_TOO_LARGE,
    /** A unary answer; the contribution was counted, its answer is kept. */
    ANSWER_TOO_LARGE
  }

  private final Reason reason;
  private final long bytes;
  private final long limit;

  private TooLargeException(Reason reason, String message, long bytes, long limit) {
    super(message);
    this.reason = reason;
    this.bytes = bytes;
    this.limit = limit;
  }

  /** {@code bytes} came or were announced, {@code limit} are allowed. */
  static TooLargeException contribution(long bytes, long limit) {
    return new TooLargeException(
        Reason.CONTRIBUTION_TOO_LARGE,
        "the tensors take "
            + bytes
            + " bytes, the server allows "
            + limit
            + ": send fewer examples at a time, or F16 or BF16",
        bytes,
        limit);
  }

  /** {@code bytes} came in one message, {@code limit} are allowed. */
  public static TooLargeException message(long bytes, long limit) {
    return new TooLargeException(
        Reason.MESSAGE_TOO_LARGE,
        "the message has "
            + bytes
            + " bytes, one may have "
            + limit
            + ": send contributions on AggregateStream, their tensors in chunks",
        bytes,
        limit);
  }

  /** {@code bytes} of a session's file came, {@code limit} are allowed. */
  public static TooLargeException file(long bytes, long limit) {
    return new TooLargeException(
        Reason.FILE_TOO_LARGE,
        "the file has more than the "
            + limit
            + " bytes that all sessions together may take: raise the server's max-total-bytes",
        bytes,
        limit);
  }

  /** {@code bytes} would be sent, {@code limit} are allowed in one message. */
  static TooLargeException answer(long bytes, long limit) {
    return new TooLargeException(
        Reason.ANSWER_TOO_LARGE,
        "the answer's tensors take "
            + bytes
            + " bytes, one message may have "
            + limit
            + ": ask on AggregateStream, or for fewer examples or outputs",
        bytes,
        limit);
  }

  /** Which message. */
  public Reason reason() {
    return reason;
  }

  /** Bytes of the tensors. */
  public long bytes() {
    return bytes;
  }

  /** Bytes allowed. */
  public long limit() {
    return limit;
  }
}
