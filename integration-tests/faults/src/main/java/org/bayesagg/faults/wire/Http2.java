package org.bayesagg.faults.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Frames of HTTP/2, byte by byte: what no client library would send. */
public final class Http2 {
  /** Type of a frame with a piece of a call's messages. */
  public static final int DATA = 0;

  /** Type of a frame that opens a call, or ends it. */
  public static final int HEADERS = 1;

  /** Type of a frame that gives a call up. */
  public static final int RST_STREAM = 3;

  /** Type of a frame with what one side asks of the other. */
  public static final int SETTINGS = 4;

  /** Type of a frame that ends a connection. */
  public static final int GOAWAY = 7;

  /** Type of a frame with more headers. */
  public static final int CONTINUATION = 9;

  /** Flag of the last frame of a stream. */
  public static final int END_STREAM = 1;

  /** Flag of the last frame of a block of headers. */
  public static final int END_HEADERS = 4;

  /** Bytes before a frame's payload. */
  public static final int FRAME_HEADER = 9;

  /** Names and values above this take more than the one byte of length that is written here. */
  private static final int ONE_BYTE = 126;

  private Http2() {}

  /** What a client's connection begins with. */
  public static byte[] preface() {
    return "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  }

  /** One frame. */
  public static byte[] frame(int type, int flags, int stream, byte[] payload) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int length = payload.length;
    bytes.writeBytes(
        new byte[] {(byte) (length >> 16), (byte) (length >> 8), (byte) length, (byte) type});
    bytes.write(flags);
    bytes.writeBytes(fourBytes(stream));
    bytes.writeBytes(payload);
    return bytes.toByteArray();
  }

  /** A number as frames have it. */
  public static byte[] fourBytes(int number) {
    return new byte[] {
      (byte) (number >> 24), (byte) (number >> 16), (byte) (number >> 8), (byte) number
    };
  }

  /** The headers of a call, not cut into frames. */
  public static byte[] call(String method, String token) {
    return headers(
        ":method",
        "POST",
        ":scheme",
        "http",
        ":path",
        "/bayesagg.v1.AggregationService/" + method,
        ":authority",
        "localhost",
        "content-type",
        "application/grpc",
        "te",
        "trailers",
        "authorization",
        "Bearer " + token);
  }

  /** Names and values, as literals without an index, which is the plainest form that HPACK has. */
  public static byte[] headers(String... fields) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    for (int i = 0; i < fields.length; i += 2) {
      block.write(0);
      for (int part = i; part < i + 2; part++) {
        if (fields[part].length() > ONE_BYTE) {
          throw new IllegalArgumentException("longer than " + ONE_BYTE + ": " + fields[part]);
        }
        block.write(fields[part].length());
        block.writeBytes(fields[part].getBytes(StandardCharsets.US_ASCII));
      }
    }
    return block.toByteArray();
  }
}
