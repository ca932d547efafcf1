package org.bayesagg.service.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.bayesagg.cuda.EngineSettings;
import org.bayesagg.service.session.SessionLimits;
import org.bayesagg.service.storage.StorageSettings;
import org.bayesagg.service.tls.TlsFiles;

/**
 * The server's settings, checked. {@link Setting} says what each is for and its range.
 *
 * @param listening addresses and ports
 * @param insecure whether plaintext may leave the machine
 * @param tls certificates; empty: plaintext
 * @param accessFile who may do what; empty: everybody everything
 * @param httpOpen whether metrics are for everybody
 * @param storage how sessions are kept; empty: not at all
 * @param engine what the maths run on
 * @param threads of each pool
 * @param sessions what all sessions together may take
 * @param wire what callers may take
 * @param metricSessions sessions with metrics of their own
 * @param metricTasks tasks of a session with metrics of their own
 * @param otlpEndpoint where traces go; empty: nowhere
 * @param drainDeadlineSeconds how long draining may take
 * @param livePage whether the live page is served
 * @param logFormat form of the log
 * @param logLevel how much is logged
 */
public record ServerConfig(
    Listening listening,
    boolean insecure,
    Optional<TlsFiles> tls,
    Optional<Path> accessFile,
    boolean httpOpen,
    Optional<StorageSettings> storage,
    EngineSettings engine,
    int threads,
    SessionLimits sessions,
    WireLimits wire,
    int metricSessions,
    int metricTasks,
    Optional<URI> otlpEndpoint,
    int drainDeadlineSeconds,
    boolean livePage,
    LogFormat logFormat,
    LogLevel logLevel) {

  /**
   * Checks what single settings cannot tell.
   *
   * @throws InvalidSettingException for plaintext beyond loopback that nobody asked for
   */
  public ServerConfig {
    if (tls.isEmpty() && !insecure) {
      listening.requireLoopback();
    }
  }

  /** All defaults, on free ports and keeping nothing: for servers within another program. */
  public static ServerConfig onFreePorts() {
    return Settings.defaults()
        .with(Setting.PORT, "0")
        .with(Setting.HTTP_PORT, "0")
        .with(Setting.EPHEMERAL, "true")
        .toConfig();
  }
}
