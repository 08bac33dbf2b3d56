package dev.garrison.platform.http;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import java.io.IOException;
import org.eclipse.microprofile.openapi.OASFactory;
import org.jboss.jandex.Index;
import org.junit.jupiter.api.Test;

/** What happens in a service's build, of which {@link OperationDocs} is a step. */
class OperationDocsTest {
    interface Declared {
        @GET
        @RequirePrivileges("things-read")
        void declared();

        @PATCH
        @Unauthenticated
        void open();
    }

    interface Forgotten extends Declared {
        @PATCH
        void forgotten();
    }

    private static void build(Class<?> resource) throws IOException {
        new OperationDocs(Index.of(resource)).filterOpenAPI(OASFactory.createOpenAPI());
    }

    @Test
    void aServiceWithAnOperationThatDeclaresNothingDoesNotBuild() throws IOException {
        build(Declared.class);

        assertThatThrownBy(() -> build(Forgotten.class))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageEndingWith("Forgotten.forgotten declares neither @RequirePrivileges nor @Unauthenticated");
    }
}
