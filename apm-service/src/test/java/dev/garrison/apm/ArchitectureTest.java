package dev.garrison.apm;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.persistence.EntityManager;
import jakarta.ws.rs.Path;
import org.junit.jupiter.api.Test;

/** How apm-service's features may lean on each other. */
class ArchitectureTest {
    private static final JavaClasses APM = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.garrison.apm");

    @Test
    void featuresAreFreeOfCycles() {
        slices().matching("dev.garrison.apm.(*)..")
                .should()
                .beFreeOfCycles()
                .because(
                        "a feature that can be read, tested and replaced alone depends on others in one direction only")
                .check(APM);
    }

    @Test
    void resourcesKnowNoStorage() {
        noClasses()
                .that()
                .areAnnotatedWith(Path.class)
                .should()
                .dependOnClassesThat()
                .haveSimpleNameEndingWith("Repository")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(EntityManager.class)
                .because("a rule that a resource passes by holds for some operations only")
                .check(APM);
    }

    @Test
    void repositoriesStayInTheirFeature() {
        classes()
                .that()
                .haveSimpleNameEndingWith("Repository")
                .should()
                .bePackagePrivate()
                .because("another feature would write a table without the rules of the one that owns it")
                .check(APM);
    }
}
