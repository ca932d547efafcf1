package org.bayesagg.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** What a command printed, and its exit status. */
public record Console(int status, String out, String err) {

  /** Runs the command in this JVM. */
  public static Console run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command = Bayesagg.commandLine();
    command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    command.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    int status = command.execute(arguments);
    return new Console(status, out.toString(), err.toString());
  }
}
