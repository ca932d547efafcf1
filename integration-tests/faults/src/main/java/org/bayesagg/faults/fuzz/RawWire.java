package org.bayesagg.faults.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bayesagg.faults.wire.Http2;

/** Bytes that are HTTP/2 at first, and then less and less. Not thread-safe. */
public final class RawWire {
  private static final int READ_MILLIS = 5;

  private final int port;
  private final Random random;
  private final Mutator mutator;
  private final List<byte[]> frames = new ArrayList<>();

  /** Attacks that port. */
  public RawWire(int port, Random random) {
    this.port = port;
    this.random = random;
    this.mutator = new Mutator(random);
    byte[] headers = Http2.call("GetServerInfo", "nobody");
    frames.add(Http2.frame(4, 0, 0, new byte[] {0, 3, 0, 0, 0, 100, 0, 4, 0, 0, -1, -1}));
    frames.add(Http2.frame(1, 4, 1, headers));
    frames.add(Http2.frame(0, 1, 1, new byte[] {0, 0, 0, 0, 0}));
    frames.add(Http2.frame(1, 0, 3, headers));
    frames.add(Http2.frame(9, 4, 3, headers));
    frames.add(Http2.frame(8, 0, 0, new byte[] {0x7f, -1, -1, -1}));
    frames.add(Http2.frame(3, 0, 1, new byte[] {0, 0, 0, 8}));
    frames.add(Http2.frame(6, 0, 0, new byte[8]));
    frames.add(Http2.frame(7, 0, 0, new byte[] {0, 0, 0, 0, 0, 0, 0, 2}));
    frames.add(Http2.frame(2, 0, 5, new byte[] {0, 0, 0, 5, 16}));
    frames.add(Http2.frame(5, 4, 1, new byte[] {0, 0, 0, 2}));
  }

  /** One connection with garbage on it; whether the server has closed it, and waits for no more. */
  public boolean attack() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (random.nextInt(8) > 0) {
      bytes.writeBytes(Http2.preface());
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
      return drain(socket.getInputStream());
    }
  }

  private static boolean drain(InputStream in) throws IOException {
    byte[] buffer = new byte[4096];
    try {
      while (in.read(buffer) >= 0) {
        // What the server says to garbage is its own affair.
      }
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    }
  }
}
