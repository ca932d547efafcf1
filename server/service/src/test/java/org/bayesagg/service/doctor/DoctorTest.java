package org.bayesagg.service.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.bayesagg.service.config.Setting;
import org.bayesagg.service.config.Settings;
import org.bayesagg.service.doctor.Finding.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
  @TempDir private Path folder;

  @Test
  void healthyMachine_hasNothingWrong() {
    Doctor.examine(settings().toConfig())
        .forEach(
            (group, findings) ->
                assertThat(findings)
                    .as(group)
                    .isNotEmpty()
                    .noneMatch(finding -> finding.state() == State.WRONG));
  }

  @Test
  void port_inUse_isWrong() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = String.valueOf(taken.getLocalPort());
      Finding finding = only("Ports", settings().with(Setting.PORT, port), State.WRONG);
      assertThat(finding.what()).isEqualTo("gRPC");
      assertThat(finding.remedy()).contains("ss -ltnp 'sport = :" + port);
    }
  }

  @Test
  void directory_thatIsAFile_isWrong() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    Finding finding = only("Data", settings().with(Setting.DATA_DIR, file.toString()), State.WRONG);
    assertThat(finding.found()).contains("cannot be written to");
  }

  @Test
  void directory_ofAnotherServer_isWrong() throws IOException {
    Path lock = folder.resolve("lock");
    try (FileChannel channel =
            FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var held = channel.lock()) {
      assertThat(held.isValid()).isTrue();
      Finding finding =
          only("Data", settings().with(Setting.DATA_DIR, folder.toString()), State.WRONG);
      assertThat(finding.found()).contains("another server");
    }
  }

  @Test
  void disk_withoutRoom_isWrong() {
    Finding finding =
        only("Data", settings().with(Setting.DISK_RESERVE_BYTES, "1000000GiB"), State.WRONG);
    assertThat(finding.what()).isEqualTo("room");
  }

  @Test
  void certificate_thatEndsSoon_isDoubtful_andOneThatHasEnded_isWrong() throws Exception {
    assertThat(only("Certificates", tls(Duration.ofDays(3)), State.DOUBTFUL).remedy())
        .startsWith("renew it within 2 days");
    assertThat(only("Certificates", tls(Duration.ofDays(-1)), State.WRONG).what())
        .isEqualTo("certificate");
    Settings readable = tls(Duration.ofDays(300));
    Files.setPosixFilePermissions(
        folder.resolve("key"), PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(only("Certificates", readable, State.DOUBTFUL).remedy()).startsWith("chmod 600");
  }

  @Test
  void access_thatCannotBeRead_isWrong() throws IOException {
    Path file = Files.writeString(folder.resolve("access.yaml"), "identities: 3");
    assertThat(
            only("Access", settings().with(Setting.ACCESS_FILE, file.toString()), State.WRONG)
                .found())
        .contains("identities: got 3, expected a list");
  }

  private Settings settings() {
    return Settings.defaults()
        .with(Setting.PORT, "0")
        .with(Setting.HTTP_PORT, "0")
        .with(Setting.DATA_DIR, folder.resolve("data").toString());
  }

  private Settings tls(Duration left) throws Exception {
    X509Bundle own =
        new CertificateBuilder()
            .subject("CN=server")
            .notBefore(Instant.now().minus(Duration.ofDays(30)))
            .notAfter(Instant.now().plus(left))
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    Files.writeString(folder.resolve("certificate"), own.getCertificatePEM());
    Path key = Files.writeString(folder.resolve("key"), own.getPrivateKeyPEM());
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    return settings()
        .with(Setting.TLS_CERTIFICATE, folder.resolve("certificate").toString())
        .with(Setting.TLS_KEY, key.toString());
  }

  /** The one finding of a group that is so. */
  private static Finding only(String group, Settings settings, State state) {
    List<Finding> all =
        Doctor.examine(settings.toConfig()).get(group).stream()
            .filter(finding -> finding.state() == state)
            .toList();
    assertThat(all).as(group).hasSize(1);
    assertThat(all.get(0).remedy()).isNotEmpty();
    return all.get(0);
  }
}
