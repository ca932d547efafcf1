package org.bayesagg.faults.abuse;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.bayesagg.faults.wire.Http2;

/**
 * A connection that says what it likes, and notes how the server takes it: by {@code RST_STREAM}
 * with its code for one call, by {@code GOAWAY} or by closing for all. Never waits. Not
 * thread-safe.
 */
final class RawConnection implements AutoCloseable {
  private static final int READ = 64 << 10;

  private final SocketChannel channel;
  private final Tally tally;
  private final ByteBuffer in = ByteBuffer.allocate(READ);
  private ByteBuffer out = ByteBuffer.allocate(0);

  /** Bytes of the running frame's payload that are passed over. */
  private long skipped;

  private boolean goneAway;
  private boolean ended;

  /** Says nothing yet. */
  RawConnection(int port, Tally tally) throws IOException {
    this.tally = tally;
    channel = SocketChannel.open();
    // Its own end leaves nothing behind: ports would run out.
    channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    channel.configureBlocking(false);
  }

  /** Begins as HTTP/2 does. */
  RawConnection greet() {
    send(Http2.preface());
    send(Http2.frame(Http2.SETTINGS, 0, 0, new byte[0]));
    return this;
  }

  /** Whether the server is done with it. */
  boolean isEnded() {
    return ended;
  }

  /** Whether all that was said has gone out. */
  boolean isIdle() {
    return !out.hasRemaining();
  }

  /** Says this after what has not gone out yet. */
  void send(byte[] bytes) {
    ByteBuffer both = ByteBuffer.allocate(out.remaining() + bytes.length);
    both.put(out).put(bytes).flip();
    out = both;
    look();
  }

  /** Sends what it can, and reads what has come. */
  void look() {
    if (ended) {
      return;
    }
    try {
      // What is read may explain why nothing can be written.
      while (!ended && read()) {
        parse();
      }
      if (!ended && out.hasRemaining()) {
        channel.write(out);
      }
    } catch (IOException e) {
      end("reset");
    }
  }

  private boolean read() throws IOException {
    int read = channel.read(in);
    if (read < 0) {
      end("closed");
    }
    return read > 0;
  }

  private void parse() {
    in.flip();
    while (in.hasRemaining()) {
      int pass = (int) Math.min(skipped, in.remaining());
      in.position(in.position() + pass);
      skipped -= pass;
      // The codes of the frames that carry one lie in their first eight bytes.
      if (skipped > 0 || !isReadable()) {
        break;
      }
      int at = in.position();
      skipped = (long) Http2.FRAME_HEADER + length(at);
      note(in.get(at + 3), at + Http2.FRAME_HEADER);
    }
    in.compact();
  }

  /** Whether so much of a frame is there as is looked at, or all of a shorter one. */
  private boolean isReadable() {
    int there = in.remaining() - Http2.FRAME_HEADER;
    return there >= 2 * Integer.BYTES || (there >= 0 && there >= length(in.position()));
  }

  private int length(int at) {
    return (in.get(at) & 0xff) << 16 | (in.get(at + 1) & 0xff) << 8 | (in.get(at + 2) & 0xff);
  }

  private void note(int type, int payload) {
    if (type == Http2.RST_STREAM) {
      tally.told("RST_STREAM " + in.getInt(payload));
    } else if (type == Http2.HEADERS) {
      tally.told("answered");
    } else if (type == Http2.GOAWAY) {
      goneAway = true;
      tally.told("GOAWAY " + in.getInt(payload + Integer.BYTES));
    }
  }

  private void end(String how) {
    // After its GOAWAY the rest is a matter of form.
    if (!goneAway) {
      tally.told(how);
    }
    close();
  }

  @Override
  public void close() {
    ended = true;
    try {
      channel.close();
    } catch (IOException e) {
      // It is of no more use in any case.
      return;
    }
  }
}
