package org.bayesagg.integration;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A TCP forwarder on the loopback whose connections a test can cut. */
final class CuttingProxy implements AutoCloseable {
  private final ServerSocket listener;
  private volatile int upstreamPort;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile boolean answersDropped;

  CuttingProxy(int upstreamPort) throws IOException {
    this.upstreamPort = upstreamPort;
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(this::accept, "proxy-accept");
  }

  String target() {
    return "localhost:" + listener.getLocalPort();
  }

  /** Sends new connections to another port. */
  void forwardTo(int port) {
    upstreamPort = port;
  }

  /** From now on what the server says goes nowhere, until {@link #cut}. */
  void dropAnswers() {
    answersDropped = true;
  }

  /** Breaks every connection; new ones are forwarded again. */
  void cut() {
    for (Socket socket : sockets) {
      closeQuietly(socket);
    }
    answersDropped = false;
  }

  @Override
  public void close() throws IOException {
    listener.close();
    cut();
  }

  private void accept() {
    try {
      while (true) {
        forward(listener.accept());
      }
    } catch (IOException e) {
      // The listener was closed.
    }
  }

  private void forward(Socket client) {
    try {
      Socket server = new Socket(InetAddress.getLoopbackAddress(), upstreamPort);
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      sockets.add(client);
      sockets.add(server);
      start(() -> pump(client, server, false), "proxy-up");
      start(() -> pump(server, client, true), "proxy-down");
    } catch (IOException e) {
      // Nobody listens upstream: the client learns it by a closed connection.
      closeQuietly(client);
    }
  }

  private void pump(Socket from, Socket to, boolean down) {
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        if (!(down && answersDropped)) {
          out.write(buffer, 0, read);
        }
      }
    } catch (IOException e) {
      // A cut connection ends here.
    } finally {
      closeQuietly(from);
      closeQuietly(to);
    }
  }

  private void closeQuietly(Socket socket) {
    sockets.remove(socket);
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone either way.
    }
  }

  private static void start(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }
}
