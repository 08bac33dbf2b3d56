package dev.garrison.bench;

import dev.garrison.local.Stack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a service asks PostgreSQL, from the server's own log: so that pgbench runs the same even after the service's code has changed. */
final class AskedSql {
    private static final Pattern ENTRY = Pattern.compile("(?m)^\\d{4}-\\d\\d-\\d\\d .*?(LOG|DETAIL): +");
    private static final Pattern EXECUTED = Pattern.compile("(?s)duration: [\\d.]+ ms +execute [^:]+: (.*)");
    private static final Pattern PARAMETER = Pattern.compile("\\$(\\d+) = ('(?:[^']|'')*'|NULL)");

    private AskedSql() {}

    /** @return the statements that contain a text, with their parameters put in, as a script */
    static String during(Stack stack, String text, Runnable request) {
        var log = stack.folder().resolve("logs").resolve("postgres.log");
        log(stack, true);
        long from = size(log);
        request.run();
        log(stack, false);
        var asked = statements(read(log, from)).stream()
                .filter(sql -> sql.contains(text))
                .toList();
        if (asked.isEmpty()) {
            throw new IllegalStateException("Nothing was asked with " + text);
        }
        return String.join(";\n", asked) + ";\n";
    }

    private static List<String> statements(String log) {
        var statements = new ArrayList<String>();
        var entries = ENTRY.split(log);
        for (int i = 0; i < entries.length; i++) {
            var executed = EXECUTED.matcher(entries[i].strip());
            if (executed.matches()) {
                var sql = executed.group(1);
                var hasParameters = i + 1 < entries.length && entries[i + 1].matches("(?s)[Pp]arameters: .*");
                statements.add(hasParameters ? withParameters(sql, entries[i + 1]) : sql);
            }
        }
        return statements;
    }

    private static String withParameters(String sql, String parameters) {
        var values = new TreeMap<Integer, String>();
        var found = PARAMETER.matcher(parameters);
        while (found.find()) {
            values.put(Integer.valueOf(found.group(1)), found.group(2));
        }
        return Pattern.compile("\\$(\\d+)")
                .matcher(sql)
                .replaceAll(number -> Matcher.quoteReplacement(values.get(Integer.valueOf(number.group(1)))));
    }

    private static void log(Stack stack, boolean on) {
        try (var database = stack.connect("fleet");
                var statement = database.createStatement()) {
            statement.execute("alter system set log_min_duration_statement = " + (on ? "0" : "-1"));
            statement.execute("select pg_reload_conf()");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        Stopwatch.pause(1000); // until every server process has heard of it
    }

    private static long size(Path file) {
        return file.toFile().length();
    }

    private static String read(Path file, long from) {
        try {
            var bytes = Files.readAllBytes(file);
            return new String(bytes, (int) from, bytes.length - (int) from, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
