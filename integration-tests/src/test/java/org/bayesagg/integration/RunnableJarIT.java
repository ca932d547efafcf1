package org.bayesagg.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The one jar, as a process: everything that is found by name must still be in it. */
class RunnableJarIT {
  private static final Path JAR = Path.of("..", "client", "cli", "target", "bayesagg.jar");
  private static final Path GOLDEN =
      Path.of("..", "server", "math", "src", "test", "resources", "golden");

  @TempDir private Path folder;

  @Test
  void version_isThatOfTheBuild() throws Exception {
    Result result = run("--version");
    assertThat(result.status()).isZero();
    assertThat(result.out()).startsWith("bayesagg 0.").doesNotContain("not built");
  }

  @Test
  void conformance_findsTransportAndNatives() throws Exception {
    Result result = run("conformance", GOLDEN.resolve("mixed_utkface_shape").toString());
    assertThat(result.out()).endsWith("1 passed, 0 failed" + System.lineSeparator());
    assertThat(result.err()).isEmpty();
    assertThat(result.status()).isZero();
  }

  @Test
  void nobodyThere_isOneLineAndStatusOne() throws Exception {
    Result result = run("ping", "--target", "localhost:1", "--timeout", "2");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err().lines()).hasSize(1);
    assertThat(result.err()).startsWith("bayesagg: no answer from localhost:1");
  }

  @Test
  void billOfMaterials_namesWhatIsPackedInItsVersion() throws Exception {
    JsonNode bom = billOfMaterials();
    Set<String> listed = new TreeSet<>();
    addCoordinates(bom.get("metadata").get("component"), listed);
    addCoordinates(bom, listed);
    Set<String> packed = new TreeSet<>();
    try (ZipFile jar = new ZipFile(JAR.toFile())) {
      for (ZipEntry entry : jar.stream().toList()) {
        if (entry.getName().matches("META-INF/maven/.*/pom.properties")) {
          Properties pom = new Properties();
          try (InputStream in = jar.getInputStream(entry)) {
            pom.load(in);
          }
          packed.add(
              String.join(
                  ":",
                  pom.getProperty("groupId"),
                  pom.getProperty("artifactId"),
                  pom.getProperty("version")));
        }
      }
    }
    assertThat(packed).hasSizeGreaterThan(40);
    assertThat(listed).containsAll(packed);
    // Those without a description in the jar; of Guava also the one that ND4J carries.
    assertThat(listed)
        .anyMatch(part -> part.startsWith("io.grpc:grpc-netty:"))
        .anyMatch(part -> part.startsWith("org.rocksdb:rocksdbjni:"))
        .noneMatch(part -> part.matches("(org.junit|org.assertj|org.openjdk.jmh|net.jqwik).*"));
    assertThat(listed).filteredOn(part -> part.startsWith("com.google.guava:guava:")).hasSize(2);
  }

  @Test
  void billOfMaterials_namesNativesAndTheChartsOfThePage() throws Exception {
    Set<String> addresses = new TreeSet<>(billOfMaterials().findValuesAsText("purl"));
    for (String library :
        List.of(
            "org.bytedeco/javacpp",
            "org.bytedeco/openblas",
            "org.nd4j/nd4j-native",
            "io.netty/netty-tcnative-boringssl-static",
            "io.netty/netty-transport-native-epoll")) {
      assertThat(addresses)
          .as(library)
          .anyMatch(a -> a.matches("pkg:maven/" + library + "@[^?]*\\?.*classifier=[a-z]+-.*"));
    }
    String script = read("org/bayesagg/service/http/page/uplot/uPlot.iife.min.js");
    String version = script.replaceFirst("(?s).*?\\(v([0-9.]+)\\).*", "$1");
    assertThat(addresses).contains("pkg:npm/uplot@" + version);
  }

  @Test
  void billOfMaterials_isThatBesideTheJarAndKnowsNoMachine() throws Exception {
    String text = read("META-INF/sbom/application.cdx.json");
    assertThat(JAR.resolveSibling("bayesagg.cdx.json")).content().isEqualTo(text);
    JsonNode bom = billOfMaterials();
    assertThat(bom.get("bomFormat").asText()).isEqualTo("CycloneDX");
    assertThat(bom.get("specVersion").asText()).isEqualTo("1.6");
    assertThat(bom.has("serialNumber")).isFalse();
    assertThat(text)
        .doesNotContain(System.getProperty("user.home"))
        .doesNotContain(System.getProperty("user.dir"))
        .doesNotContain("file:");
  }

  /** Group, name and version of all components under a node, and of itself if it is one. */
  private static void addCoordinates(JsonNode node, Set<String> to) {
    if (node.has("purl")) {
      to.add(
          String.join(
              ":",
              node.path("group").asText(),
              node.get("name").asText(),
              node.get("version").asText()));
    }
    node.path("components").forEach(component -> addCoordinates(component, to));
  }

  private static JsonNode billOfMaterials() throws IOException {
    return new ObjectMapper().readTree(read("META-INF/sbom/application.cdx.json"));
  }

  private static String read(String entry) throws IOException {
    try (ZipFile jar = new ZipFile(JAR.toFile());
        InputStream in = jar.getInputStream(jar.getEntry(entry))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private record Result(int status, String out, String err) {}

  private Result run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-jar", JAR.toString()));
    command.addAll(List.of(arguments));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    if (!process.waitFor(120, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("did not end: " + command + "\n" + Files.readString(err));
    }
    return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
  }
}
