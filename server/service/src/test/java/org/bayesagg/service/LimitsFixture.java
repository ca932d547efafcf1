package org.bayesagg.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.bayesagg.service.codec.Examples;
import org.bayesagg.service.config.Setting;
import org.bayesagg.service.config.Settings;
import org.bayesagg.v1.AggregateRequest;
import org.bayesagg.v1.CreateSessionRequest;
import org.bayesagg.v1.Session;
import org.junit.jupiter.api.AfterEach;

/** A server with settings of one's own, and callers that do only what they are told to. */
abstract class LimitsFixture {
  static final Duration PATIENCE = Duration.ofSeconds(20);

  ServerFixture fixture;

  void start(Object... settings) {
    Settings all =
        Settings.defaults()
            .with(Setting.EPHEMERAL, "true")
            .with(Setting.PORT, "0")
            .with(Setting.HTTP_PORT, "0");
    for (int i = 0; i < settings.length; i += 2) {
      all = all.with((Setting) settings[i], (String) settings[i + 1]);
    }
    fixture = new ServerFixture(all.toConfig());
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  static MethodDescriptor<byte[], byte[]> bytes(MethodDescriptor<?, ?> method) {
    return MethodDescriptor.<byte[], byte[]>newBuilder()
        .setFullMethodName(method.getFullMethodName())
        .setType(method.getType())
        .setRequestMarshaller(new BytesMarshaller())
        .setResponseMarshaller(new BytesMarshaller())
        .build();
  }

  Session create(String id) {
    return create(
        CreateSessionRequest.newBuilder().setSessionId(id).setConfig(Examples.config()).build());
  }

  Session create(CreateSessionRequest request) {
    return fixture.blocking().createSession(request).getSession();
  }

  static AggregateRequest request(Session session, int step) {
    return Examples.request()
        .setSessionId(session.getSessionId())
        .setFingerprint(session.getFingerprint())
        .setWorker("w0")
        .setEpoch(0)
        .setStep(step)
        .build();
  }

  void counted(String reason, int times) throws IOException, InterruptedException {
    fixture.awaitMetric(
        "bayesagg_refusals_total{reason=\"" + reason + "\",} " + times + ".0", PATIENCE);
  }

  static void is(Throwable thrown, Status.Code code, String reason) {
    new Refused(thrown)
        .is(
            code,
            reason,
            StatusProto.fromThrowable(thrown) != null && code == Status.Code.UNAVAILABLE);
  }

  static Refused refused(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException e) {
      return new Refused(e);
    }
    throw new AssertionError("nothing was refused");
  }

  /** A call's error. */
  record Refused(Throwable thrown) {
    void is(Status.Code code, String reason, boolean withRetry) {
      assertThat(Status.fromThrowable(thrown).getCode()).as("%s", thrown).isEqualTo(code);
      assertThat(ServerFixture.detail(thrown, ErrorInfo.class).getReason()).isEqualTo(reason);
      if (withRetry) {
        assertThat(ServerFixture.detail(thrown, RetryInfo.class).hasRetryDelay()).isTrue();
      }
    }
  }

  /** A call that sends and reads only what it is told to. */
  final class RawCall<Q, R> {
    private final CompletableFuture<Throwable> end = new CompletableFuture<>();
    private final ClientCall<Q, R> call;

    RawCall(MethodDescriptor<Q, R> method) {
      this(method, new Metadata());
    }

    RawCall(MethodDescriptor<Q, R> method, Metadata headers) {
      call = fixture.channel.newCall(method, CallOptions.DEFAULT);
      call.start(
          new ClientCall.Listener<>() {
            @Override
            public void onClose(Status status, Metadata trailers) {
              end.complete(status.asRuntimeException(trailers));
            }
          },
          headers);
    }

    void message(Q message) {
      call.sendMessage(message);
    }

    void send(Q message) {
      call.sendMessage(message);
      call.halfClose();
    }

    Throwable end() {
      return end.orTimeout(20, TimeUnit.SECONDS).join();
    }
  }

  record EndObserver<R>(CompletableFuture<Throwable> end)
      implements io.grpc.stub.StreamObserver<R> {
    @Override
    public void onNext(R value) {}

    @Override
    public void onError(Throwable thrown) {
      end.complete(thrown);
    }

    @Override
    public void onCompleted() {
      end.complete(Status.OK.asRuntimeException());
    }
  }

  static final class BytesMarshaller implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public java.io.InputStream stream(byte[] value) {
      return new java.io.ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(java.io.InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }
}
