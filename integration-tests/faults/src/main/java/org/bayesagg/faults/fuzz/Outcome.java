package org.bayesagg.faults.fuzz;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.util.List;
import java.util.Set;

/**
 * How a call ended, or a contribution of a stream.
 *
 * @param code of the status
 * @param reason of the error's own; empty where it has none
 * @param text of the status
 */
public record Outcome(Status.Code code, String reason, String text) {
  /** What gRPC may say by itself: of methods, encodings and sizes that it knows better. */
  private static final Set<Status.Code> OF_GRPC =
      Set.of(Status.Code.UNIMPLEMENTED, Status.Code.RESOURCE_EXHAUSTED);

  /** Of a call. */
  public static Outcome of(Status status, Metadata trailers) {
    if (isOwnHaste(status.getCause())) {
      return new Outcome(Status.Code.CANCELLED, "SENT_TOO_LATE", status.getDescription());
    }
    com.google.rpc.Status details = StatusProto.fromStatusAndTrailers(status, trailers);
    return new Outcome(
        status.getCode(),
        reason(details.getDetailsList()),
        String.valueOf(status.getDescription()));
  }

  /**
   * Whether this side's library failed by itself: it still sent when the server had ended the call.
   * Nothing of that came over the wire.
   */
  private static boolean isOwnHaste(Throwable cause) {
    return cause != null
        && cause.getClass().getName().startsWith("io.netty.handler.codec.http2.")
        && String.valueOf(cause.getMessage()).contains("Stream closed before write could");
  }

  /** Of a contribution of a stream. */
  public static Outcome of(int code, String text, List<Any> details) {
    return new Outcome(Status.fromCodeValue(code).getCode(), reason(details), text);
  }

  private static String reason(List<Any> details) {
    for (Any detail : details) {
      if (detail.is(ErrorInfo.class)) {
        try {
          return detail.unpack(ErrorInfo.class).getReason();
        } catch (InvalidProtocolBufferException e) {
          return "";
        }
      }
    }
    return "";
  }

  /** Whether a server that keeps its word may answer so. */
  public boolean isFair() {
    if (code == Status.Code.OK) {
      return true;
    }
    boolean fault = code == Status.Code.INTERNAL || code == Status.Code.UNKNOWN;
    return !fault && (!reason.isEmpty() || OF_GRPC.contains(code));
  }

  /** For counting. */
  public String name() {
    return reason.isEmpty() ? code.name() : code + " " + reason;
  }
}
