package dev.garrison.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.FileHandler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The launcher's commands; {@code ./garrison} builds what they need and then runs them. */
@Command(
        name = "garrison",
        description = "Garrison on this machine.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        subcommands = {Up.class, Status.class, Stop.class, Reset.class, AgentCommand.class})
public final class Garrison {
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    static int run(String... arguments) {
        return new CommandLine(new Garrison())
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    command.getErr().println("garrison: " + failure.getMessage());
                    return 1;
                })
                .execute(arguments);
    }

    /** What Kafka and the starter of PostgreSQL have to say goes to a file, not between the user's lines. */
    static void logTo(Path file) {
        try {
            Files.createDirectories(file.getParent());
            System.setProperty(
                    "java.util.logging.SimpleFormatter.format", "%1$tFT%1$tT.%1$tL%1$tz %4$-7s %3$s %5$s%6$s%n");
            LogManager.getLogManager().reset();
            var handler = new FileHandler(file.toString(), 20 << 20, 1, true);
            handler.setFormatter(new SimpleFormatter());
            var root = Logger.getLogger("");
            root.addHandler(handler);
            root.setLevel(Level.INFO);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
