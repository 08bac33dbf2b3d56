package dev.garrison.bench;

import java.util.ArrayList;
import java.util.function.DoubleSupplier;

/** Two ways to do the same, round by round side by side, so that a noisy moment meets both; the median of the rounds' ratios counts. */
final class Comparison {
    private static final int ROUNDS = 5;

    private Comparison() {}

    /** @param ours,other operations per second */
    static void print(String what, DoubleSupplier ours, DoubleSupplier other) {
        var ratios = new ArrayList<Double>();
        var lines = new ArrayList<String>();
        for (int round = 0; round < ROUNDS; round++) {
            double a = ours.getAsDouble();
            double b = other.getAsDouble();
            ratios.add(a / b);
            lines.add("%.0f/%.0f".formatted(a, b));
        }
        var sorted = ratios.stream().sorted().toList();
        System.out.printf(
                "%-80s %.2f   (per second: %s)%n", what, sorted.get(sorted.size() / 2), String.join(" ", lines));
    }
}
