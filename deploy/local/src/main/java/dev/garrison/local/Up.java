package dev.garrison.local;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;

/** {@code garrison up}: runs the stack until it is told to stop. */
@Command(name = "up", description = "Run PostgreSQL, Kafka, the services and the gateway until Ctrl-C.")
final class Up implements Callable<Integer> {
    @Override
    public Integer call() throws InterruptedException {
        var began = System.nanoTime();
        var settings = Settings.ofProcess();
        Garrison.logTo(Settings.makePrivate(settings.folder()).resolve("logs/kafka.log"));
        var stopping = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(stopping::countDown));
        Stack stack;
        try {
            stack = Stack.builder()
                    .settings(settings)
                    .restartCrashed()
                    .report(Up::say)
                    .start();
        } catch (IllegalStateException e) {
            if (stopping.getCount() == 0) {
                return 0; // Ctrl-C during the start
            }
            throw e;
        }
        greet(stack, Duration.ofNanos(System.nanoTime() - began));
        stopping.await();
        return 0;
    }

    private static void say(String line) {
        System.out.println("  " + line);
    }

    private static void greet(Stack stack, Duration took) {
        var url = stack.url();
        var password = stack.elasticPassword();
        System.out.printf("%nReady after %d s: %s   user elastic, password %s%n", took.toSeconds(), url, password);
        if (!stack.fleetServerUrls().isEmpty()) {
            System.out.printf("Elastic Agents:  %s%n", stack.fleetServerUrls().get(0));
        }
        if (!new KibanaApi(url, password).accepted()) {
            System.out.println("(elastic now has another password than at the first start)");
        }
        System.out.printf("Try:  curl -u elastic:%s %s/api/status%n", password, url);
        System.out.println("Ctrl-C stops everything; the data stays in " + stack.folder());
    }
}
