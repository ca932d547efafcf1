import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Asks a server on this machine for a page and ends with status 0 if the answer is 200, else with 1: {@code java Probe PORT PATH}.
 * TLS is tried where plain text gets no HTTP answer. Whose certificate it is does not matter here: nothing is said to it or learnt from it.
 */
final class Probe {
  private static final int MILLIS = 3000;

  private Probe() {}

  public static void main(String[] arguments) throws IOException, GeneralSecurityException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0]));
    String status = plain(address, arguments[1]);
    if (!status.startsWith("HTTP/")) {
      status = encrypted(address, arguments[1]);
    }
    System.out.println(status);
    System.exit(status.startsWith("HTTP/1.1 200") ? 0 : 1);
  }

  private static String plain(InetSocketAddress address, String path) throws IOException {
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(MILLIS);
      socket.connect(address, MILLIS);
      return ask(socket, path);
    }
  }

  private static String encrypted(InetSocketAddress address, String path) throws IOException, GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Anybody()}, null);
    try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket()) {
      socket.setSoTimeout(MILLIS);
      socket.connect(address, MILLIS);
      return ask(socket, path);
    }
  }

  /** The first line of the answer; what is no HTTP gives something else. */
  private static String ask(Socket socket, String path) throws IOException {
    String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    InputStream in = socket.getInputStream();
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\r' && line.length() < 100; c = in.read()) {
      line.append((char) c);
    }
    return line.toString();
  }

  private static final class Anybody implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
