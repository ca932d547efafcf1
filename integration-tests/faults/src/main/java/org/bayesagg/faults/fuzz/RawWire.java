package org.bayesagg.faults.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Bytes that are HTTP/2 at first, and then less and less. Not thread-safe. */
final class RawWire {
  private static final int READ_MILLIS = 5;
  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final int port;
  private final Random random;
  private final Mutator mutator;
  private final List<byte[]> frames = new ArrayList<>();

  RawWire(int port, Random random) {
    this.port = port;
    this.random = random;
    this.mutator = new Mutator(random);
    byte[] headers = headers("/bayesagg.v1.AggregationService/GetServerInfo");
    frames.add(frame(4, 0, 0, new byte[] {0, 3, 0, 0, 0, 100, 0, 4, 0, 0, -1, -1}));
    frames.add(frame(1, 4, 1, headers));
    frames.add(frame(0, 1, 1, new byte[] {0, 0, 0, 0, 0}));
    frames.add(frame(1, 0, 3, headers));
    frames.add(frame(9, 4, 3, headers));
    frames.add(frame(8, 0, 0, new byte[] {0x7f, -1, -1, -1}));
    frames.add(frame(3, 0, 1, new byte[] {0, 0, 0, 8}));
    frames.add(frame(6, 0, 0, new byte[8]));
    frames.add(frame(7, 0, 0, new byte[] {0, 0, 0, 0, 0, 0, 0, 2}));
    frames.add(frame(2, 0, 5, new byte[] {0, 0, 0, 5, 16}));
    frames.add(frame(5, 4, 1, new byte[] {0, 0, 0, 2}));
  }

  private static byte[] frame(int type, int flags, int stream, byte[] payload) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int length = payload.length;
    bytes.writeBytes(
        new byte[] {
          (byte) (length >> 16),
          (byte) (length >> 8),
          (byte) length,
          (byte) type,
          (byte) flags,
          (byte) (stream >> 24),
          (byte) (stream >> 16),
          (byte) (stream >> 8),
          (byte) stream
        });
    bytes.writeBytes(payload);
    return bytes.toByteArray();
  }

  /** As literals without an index, which is the plainest form that HPACK has. */
  private static byte[] headers(String path) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    String[] fields = {
      ":method",
      "POST",
      ":scheme",
      "http",
      ":path",
      path,
      ":authority",
      "localhost",
      "content-type",
      "application/grpc",
      "te",
      "trailers",
      "authorization",
      "Bearer nobody"
    };
    for (int i = 0; i < fields.length; i += 2) {
      block.write(0);
      for (int part = i; part < i + 2; part++) {
        block.write(fields[part].length());
        block.writeBytes(fields[part].getBytes(StandardCharsets.US_ASCII));
      }
    }
    return block.toByteArray();
  }

  /** One connection with garbage on it. */
  void attack() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (random.nextInt(8) > 0) {
      bytes.writeBytes(PREFACE);
      bytes.writeBytes(frames.get(0));
    }
    for (int left = random.nextInt(12); left > 0; left--) {
      byte[] frame = frames.get(random.nextInt(frames.size()));
      bytes.writeBytes(random.nextInt(3) == 0 ? frame : mutator.mutate(frame, frames));
    }
    byte[] sent = bytes.toByteArray();
    if (random.nextInt(4) == 0) {
      sent = mutator.mutate(sent, frames);
    }
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(READ_MILLIS);
      socket.getOutputStream().write(sent);
      socket.getOutputStream().flush();
      drain(socket.getInputStream());
    }
  }

  private static void drain(InputStream in) throws IOException {
    byte[] buffer = new byte[4096];
    try {
      while (in.read(buffer) >= 0) {
        // What the server says to garbage is its own affair.
      }
    } catch (SocketTimeoutException e) {
      // It waits for more.
      return;
    }
  }
}
