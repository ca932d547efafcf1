package org.bayesagg.client;

import io.opentelemetry.api.OpenTelemetry;
import java.time.Duration;
import java.util.Objects;

/** Where a server is and how to talk to it. Made by {@link #builder}. */
public final class ClientOptions {
  final String target;
  final TlsOptions tls;
  final String token;
  final Duration callTimeout;
  final Duration stepTimeout;
  final Duration keepAlive;
  final RetryPolicy retry;
  final StreamUse streamUse;
  final OpenTelemetry openTelemetry;

  private ClientOptions(Builder builder) {
    target = builder.target;
    tls = builder.tls;
    token = builder.token;
    callTimeout = builder.callTimeout;
    stepTimeout = builder.stepTimeout;
    keepAlive = builder.keepAlive;
    retry = builder.retry;
    streamUse = builder.streamUse;
    openTelemetry = builder.openTelemetry;
  }

  /**
   * Starts with a server's address and all else at its default.
   *
   * @param target {@code HOST:PORT}, or any gRPC target such as {@code dns:///name:port}
   */
  public static Builder builder(String target) {
    return new Builder(target);
  }

  /** The server's address. */
  public String target() {
    return target;
  }

  /** Collects options. */
  public static final class Builder {
    private final String target;
    private TlsOptions tls;
    private String token;
    private Duration callTimeout = Duration.ofSeconds(30);
    private Duration stepTimeout = Duration.ofMinutes(2);
    private Duration keepAlive = Duration.ofSeconds(30);
    private RetryPolicy retry = RetryPolicy.standard();
    private StreamUse streamUse = StreamUse.AUTO;
    private OpenTelemetry openTelemetry = OpenTelemetry.noop();

    private Builder(String target) {
      this.target = Objects.requireNonNull(target, "target");
    }

    /** Encrypts the connection; plaintext where not called. */
    public Builder tls(TlsOptions value) {
      tls = value;
      return this;
    }

    /** Sends a bearer token with every call. */
    public Builder token(String value) {
      token = value;
      return this;
    }

    /** Time for a call, its repetitions included, other than a step; 30 s where not called. */
    public Builder callTimeout(Duration value) {
      callTimeout = positive("callTimeout", value);
      return this;
    }

    /** Time for a step, waiting for other workers and repetitions included; 2 min by default. */
    public Builder stepTimeout(Duration value) {
      stepTimeout = positive("stepTimeout", value);
      return this;
    }

    /** Pings the server after this much silence while calls run; 30 s where not called. */
    public Builder keepAlive(Duration value) {
      keepAlive = positive("keepAlive", value);
      return this;
    }

    /** How calls are repeated; {@link RetryPolicy#standard} where not called. */
    public Builder retry(RetryPolicy value) {
      retry = Objects.requireNonNull(value, "retry");
      return this;
    }

    /** How contributions travel; {@link StreamUse#AUTO} where not called. */
    public Builder streamUse(StreamUse value) {
      streamUse = Objects.requireNonNull(value, "streamUse");
      return this;
    }

    /**
     * Traces steps and calls there, within the calling thread's span, and lets the server go on
     * with these traces; nothing is traced where not called.
     */
    public Builder openTelemetry(OpenTelemetry value) {
      openTelemetry = Objects.requireNonNull(value, "openTelemetry");
      return this;
    }

    /** Freezes the options. */
    public ClientOptions build() {
      return new ClientOptions(this);
    }

    private static Duration positive(String name, Duration value) {
      if (value.isNegative() || value.isZero()) {
        throw new IllegalArgumentException(name + " " + value + ": above 0");
      }
      return value;
    }
  }
}
