package dev.garrison.security.users;

/** Within this service and the transaction of the deletion. */
public record UserDeleted(String username, String realm) {}
