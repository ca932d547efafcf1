package org.bayesagg.faults.wire;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A TCP forwarder on the loopback that cuts, delays, stalls or half closes its connections. What it
 * does to bytes holds for the connections that are open and for those that come.
 */
public final class FaultProxy implements AutoCloseable {
  private static final int CONNECT_MILLIS = 2000;

  private final ServerSocket listener;
  private final Set<Relay> relays = ConcurrentHashMap.newKeySet();
  private final Wire up = new Wire();
  private final Wire down = new Wire();
  private volatile int upstreamPort;

  /**
   * Listens on a free port.
   *
   * @param upstreamPort where connections are forwarded to, on the loopback
   * @throws IOException if no port is free
   */
  public FaultProxy(int upstreamPort) throws IOException {
    this.upstreamPort = upstreamPort;
    listener = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
    start(this::accept, "proxy-accept");
  }

  /** One of the two ways that bytes go. */
  public enum Direction {
    /** From the worker to the server. */
    UP,
    /** From the server to the worker. */
    DOWN
  }

  /** Where workers connect to. */
  public String target() {
    return "127.0.0.1:" + port();
  }

  int port() {
    return listener.getLocalPort();
  }

  /** Sends new connections to another port. */
  public void forwardTo(int port) {
    upstreamPort = port;
  }

  /** Breaks every connection, by a reset or by an end of the stream. */
  public void cut(boolean reset) {
    relays.forEach(relay -> relay.cut(reset));
  }

  /** What is said in one direction goes nowhere; the connections stay open. */
  public void halfOpen(Direction direction) {
    wire(direction).swallow();
  }

  /** The connections of now lose everything for good, their ends included; new ones pass. */
  public void forget() {
    relays.forEach(Relay::forget);
  }

  /** Whether the workers have left every connection that was forgotten. */
  public boolean workersLeft() {
    return relays.stream().filter(Relay::isForgotten).allMatch(Relay::workerLeft);
  }

  /** Whether the server has left every connection that was forgotten. */
  public boolean serverLeft() {
    return relays.stream().filter(Relay::isForgotten).allMatch(Relay::serverLeft);
  }

  /** Nothing passes, nothing is lost. */
  public void stall() {
    up.stall();
    down.stall();
  }

  /** Everything that is read waits so long before it goes on. */
  public void delay(Duration each) {
    up.delay(each);
    down.delay(each);
  }

  /** Bytes pass again; connections that have lost some are cut. */
  public void pass() {
    boolean heard = up.pass();
    boolean answered = down.pass();
    if (heard || answered) {
      cut(true);
    }
  }

  private Wire wire(Direction direction) {
    return direction == Direction.UP ? up : down;
  }

  @Override
  public void close() throws IOException {
    listener.close();
    pass();
    cut(true);
  }

  private void accept() {
    try {
      while (true) {
        forward(listener.accept());
      }
    } catch (IOException e) {
      // The listener was closed.
      cut(true);
    }
  }

  private void forward(Socket worker) {
    Socket server = new Socket();
    try {
      server.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), upstreamPort), CONNECT_MILLIS);
      worker.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
    } catch (IOException e) {
      // Nobody listens upstream: the worker learns it by a closed connection.
      Relay.close(worker, true);
      Relay.close(server, true);
      return;
    }
    Relay relay = new Relay(worker, server, relays::remove);
    relays.add(relay);
    start(() -> relay.pump(worker, server, up), "proxy-up");
    start(() -> relay.pump(server, worker, down), "proxy-down");
  }

  private static void start(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }
}
