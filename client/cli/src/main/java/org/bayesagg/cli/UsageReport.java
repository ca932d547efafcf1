package org.bayesagg.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Wrong usage: what is wrong, what was perhaps meant, and where help is. */
final class UsageReport implements IParameterExceptionHandler {

  @Override
  public int handleParseException(ParameterException error, String[] arguments) {
    CommandLine command = error.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("bayesagg: " + error.getMessage());
    UnmatchedArgumentException.printSuggestions(error, err);
    err.println("Try \"" + command.getCommandSpec().qualifiedName() + " --help\".");
    err.flush();
    return ExitCode.USAGE;
  }
}
