package org.bayesagg.service;

/** Starts a server by itself, without the {@code bayesagg} command. */
public final class Main {
  private Main() {}

  /** Takes the options of {@code serve}. */
  public static void main(String[] arguments) {
    System.exit(ServeCommand.commandLine().execute(arguments));
  }
}
