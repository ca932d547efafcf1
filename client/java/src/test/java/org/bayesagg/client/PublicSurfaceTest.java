package org.bayesagg.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What users compile against is this package and the JDK alone. */
class PublicSurfaceTest {

  @Test
  void publicTypes_mentionNeitherGeneratedCodeNorLibraries() throws Exception {
    List<Class<?>> types = publicTypes();
    assertThat(types).contains(AggregationClient.class, StepAnswer.class).hasSizeGreaterThan(30);
    assertThat(types)
        .flatExtracting(PublicSurfaceTest::mentioned)
        .allMatch(
            type ->
                type.isPrimitive()
                    || type.getPackageName().startsWith("java.")
                    || type.getPackageName().equals("org.bayesagg.client")
                    // Made to be passed around, and nothing else of it.
                    || type.equals(OpenTelemetry.class));
  }

  @Test
  void implementation_isPackagePrivate() {
    for (Class<?> type :
        List.of(GrpcAggregationClient.class, GrpcAggregationSession.class, StepStream.class)) {
      assertThat(Modifier.isPublic(type.getModifiers())).isFalse();
    }
  }

  private static List<Class<?>> publicTypes() throws Exception {
    Path classes =
        Path.of(AggregationClient.class.getProtectionDomain().getCodeSource().getLocation().toURI())
            .resolve("org/bayesagg/client");
    try (Stream<Path> files = Files.list(classes)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".class"))
          .<Class<?>>map(name -> load(name.substring(0, name.length() - ".class".length())))
          .filter(type -> Modifier.isPublic(type.getModifiers()))
          .toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName("org.bayesagg.client." + name);
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  private static List<Class<?>> mentioned(Class<?> type) {
    return Stream.concat(
            Stream.of(type.getMethods()).filter(method -> ours(method.getDeclaringClass())),
            Stream.of(type.getConstructors()))
        .flatMap(PublicSurfaceTest::mentioned)
        .toList();
  }

  private static Stream<Class<?>> mentioned(Executable member) {
    Stream<Class<?>> parameters = Stream.of(member.getParameterTypes());
    return (member instanceof Method method
            ? Stream.concat(parameters, Stream.of(method.getReturnType()))
            : parameters)
        .map(type -> type.isArray() ? type.getComponentType() : type);
  }

  private static boolean ours(Class<?> type) {
    return type.getName().startsWith("org.bayesagg");
  }
}
