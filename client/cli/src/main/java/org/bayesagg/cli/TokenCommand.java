package org.bayesagg.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.Callable;
import org.bayesagg.service.access.TokenHash;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bayesagg token}. */
@Command(
    name = "token",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Makes a bearer token and the entry of an access file for whoever has it.",
      "The token goes to a file that only you can read; the entry, which holds just its SHA-256, to"
          + " standard output.",
      ""
    },
    footerHeading = "%nExample:%n",
    footer = {
      "  echo identities: > access.yaml",
      "  bayesagg token trainers --sessions 'run-*' --right contribute >> access.yaml",
      "  bayesagg serve --access-file access.yaml",
      "  bayesagg ping --token-file trainers.token"
    })
final class TokenCommand implements Callable<Integer> {
  @Parameters(paramLabel = "NAME", description = "Whose it is; in the access file, and in errors.")
  private String name;

  @Option(
      names = "--sessions",
      paramLabel = "PATTERN",
      defaultValue = "*",
      description = "Sessions, in which * stands for anything (default: all).")
  private String sessions;

  @Option(
      names = "--right",
      paramLabel = "RIGHT",
      defaultValue = "contribute",
      description =
          "read, contribute or administer, each with those before it (default: ${DEFAULT-VALUE}).")
  private String right;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "File for the token (default: NAME.token); none is replaced.")
  private Path file;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (!name.matches("[A-Za-z0-9._-]+")) {
      throw wrong("NAME " + name + ": letters, digits, '.', '_' and '-'");
    }
    if (!right.matches("read|contribute|administer")) {
      throw wrong("--right " + right + ": read, contribute or administer");
    }
    if (!sessions.matches("[A-Za-z0-9._*?-]+")) {
      throw wrong("--sessions " + sessions + ": a session's name, with * and ?");
    }
    Path to = file == null ? Path.of(name + ".token") : file;
    if (Files.exists(to)) {
      throw wrong(to + " is there already: remove it, or choose another --out");
    }
    String token = TokenHash.newToken();
    if (to.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createFile(
          to, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    Files.writeString(to, token + System.lineSeparator());
    PrintWriter out = spec.commandLine().getOut();
    out.printf("  - name: %s%n", name);
    out.printf("    tokenSha256: [\"%s\"]%n", TokenHash.of(token));
    out.printf("    grants:%n      - sessions: [\"%s\"]%n        right: %s%n", sessions, right);
    out.flush();
    spec.commandLine().getErr().println("bayesagg token: wrote the token to " + to);
    return 0;
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
