package org.bayesagg.client;

import com.google.protobuf.ByteString;
import io.grpc.Deadline;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import org.bayesagg.v1.AggregationServiceGrpc;
import org.bayesagg.v1.ExportSessionRequest;
import org.bayesagg.v1.ExportSessionResponse;
import org.bayesagg.v1.ImportHeader;
import org.bayesagg.v1.ImportSessionRequest;
import org.bayesagg.v1.ImportSessionResponse;

/** Sessions to files and back, piece by piece. */
final class SessionFiles {
  private static final int PIECE = 1 << 20;

  private final Calls calls;
  private final Deadline deadline;

  SessionFiles(Calls calls, Deadline deadline) {
    this.calls = calls;
    this.deadline = deadline;
  }

  /** The file has its name once it is whole. */
  CompletableFuture<Void> export(String id, Path file) {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    OutputStream to;
    try {
      to = Files.newOutputStream(part);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    CompletableFuture<ExportSessionResponse> call =
        calls.serverStream(
            AggregationServiceGrpc.getExportSessionMethod(),
            ExportSessionRequest.newBuilder().setSessionId(id).build(),
            deadline,
            message -> write(message, to));
    Futures.whenDone(
        call,
        (end, failure) -> {
          if (failure != null) {
            finish(part, to, null);
          }
        });
    return Futures.map(
        call,
        end -> {
          finish(part, to, file);
          return null;
        });
  }

  private static void write(ExportSessionResponse message, OutputStream to) {
    try {
      message.getData().writeTo(to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Gives the whole file its name, or drops what came of it where {@code file} is null. */
  private static void finish(Path part, OutputStream to, Path file) {
    try {
      to.close();
      if (file == null) {
        Files.deleteIfExists(part);
      } else {
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  CompletableFuture<ImportSessionResponse> importFrom(Path file, String id, boolean newRun) {
    ImportHeader.Builder header = ImportHeader.newBuilder().setNewRun(newRun);
    if (id != null) {
      header.setSessionId(id);
    }
    InputStream from;
    try {
      from = Files.newInputStream(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    CompletableFuture<ImportSessionResponse> call =
        calls.clientStream(
            AggregationServiceGrpc.getImportSessionMethod(),
            new Pieces(ImportSessionRequest.newBuilder().setHeader(header).build(), from),
            deadline);
    Futures.whenDone(call, (response, failure) -> close(from));
    return call;
  }

  private static void close(InputStream from) {
    try {
      from.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The header, then the file. */
  private static final class Pieces implements Iterator<ImportSessionRequest> {
    private final InputStream from;
    private ImportSessionRequest next;

    Pieces(ImportSessionRequest header, InputStream from) {
      this.from = from;
      this.next = header;
    }

    @Override
    public boolean hasNext() {
      return next != null;
    }

    @Override
    public ImportSessionRequest next() {
      if (next == null) {
        throw new NoSuchElementException();
      }
      ImportSessionRequest now = next;
      try {
        byte[] bytes = from.readNBytes(PIECE);
        next =
            bytes.length == 0
                ? null
                : ImportSessionRequest.newBuilder().setData(ByteString.copyFrom(bytes)).build();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return now;
    }
  }
}
