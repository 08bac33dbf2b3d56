package dev.garrison.gateway;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Starts the gateway. */
@QuarkusMain
public class Main {
    public static void main(String... arguments) {
        // Quarkus refuses a path such as /a|b with an empty 400 before any handler; Target checks what matters and
        // answers in JSON.
        System.setProperty("vertx.disableURIValidation", "true");
        Quarkus.run(arguments);
    }
}
