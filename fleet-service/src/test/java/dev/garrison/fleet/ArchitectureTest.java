package dev.garrison.fleet;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.persistence.EntityManager;
import jakarta.ws.rs.Path;
import org.junit.jupiter.api.Test;

/** How fleet-service's features may lean on each other. */
class ArchitectureTest {
    private static final JavaClasses FLEET = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.garrison.fleet");

    @Test
    void featuresAreFreeOfCycles() {
        slices().matching("dev.garrison.fleet.(*)..")
                .should()
                .beFreeOfCycles()
                .because(
                        "a feature that can be read, tested and replaced alone depends on others in one direction only")
                .check(FLEET);
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
                .check(FLEET);
    }

    @Test
    void repositoriesStayInTheirFeature() {
        classes()
                .that()
                .haveSimpleNameEndingWith("Repository")
                .should()
                .bePackagePrivate()
                .because("another feature would write a table without the rules of the one that owns it")
                .check(FLEET);
    }

    @Test
    void policiesKnowNothingOfAgents() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "..agentpolicies..", "..policyrevisions..", "..enrollmentkeys..", "..outputs..", "..signing..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..agents..", "..actions..", "..checkin..")
                .because("agents follow policies, so policies can be changed without a look at how agents are served")
                .check(FLEET);
    }
}
