package org.bayesagg.service;

import io.grpc.Channel;
import io.grpc.ChannelCredentials;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.bayesagg.service.access.TokenHash;
import org.bayesagg.service.config.Setting;
import org.bayesagg.service.config.Settings;

/** A server with certificates and an access file of its own, in a folder. */
final class SecuredServer implements AutoCloseable {
  final Authority authority;
  final Path certificate;
  final Path key;
  final Path accessFile;
  final BayesAggServer server;
  private final List<ManagedChannel> channels = new ArrayList<>();

  /** Signs certificates. */
  static final class Authority {
    private final X509Bundle bundle;

    Authority(String name) {
      try {
        bundle =
            new CertificateBuilder()
                .subject("CN=" + name)
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }

    String pem() {
      return bundle.getCertificatePEM();
    }

    TrustManager trust() {
      return bundle.toTrustManager();
    }

    /** For a server on the loopback, or for a client. */
    X509Bundle issue(String name) {
      try {
        return new CertificateBuilder()
            .subject("CN=" + name)
            .addSanDnsName("localhost")
            .addSanIpAddress("127.0.0.1")
            .buildIssuedBy(bundle);
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }
  }

  /** With further settings. */
  SecuredServer(Path folder, String access, Object... settings) throws IOException {
    authority = new Authority("Test authority");
    X509Bundle own = authority.issue("server");
    certificate = Files.writeString(folder.resolve("server.pem"), own.getCertificatePathPEM());
    key = Files.writeString(folder.resolve("server.key"), own.getPrivateKeyPEM());
    Path authorities = Files.writeString(folder.resolve("ca.pem"), authority.pem());
    accessFile = Files.writeString(folder.resolve("access.yaml"), access);
    Settings all =
        Settings.defaults()
            .with(Setting.PORT, "0")
            .with(Setting.HTTP_PORT, "0")
            .with(Setting.EPHEMERAL, "true")
            .with(Setting.TLS_CERTIFICATE, certificate.toString())
            .with(Setting.TLS_KEY, key.toString())
            .with(Setting.TLS_CLIENT_CA, authorities.toString())
            .with(Setting.ACCESS_FILE, accessFile.toString());
    for (int i = 0; i < settings.length; i += 2) {
      all = all.with((Setting) settings[i], (String) settings[i + 1]);
    }
    server = BayesAggServer.start(all.toConfig());
  }

  /** An entry of an access file for whoever has the token. */
  static String tokenEntry(String name, String token, String sessions, String right) {
    return entry(name, "tokenSha256: [\"" + TokenHash.of(token) + "\"]", sessions, right);
  }

  /** An entry of an access file for whoever has such a certificate. */
  static String certificateEntry(String name, String subject, String sessions, String right) {
    return entry(name, "certificates: [\"" + subject + "\"]", sessions, right);
  }

  private static String entry(String name, String known, String sessions, String right) {
    return "  - name: "
        + name
        + "\n    "
        + known
        + "\n    grants:\n      - sessions: [\""
        + sessions
        + "\"]\n        right: "
        + right
        + "\n";
  }

  /** A connection that shows no certificate. */
  ManagedChannel channel() {
    try {
      return channel(TlsChannelCredentials.newBuilder().trustManager(stream(authority.pem())));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Calls with a token, on a connection that shows no certificate. */
  Channel channel(String token) {
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
    return ClientInterceptors.intercept(
        channel(), MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  /** A connection that shows one. */
  ManagedChannel channel(X509Bundle own) {
    try {
      return channel(
          TlsChannelCredentials.newBuilder()
              .trustManager(stream(authority.pem()))
              .keyManager(stream(own.getCertificatePathPEM()), stream(own.getPrivateKeyPEM())));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private ManagedChannel channel(TlsChannelCredentials.Builder credentials) {
    ChannelCredentials built = credentials.build();
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("localhost", server.port(), built).build();
    channels.add(channel);
    return channel;
  }

  /** What HTTPS answers to such an Authorization; null: none. */
  HttpResponse<String> http(String path, String authorization) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("https://localhost:" + server.httpPort() + path));
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {authority.trust()}, null);
      return HttpClient.newBuilder()
          .sslContext(context)
          .build()
          .send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException | GeneralSecurityException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static ByteArrayInputStream stream(String pem) {
    return new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
    server.close();
  }
}
