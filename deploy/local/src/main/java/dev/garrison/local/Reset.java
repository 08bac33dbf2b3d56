package dev.garrison.local;

import java.nio.file.Files;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code garrison reset}: back to the first start. */
@Command(name = "reset", description = "Remove the data, logs and secrets of the stack, which must not run.")
final class Reset implements Callable<Integer> {
    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    @Override
    public Integer call() {
        var folder = Settings.ofProcess().folder();
        if (!Files.exists(folder)) {
            System.out.println("There is nothing to remove.");
            return 0;
        }
        if (FolderLock.taken(folder)) {
            System.err.println("Garrison is running: stop it first (./garrison stop).");
            return 1;
        }
        if (!yes && !confirmed("Remove everything in " + folder + "? [y/N] ")) {
            System.err.println("Nothing removed.");
            return 1;
        }
        try (var lock = FolderLock.take(folder)) {
            Run.endLeftovers(folder);
            Stack.delete(folder);
        }
        System.out.println("Removed " + folder + ".");
        return 0;
    }

    private static boolean confirmed(String question) {
        var console = System.console();
        if (console == null) {
            System.err.println("Nobody to ask here: say --yes.");
            return false;
        }
        var answer = console.readLine("%s", question);
        return answer != null && answer.strip().equalsIgnoreCase("y");
    }
}
