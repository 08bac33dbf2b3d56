package dev.garrison.fleet.database;

import java.sql.SQLException;

/** A statement failed, most likely because the database is away. */
public class DatabaseException extends RuntimeException {
    DatabaseException(SQLException cause) {
        super(cause.getMessage(), cause);
    }
}
