package org.bayesagg.service;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The walls between the rooms. */
@AnalyzeClasses(
    packages = "org.bayesagg.service",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String ROOT = "org.bayesagg.service";

  @ArchTest
  static final ArchRule sessionKnowsNothingOfTheWire =
      noClasses()
          .that()
          .resideInAPackage(ROOT + ".session..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.grpc..",
              "io.netty..",
              "io.prometheus..",
              "com.google.protobuf..",
              "com.google.rpc..",
              "com.sun.net.httpserver..",
              "java.net..",
              "org.bayesagg.v1..",
              ROOT + ".codec..",
              ROOT + ".grpc..",
              ROOT + ".http..",
              ROOT + ".metrics..",
              ROOT + ".config..");

  @ArchTest
  static final ArchRule onlyTheAdaptersKnowGrpc =
      noClasses()
          .that()
          // Of gRPC, certificates take what reads them anew.
          .resideOutsideOfPackages(ROOT, ROOT + ".grpc..", ROOT + ".tls..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.grpc..", "io.netty..", "com.google.rpc..");

  @ArchTest
  static final ArchRule onlyCodecAndAdaptersKnowTheMessages =
      noClasses()
          .that()
          .resideOutsideOfPackages(ROOT, ROOT + ".grpc..", ROOT + ".codec..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.bayesagg.v1..", "com.google.protobuf..");

  @ArchTest
  static final ArchRule onlyMetricsAndMonitoringKnowPrometheus =
      noClasses()
          .that()
          .resideOutsideOfPackages(ROOT, ROOT + ".metrics..", ROOT + ".http..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.prometheus..", "com.sun.net.httpserver..");

  @ArchTest
  static final ArchRule onlyTheTopPutsThingsTogether =
      noClasses()
          .that()
          .resideInAPackage(ROOT + ".(*)..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(ROOT);

  @ArchTest
  static final ArchRule nothingDependsOnMain =
      noClasses()
          .that()
          .doNotHaveSimpleName("Main")
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName(ROOT + ".Main");

  @ArchTest
  static final ArchRule onlyConfigurationReadsTheEnvironment =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName(ROOT + ".ServeCommand")
          .and()
          .doNotHaveFullyQualifiedName(ROOT + ".DoctorCommand")
          .should()
          .callMethod(System.class, "getenv")
          .orShould()
          .callMethod(System.class, "getenv", String.class);

  @ArchTest
  static final ArchRule onlySessionsRunTheMaths =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + ".session..")
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("org.bayesagg.math.Aggregator");

  @ArchTest
  static final ArchRule roomsHaveNoCycles =
      slices().matching(ROOT + ".(*)..").should().beFreeOfCycles();
}
