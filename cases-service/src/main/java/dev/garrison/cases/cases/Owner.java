package dev.garrison.cases.cases;

/** The application that a case belongs to; privileges on cases are given by owner. */
public enum Owner {
    cases,
    observability,
    securitySolution
}
