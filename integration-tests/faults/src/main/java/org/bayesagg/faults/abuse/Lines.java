package org.bayesagg.faults.abuse;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.bayesagg.faults.wire.Http2;

/** What raw connections say: each works against another limit of the transport. */
final class Lines {
  /** Calls in one write. */
  static final int BURST = 32;

  private static final int FRAME = 16 << 10;
  private static final int BOMB_FRAMES = 8;
  private static final int CANCEL = 8;
  private static final int UNFINISHED = 100_000;

  /** Four seconds of them. */
  private static final int SLOW_BYTES = 400;

  private Lines() {}

  /** A call with 128 KiB of headers. */
  static byte[] headerBomb(int number) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int stream = 2 * number + 1;
    bytes.writeBytes(
        Http2.frame(Http2.HEADERS, 0, stream, Http2.call("GetServerInfo", AbusedServer.ABUSER)));
    byte[] field = Http2.headers("filler", "x".repeat(119));
    ByteArrayOutputStream filler = new ByteArrayOutputStream();
    while (filler.size() + field.length <= FRAME) {
      filler.writeBytes(field);
    }
    for (int i = 1; i <= BOMB_FRAMES; i++) {
      int flags = i == BOMB_FRAMES ? Http2.END_HEADERS : 0;
      bytes.writeBytes(Http2.frame(Http2.CONTINUATION, flags, stream, filler.toByteArray()));
    }
    return bytes.toByteArray();
  }

  /** Calls that are never finished, whatever the server says of how many there may be. */
  static byte[] calls(int number) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < BURST; i++) {
      bytes.writeBytes(open(BURST * number + i, "GetServerInfo"));
    }
    return bytes.toByteArray();
  }

  /** Calls that are given up as soon as they are made. */
  static byte[] resets(int number) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < BURST; i++) {
      int call = BURST * number + i;
      bytes.writeBytes(open(call, "GetServerInfo"));
      bytes.writeBytes(Http2.frame(Http2.RST_STREAM, 0, 2 * call + 1, Http2.fourBytes(CANCEL)));
    }
    return bytes.toByteArray();
  }

  /** A contribution a byte at a time, and the next one when it must have been refused. */
  static byte[] slowly(int number) {
    int call = number / SLOW_BYTES;
    int stream = 2 * call + 1;
    if (number % SLOW_BYTES > 0) {
      return Http2.frame(Http2.DATA, 0, stream, new byte[1]);
    }
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    message.write(0);
    message.writeBytes(Http2.fourBytes(UNFINISHED));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(open(call, "Aggregate"));
    bytes.writeBytes(Http2.frame(Http2.DATA, 0, stream, message.toByteArray()));
    return bytes.toByteArray();
  }

  /** A request of HTTP a byte at a time. */
  static byte[] slowRequest(int number) {
    String begin = "GET /metrics HTTP/1.1\r\nFiller: ";
    return (number == 0 ? begin : "x").getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] open(int number, String method) {
    return Http2.frame(
        Http2.HEADERS, Http2.END_HEADERS, 2 * number + 1, Http2.call(method, AbusedServer.ABUSER));
  }
}
