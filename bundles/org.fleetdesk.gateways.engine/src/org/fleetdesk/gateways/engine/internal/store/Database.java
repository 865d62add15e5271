package org.fleetdesk.gateways.engine.internal.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.fleetdesk.engine.EngineException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.zaxxer.hikari.HikariDataSource;

/**
 * What the device cloud keeps, in H2 or PostgreSQL, with one set of SQL for both. Everything that writes goes through one thread, which commits many writes at
 * once: a caller goes on when its write is on disk. So writes have an order, and their revisions too. Reads have connections of their own and see what is
 * committed. For any number of virtual threads.
 */
public final class Database implements AutoCloseable {

	/** Writes. It may run again when another one of the same transaction fails, so that what it does outside of the database belongs into {@link Tx#afterCommit}. */
	@FunctionalInterface
	public interface Work<T> {
		T run(Tx tx) throws SQLException;
	}

	/** Only reads. */
	@FunctionalInterface
	public interface Query<T> {
		T run(Connection connection) throws SQLException;
	}

	private static final Logger LOG = LoggerFactory.getLogger(Database.class);

	private final HikariDataSource pool;
	private final String description;
	private final Changes changes;
	private final Writer writer;
	/** An interrupt closes the file or the socket that a thread reads; those who ask are interrupted when their client goes, so that others read for them. */
	private final ExecutorService readers;

	private Database(HikariDataSource pool, String description, Changes changes, Writer writer) {
		this.pool = pool;
		this.readers = Executors.newFixedThreadPool(pool.getMaximumPoolSize(), Thread.ofPlatform().daemon().name("devicecloud-reader-", 0).factory());
		this.description = description;
		this.changes = changes;
		this.writer = writer;
	}

	/**
	 * Connects, and brings the tables to this version.
	 *
	 * @throws EngineException when the database is not there, is damaged, or comes from a newer version
	 */
	public static Database open(DatabaseAddress address) throws EngineException {
		HikariDataSource pool;
		try {
			pool = address.pool();
		} catch (RuntimeException e) {
			throw new EngineException("The database " + address + " cannot be opened: " + reason(e), e);
		}
		try {
			migrate(pool);
			String description;
			long revision;
			try (var connection = pool.getConnection()) {
				var meta = connection.getMetaData();
				description = meta.getDatabaseProductName() + " " + meta.getDatabaseProductVersion().split(" ")[0];
				revision = Rows.first(connection, "SELECT revision FROM counter", row -> row.getLong(1)).orElseThrow();
			}
			var changes = new Changes(revision);
			LOG.info("Using {} at {}", description, address);
			return new Database(pool, description, changes, Writer.start(address, changes));
		} catch (SQLException | RuntimeException e) {
			pool.close();
			throw new EngineException("The database " + address + " cannot be used: " + reason(e), e);
		}
	}

	private static void migrate(HikariDataSource pool) {
		try {
			Flyway.configure(Flyway.class.getClassLoader()).dataSource(pool).resourceProvider(new Migrations()).javaMigrationClassProvider(java.util.List::of).loggers("slf4j")
					.load().migrate();
		} catch (FlywayException e) {
			throw new IllegalStateException("its tables cannot be brought to this version: " + e.getMessage().lines().findFirst().orElse(""), e);
		}
	}

	/** The innermost cause that says something, in one line. */
	private static String reason(Throwable failure) {
		String message = failure.getMessage();
		for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
			message = cause.getMessage() == null ? message : cause.getMessage();
		}
		return message == null ? failure.getClass().getSimpleName() : message.lines().findFirst().orElse("");
	}

	/** Product and version, such as {@code PostgreSQL 17.2}. */
	public String description() {
		return description;
	}

	/** Whether it is PostgreSQL, where a statement exists in one of the two only. */
	public boolean isPostgres() {
		return description.toLowerCase(Locale.ROOT).startsWith("postgres");
	}

	public Changes changes() {
		return changes;
	}

	/**
	 * Runs a work and commits it, together with others.
	 *
	 * @throws StoreException       when the database fails; nothing is written then, or, when it was gone at the end, perhaps it is: what follows from it then comes
	 *                              once the database is there again; or it is written, and a loss of power may still take it, as it could not be brought to the disk
	 * @throws RuntimeException     as the work throws it; nothing is written then
	 * @throws InterruptedException when the thread is interrupted; it may be written or not
	 */
	public <T> T write(Work<T> work) throws InterruptedException {
		return writer.write(work);
	}

	/**
	 * Reads what is committed.
	 *
	 * @throws StoreException when the database fails
	 */
	public <T> T read(Query<T> query) {
		var result = CompletableFuture.supplyAsync(() -> {
			try (var connection = pool.getConnection()) {
				return query.run(connection);
			} catch (SQLException e) {
				throw new StoreException("The database cannot be read: " + e.getMessage(), e);
			}
		}, readers);
		try {
			return result.join(); // not ended by an interrupt: it takes no time worth it
		} catch (CompletionException e) {
			throw e.getCause() instanceof RuntimeException r ? r : e;
		}
	}

	/** Writes what is under way. */
	@Override
	public void close() {
		changes.close();
		writer.close();
		readers.close();
		pool.close();
	}
}
