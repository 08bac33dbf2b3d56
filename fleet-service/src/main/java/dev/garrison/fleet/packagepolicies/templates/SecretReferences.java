package dev.garrison.fleet.packagepolicies.templates;

/** Where a secret belongs in what is compiled: its value is put in on the way to an agent. */
public final class SecretReferences {
    private SecretReferences() {}

    public static String placeholder(String secretId) {
        return "$co.elastic.secret{" + secretId + "}";
    }
}
