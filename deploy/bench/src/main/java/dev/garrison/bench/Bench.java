package dev.garrison.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** {@code deploy/bench/run [api|agents [count]|fleet [parked [rows]]]}; without a word, all. */
final class Bench {
    private Bench() {}

    public static void main(String[] args) throws Exception {
        System.out.printf(
                "This machine: %d processors, %,d MB of memory, %s, Java %s%n",
                Runtime.getRuntime().availableProcessors(),
                memory(),
                System.getProperty("os.arch"),
                System.getProperty("java.version"));
        var what = args.length == 0 ? "all" : args[0];
        if (what.equals("api") || what.equals("all")) {
            ApiBench.run();
        }
        if (what.equals("agents") || what.equals("all")) {
            AgentsBench.run(args.length > 1 ? Integer.parseInt(args[1]) : 15_000);
        }
        if (what.equals("fleet") || what.equals("all")) {
            FleetBench.run(
                    args.length > 1 ? Integer.parseInt(args[1]) : 15_000,
                    args.length > 2 ? Integer.parseInt(args[2]) : 100_000);
        }
        System.exit(0); // Vert.x and JDK clients leave threads behind
    }

    private static long memory() {
        var machine = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return machine.getTotalMemorySize() / 1024 / 1024;
    }
}
