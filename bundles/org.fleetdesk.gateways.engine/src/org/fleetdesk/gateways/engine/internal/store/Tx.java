package org.fleetdesk.gateways.engine.internal.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A transaction that writes, for one {@link Database.Work}. Belongs to the thread that runs it. */
public final class Tx {

	private final Connection connection;
	private final Map<String, PreparedStatement> statements;
	private final List<Runnable> afterCommit = new ArrayList<>();
	private final long next;
	private boolean changed;

	Tx(Connection connection, Map<String, PreparedStatement> statements, long next) {
		this.connection = connection;
		this.statements = statements;
		this.next = next;
	}

	/** Neither committed nor closed by the work. */
	public Connection connection() {
		return connection;
	}

	/** A statement that is prepared once and kept: set its parameters, use it, and close its results, not itself. */
	public PreparedStatement prepare(String sql) throws SQLException {
		var statement = statements.get(sql);
		if (statement == null) {
			statement = connection.prepareStatement(sql);
			statements.put(sql, statement);
		}
		return statement;
	}

	/** As {@link #prepare}, with parameters: strings, numbers, booleans or null. */
	public PreparedStatement prepare(String sql, Object... parameters) throws SQLException {
		return Rows.set(prepare(sql), parameters);
	}

	/** Inserts, updates or deletes. @return how many rows */
	public int update(String sql, Object... parameters) throws SQLException {
		return prepare(sql, parameters).executeUpdate();
	}

	/** The revision of this change: higher than all that were committed, the same for all calls in this work. Those who wait for changes see it after the commit. */
	public long revision() {
		changed = true;
		return next;
	}

	/** Runs once everything is committed, also when bringing it to the disk then fails, before the work's caller goes on; quick, and without failing. Not when the transaction is taken back. */
	public void afterCommit(Runnable action) {
		afterCommit.add(action);
	}

	boolean isChanged() {
		return changed;
	}

	List<Runnable> afterCommit() {
		return afterCommit;
	}
}
