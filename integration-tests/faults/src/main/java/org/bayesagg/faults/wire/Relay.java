package org.bayesagg.faults.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.function.Consumer;

/** One forwarded connection. */
final class Relay {
  private final Socket worker;
  private final Socket server;
  private final Consumer<Relay> onEnd;
  private volatile boolean forgotten;

  Relay(Socket worker, Socket server, Consumer<Relay> onEnd) {
    this.worker = worker;
    this.server = server;
    this.onEnd = onEnd;
  }

  /** Forwards one way until either side ends. */
  void pump(Socket from, Socket to, Wire wire) {
    byte[] buffer = new byte[1 << 16];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        if (!forgotten && wire.goesOn()) {
          out.write(buffer, 0, read);
        }
      }
    } catch (IOException e) {
      // A cut connection ends here, as does one whose process was killed.
      return;
    } finally {
      if (forgotten) {
        close(from, false);
      } else {
        cut(false);
      }
    }
  }

  /** Loses whatever is said, the end of either side included. */
  void forget() {
    forgotten = true;
  }

  boolean isForgotten() {
    return forgotten;
  }

  /** Whether the worker's side has ended. */
  boolean workerLeft() {
    return worker.isClosed();
  }

  /** Whether the server's side has ended. */
  boolean serverLeft() {
    return server.isClosed();
  }

  /** Ends both sides. */
  void cut(boolean reset) {
    onEnd.accept(this);
    if (reset) {
      // Both before either is closed: then the pumps end, and close what is left without a reset.
      resetAtClose(worker);
      resetAtClose(server);
    }
    close(worker, false);
    close(server, false);
  }

  private static void resetAtClose(Socket socket) {
    try {
      if (!socket.isClosed()) {
        socket.setSoLinger(true, 0);
      }
    } catch (IOException e) {
      // It is gone either way.
      return;
    }
  }

  static void close(Socket socket, boolean reset) {
    if (reset) {
      resetAtClose(socket);
    }
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone either way.
      return;
    }
  }
}
