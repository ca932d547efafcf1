package org.bayesagg.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bayesagg.cli.certs.DevelopmentCertificates;
import org.bayesagg.client.AggregationClient;
import org.bayesagg.client.AggregationSession;
import org.bayesagg.client.ClientOptions;
import org.bayesagg.client.StreamUse;
import org.bayesagg.client.TlsOptions;
import org.bayesagg.service.config.ServerConfig;
import org.bayesagg.service.config.Setting;
import org.bayesagg.service.config.Settings;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Messages of a hundred records of TLS and more, sent while they are still encrypted. */
@Timeout(120)
class EncryptedStepsIT {
  private static final RandomSteps LARGE = new RandomSteps(800, 500);
  private static final RandomSteps SMALL = new RandomSteps(8, 500);
  private static final String CLIENT = "trainer";

  /** The same maths on the same machine, but for the order in which threads add. */
  private static final double ROUNDING = 1e-5;

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void steps_ofEverySize_haveTheAnswersOfPlaintext(StreamUse use) throws IOException {
    new DevelopmentCertificates(List.of(), List.of(CLIENT), Duration.ofDays(1))
        .write(folder, file -> {});
    ServerConfig encrypting =
        Settings.defaults()
            .with(Setting.PORT, "0")
            .with(Setting.HTTP_PORT, "0")
            .with(Setting.EPHEMERAL, "true")
            .with(Setting.TLS_CERTIFICATE, folder.resolve("server.pem").toString())
            .with(Setting.TLS_KEY, folder.resolve("server.key").toString())
            .with(Setting.TLS_CLIENT_CA, folder.resolve("ca.pem").toString())
            .toConfig();
    TlsOptions tls =
        new TlsOptions(
            folder.resolve("ca.pem"),
            folder.resolve(CLIENT + ".pem"),
            folder.resolve(CLIENT + ".key"));
    try (RunningServer open = new RunningServer();
        RunningServer secured = new RunningServer(encrypting)) {
      List<double[]> expected = directions(open.options().streamUse(use));
      List<double[]> answers = directions(secured.options().streamUse(use).tls(tls));
      for (int i = 0; i < expected.size(); i++) {
        double largest = 0;
        for (double value : expected.get(i)) {
          largest = Math.max(largest, Math.abs(value));
        }
        assertThat(answers.get(i)).containsExactly(expected.get(i), within(ROUNDING * largest));
      }
    }
  }

  private static List<double[]> directions(ClientOptions.Builder options) {
    List<double[]> all = new ArrayList<>();
    try (AggregationClient client = AggregationClient.connect(options.build());
        AggregationSession session = client.createSession("run", LARGE.options())) {
      for (int step = 0; step < 6; step++) {
        RandomSteps steps = step % 2 == 0 ? LARGE : SMALL;
        all.add(session.aggregate(steps.step("w", 0, step).build()).direction().doubles());
      }
    }
    return all;
  }
}
