package dev.garrison.local;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code garrison status}: each part with its process, address and health. */
@Command(
        name = "status",
        description = "Show each part: up or down, process, address.",
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {"0:everything is up", "1:a part is down", "3:nothing runs"})
final class Status implements Callable<Integer> {
    private final Settings settings;

    Status() {
        this(Settings.ofProcess());
    }

    Status(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        var folder = settings.folder();
        var run = Run.read(folder);
        boolean launcher = FolderLock.taken(folder);
        if (run.isEmpty() || !launcher && run.get().parts().stream().noneMatch(Status::up)) {
            System.out.println(launcher ? "Garrison is starting." : "Garrison is not running.");
            return launcher ? 1 : 3;
        }
        boolean whole = launcher;
        for (var part : run.get().parts()) {
            boolean up = up(part);
            whole &= up;
            System.out.printf("%-18s %-4s  %-10s  %s%n", part.name(), up ? "up" : "down", pid(part), part.address());
        }
        if (launcher) {
            System.out.printf(
                    "%-18s %-4s  %-10s  %s%n",
                    "launcher", "up", "pid " + run.get().launcher().pid(), folder);
        } else {
            System.out.println("The launcher was killed; ./garrison up takes over, ./garrison stop ends the rest.");
        }
        return whole ? 0 : 1;
    }

    private static boolean up(Run.Part part) {
        if (part.process() != null && part.process().alive().isEmpty()) {
            return false; // whoever answers at its address is somebody else
        }
        return part.health() == null ? Health.listens(part.address()) : Health.answers200(part.health());
    }

    private static String pid(Run.Part part) {
        return part.process() == null
                ? ""
                : part.process().alive().map(alive -> "pid " + alive.pid()).orElse("");
    }
}
