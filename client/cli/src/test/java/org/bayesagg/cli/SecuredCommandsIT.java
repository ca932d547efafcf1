package org.bayesagg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.bayesagg.service.BayesAggServer;
import org.bayesagg.service.config.Setting;
import org.bayesagg.service.config.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way from nothing to a server that lets in only whom it should. */
class SecuredCommandsIT {
  @TempDir private Path folder;

  @Test
  void certsAndToken_serveAndAreAskedFor() throws IOException {
    Path certs = folder.resolve("certs");
    assertThat(Console.run("certs", "--out", certs.toString(), "--client", "machine").status())
        .isZero();
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(certs.resolve("server.key"))))
        .isEqualTo("rw-------");
    Path token = folder.resolve("trainers.token");
    Console made =
        Console.run(
            "token",
            "trainers",
            "--sessions",
            "run-*",
            "--right",
            "read",
            "--out",
            token.toString());
    assertThat(made.status()).isZero();
    assertThat(made.out()).doesNotContain(Files.readString(token).trim());
    Path access =
        Files.writeString(
            folder.resolve("access.yaml"),
            "identities:\n"
                + made.out()
                + "  - name: machines\n    certificates: [\"CN=machine\"]\n"
                + "    grants:\n      - {sessions: [\"*\"], right: administer}\n");
    Settings settings =
        Settings.defaults()
            .with(Setting.PORT, "0")
            .with(Setting.HTTP_PORT, "0")
            .with(Setting.EPHEMERAL, "true")
            .with(Setting.TLS_CERTIFICATE, certs.resolve("server.pem").toString())
            .with(Setting.TLS_KEY, certs.resolve("server.key").toString())
            .with(Setting.TLS_CLIENT_CA, certs.resolve("ca.pem").toString())
            .with(Setting.ACCESS_FILE, access.toString());
    try (BayesAggServer server = BayesAggServer.start(settings.toConfig())) {
      String target = "localhost:" + server.port();
      String authority = certs.resolve("ca.pem").toString();
      Console plain = Console.run("ping", "--target", target, "--timeout", "1");
      assertThat(plain.status()).isEqualTo(1);
      Console untrusted = Console.run("ping", "--target", target, "--tls");
      assertThat(untrusted.status()).isEqualTo(1);
      assertThat(untrusted.err()).contains("the certificate of " + target + " is not trusted");
      Console nobody = Console.run("ping", "--target", target, "--tls-ca", authority);
      assertThat(nobody.status()).isEqualTo(1);
      assertThat(nobody.err()).contains("a bearer token or a client certificate is needed");
      Console known =
          Console.run(
              "ping", "--target", target, "--tls-ca", authority, "--token-file", token.toString());
      assertThat(known.err()).isEmpty();
      assertThat(known.status()).isZero();
      Console denied =
          Console.run(
              "sessions",
              "delete",
              "run-1",
              "--target",
              target,
              "--tls-ca",
              authority,
              "--token-file",
              token.toString());
      assertThat(denied.err()).contains("trainers has no right to administer session run-1");
      Console machine =
          Console.run(
              "sessions",
              "list",
              "--target",
              target,
              "--tls-ca",
              authority,
              "--tls-cert",
              certs.resolve("machine.pem").toString(),
              "--tls-cert-key",
              certs.resolve("machine.key").toString());
      assertThat(machine.out()).contains("no sessions");
    }
  }

  @Test
  void nothingIsReplaced() throws IOException {
    assertThat(Console.run("certs", "--out", folder.toString()).status()).isZero();
    String before = Files.readString(folder.resolve("ca.pem"));
    Console again = Console.run("certs", "--out", folder.toString());
    assertThat(again.status()).isEqualTo(2);
    assertThat(again.err()).contains("ca.pem is there already");
    assertThat(Files.readString(folder.resolve("ca.pem"))).isEqualTo(before);
    Path token = Files.writeString(folder.resolve("a.token"), "kept");
    assertThat(Console.run("token", "a", "--out", token.toString()).status()).isEqualTo(2);
    assertThat(token).hasContent("kept");
  }

  @Test
  void wrongNames_areRefused() {
    assertThat(Console.run("certs", "--out", folder.toString(), "--client", "../x").status())
        .isEqualTo(2);
    assertThat(Console.run("token", "a b").status()).isEqualTo(2);
    assertThat(Console.run("token", "a", "--right", "own").err()).contains("read, contribute or");
    assertThat(folder).isEmptyDirectory();
  }
}
