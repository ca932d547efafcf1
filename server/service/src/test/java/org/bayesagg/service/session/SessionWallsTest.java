package org.bayesagg.service.session;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Sessions know the maths and the JDK, and nothing of how calls come in. */
@AnalyzeClasses(
    packages = "org.bayesagg.service.session",
    importOptions = ImportOption.DoNotIncludeTests.class)
class SessionWallsTest {
  @ArchTest
  static final ArchRule SESSIONS_DEPEND_ON_MATHS_ALONE =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "org.bayesagg.service.session", "org.bayesagg.math..", "org.slf4j..", "java..");
}
