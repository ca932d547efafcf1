package org.bayesagg.service;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.locks.LockSupport;

/** A slow network in front of a port, for one connection: what goes to it takes its time. */
final class SlowProxy implements AutoCloseable {
  private static final int PIECE = 16 << 10;

  private final ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  private final Socket server;

  /** Towards the port, {@code bytesPerSecond} at most. */
  SlowProxy(int port, int bytesPerSecond) throws IOException {
    server = new Socket(InetAddress.getLoopbackAddress(), port);
    long pauseNanos = 1_000_000_000L * PIECE / bytesPerSecond;
    start(
        () -> {
          Socket client = listening.accept();
          start(() -> pump(server.getInputStream(), client.getOutputStream(), 0));
          pump(client.getInputStream(), server.getOutputStream(), pauseNanos);
        });
  }

  int port() {
    return listening.getLocalPort();
  }

  private interface Pump {
    void run() throws IOException;
  }

  private static void start(Pump pump) {
    Thread thread =
        new Thread(
            () -> {
              try {
                pump.run();
              } catch (IOException e) {
                // One of the ends has gone: so has the connection.
                return;
              }
            },
            "slow-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private static void pump(InputStream from, OutputStream to, long pauseNanos) throws IOException {
    byte[] piece = new byte[PIECE];
    for (int read = from.read(piece); read >= 0; read = from.read(piece)) {
      to.write(piece, 0, read);
      to.flush();
      if (pauseNanos > 0) {
        LockSupport.parkNanos(pauseNanos);
      }
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    listening.close();
  }
}
