package dev.garrison.bench;

/** {@code deploy/bench/run [api|agents [count]]}; without a word, all. */
final class Bench {
    private Bench() {}

    public static void main(String[] args) throws Exception {
        System.out.printf(
                "This machine: %d processors, %s, Java %s%n",
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.arch"),
                System.getProperty("java.version"));
        var what = args.length == 0 ? "all" : args[0];
        if (what.equals("api") || what.equals("all")) {
            ApiBench.run();
        }
        if (what.equals("agents") || what.equals("all")) {
            AgentsBench.run(args.length > 1 ? Integer.parseInt(args[1]) : 15_000);
        }
        System.exit(0); // Vert.x and JDK clients leave threads behind
    }
}
