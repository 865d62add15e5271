package org.fleetdesk.gateways.engine.internal.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Short ways through JDBC. */
public final class Rows {

	/** Makes something of the current row. */
	@FunctionalInterface
	public interface Reader<T> {
		T read(ResultSet row) throws SQLException;
	}

	private Rows() {
	}

	/** All rows of a query. */
	public static <T> List<T> list(Connection connection, String sql, Reader<T> reader, Object... parameters) throws SQLException {
		try (var statement = set(connection.prepareStatement(sql), parameters)) {
			return list(statement, reader);
		}
	}

	/** All rows of a statement whose parameters are set. */
	public static <T> List<T> list(PreparedStatement statement, Reader<T> reader) throws SQLException {
		try (var rows = statement.executeQuery()) {
			var list = new ArrayList<T>();
			while (rows.next()) {
				list.add(reader.read(rows));
			}
			return list;
		}
	}

	/** The first row of a query. */
	public static <T> Optional<T> first(Connection connection, String sql, Reader<T> reader, Object... parameters) throws SQLException {
		try (var statement = set(connection.prepareStatement(sql), parameters)) {
			return first(statement, reader);
		}
	}

	/** The first row of a statement whose parameters are set. */
	public static <T> Optional<T> first(PreparedStatement statement, Reader<T> reader) throws SQLException {
		try (var rows = statement.executeQuery()) {
			return rows.next() ? Optional.of(reader.read(rows)) : Optional.empty();
		}
	}

	/** A time; empty when it is null. */
	public static Optional<Instant> time(ResultSet row, String column) throws SQLException {
		long millis = row.getLong(column);
		return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
	}

	/** Sets parameters: strings, numbers, booleans or null. @return the statement */
	public static PreparedStatement set(PreparedStatement statement, Object... parameters) throws SQLException {
		for (int i = 0; i < parameters.length; i++) {
			statement.setObject(i + 1, parameters[i]);
		}
		return statement;
	}
}
