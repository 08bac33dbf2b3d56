package dev.garrison.cases.cases;

public enum Severity {
    low,
    medium,
    high,
    critical
}
