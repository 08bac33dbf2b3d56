package dev.garrison.local;

import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code garrison stop}: ends a stack that runs in another terminal, or what a killed one left behind. */
@Command(name = "stop", description = "Stop the stack that runs elsewhere.")
final class Stop implements Callable<Integer> {
    @Override
    public Integer call() {
        var folder = Settings.ofProcess().folder();
        if (FolderLock.taken(folder)) {
            var launcher = Run.read(folder).flatMap(run -> run.launcher().alive());
            if (launcher.isEmpty()) {
                System.out.println("Garrison is just starting or stopping; try again.");
                return 1;
            }
            launcher.get().destroy();
            Run.end(launcher.get(), Duration.ofMinutes(2));
            System.out.println("Stopped.");
            return 0;
        }
        var ended = Run.endLeftovers(folder);
        Run.forget(folder);
        System.out.println(ended.isEmpty() ? "Garrison is not running." : "Stopped " + String.join(", ", ended) + ".");
        return 0;
    }
}
