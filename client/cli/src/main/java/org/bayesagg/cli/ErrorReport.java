package org.bayesagg.cli;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import org.bayesagg.client.AggregationException;
import org.bayesagg.client.FieldViolation;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Errors for people: one line with the way out, the stack trace only where asked for. */
final class ErrorReport implements IExecutionExceptionHandler {
  private final Bayesagg root;

  ErrorReport(Bayesagg root) {
    this.root = root;
  }

  @Override
  public int handleExecutionException(
      Exception error, CommandLine commandLine, ParseResult parsed) {
    PrintWriter err = commandLine.getErr();
    err.println("bayesagg: " + line(error));
    if (error instanceof AggregationException failure && failure.violations().size() > 1) {
      for (FieldViolation violation : failure.violations()) {
        err.println("  " + violation.field() + ": " + violation.description());
      }
    }
    if (root.verbose()) {
      error.printStackTrace(err);
    }
    err.flush();
    return ExitCode.SOFTWARE;
  }

  static String line(Exception error) {
    if (error instanceof AggregationException failure) {
      String hint = failure.hint();
      return failure.getMessage() + (hint.isEmpty() ? "" : "; " + hint);
    }
    if (error instanceof UncheckedIOException wrapped) {
      return line(wrapped.getCause());
    }
    if (error instanceof NoSuchFileException missing) {
      return "no such file: " + missing.getFile();
    }
    return error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage();
  }
}
