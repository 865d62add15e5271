package org.fleetdesk.gateways.engine.internal.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import javax.sql.DataSource;

import org.fleetdesk.engine.EngineException;
import org.h2.jdbcx.JdbcDataSource;
import org.postgresql.ds.PGSimpleDataSource;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

/** Where the database is. */
public sealed interface DatabaseAddress {

	/** An embedded H2 in a folder of its own. */
	record Embedded(Path folder) implements DatabaseAddress {

		@Override
		public DataSource dataSource() {
			var source = new JdbcDataSource();
			// the engine closes the database, not H2's hook
			source.setURL("jdbc:h2:file:" + folder.resolve("devicecloud").toAbsolutePath() + ";DB_CLOSE_ON_EXIT=FALSE;QUERY_CACHE_SIZE=128;CACHE_SIZE=65536");
			source.setUser("fleetdesk");
			source.setPassword("");
			return source;
		}

		/** Writes at once, as WRITE_DELAY=0 does too, but that stops the thread that compacts the file; and waits for the disk, as CHECKPOINT alone does not. */
		@Override
		public Optional<String> afterCommit() {
			return Optional.of("CHECKPOINT SYNC");
		}

		@Override
		public String toString() {
			return folder.toString();
		}
	}

	/**
	 * A PostgreSQL.
	 *
	 * @param url without user and password
	 */
	record Postgres(String url, String user, String password) implements DatabaseAddress {

		private static final int CONNECT_SECONDS = 10;
		private static final int ANSWER_SECONDS = 60;

		@Override
		public DataSource dataSource() {
			var source = new PGSimpleDataSource();
			source.setUrl(url);
			source.setUser(user);
			source.setPassword(password);
			source.setConnectTimeout(CONNECT_SECONDS);
			source.setSocketTimeout(ANSWER_SECONDS);
			source.setTcpKeepAlive(true);
			source.setApplicationName("fleetdesk-devicecloud");
			source.setReWriteBatchedInserts(true);
			return source;
		}

		/** The password stays out of logs. */
		@Override
		public String toString() {
			return url;
		}
	}

	/** Makes connections. */
	DataSource dataSource();

	/** A statement that brings what is committed to the file system; empty when the commit does. */
	default Optional<String> afterCommit() {
		return Optional.empty();
	}

	/** Connections for reading. */
	default HikariDataSource pool() {
		var config = new HikariConfig();
		config.setDataSource(dataSource());
		config.setPoolName("devicecloud");
		config.setMaximumPoolSize(Math.max(4, 2 * Runtime.getRuntime().availableProcessors()));
		config.setMinimumIdle(1);
		config.setConnectionTimeout(30_000);
		config.setInitializationFailTimeout(10_000);
		return new HikariDataSource(config);
	}

	/**
	 * Reads the options of the engine.
	 *
	 * @param url         {@code jdbc:postgresql://HOST/DATABASE}; empty: H2 in the folder
	 * @param credentials a file with {@code USER:PASSWORD}; user and password are not taken from the URL, which all users of the machine can read
	 * @throws EngineException          when the file cannot be read, or the folder not be made
	 * @throws IllegalArgumentException when an option is wrong; the message does not repeat a password
	 */
	static DatabaseAddress of(Optional<String> url, Optional<Path> credentials, Path folder) throws EngineException {
		try {
			if (url.isEmpty()) {
				if (credentials.isPresent()) {
					throw new IllegalArgumentException("--database-credentials goes with --database; the embedded database has no users");
				}
				PrivateFolder.make(folder);
				return new Embedded(folder);
			}
			if (!url.get().startsWith("jdbc:postgresql:")) {
				throw new IllegalArgumentException("The value of --database is no PostgreSQL: give jdbc:postgresql://HOST/DATABASE");
			}
			if (url.get().matches("(?i).*([?&](user|password)=|//[^/]*@).*")) {
				throw new IllegalArgumentException("The value of --database has a user or a password, which other users of this machine can see: give them with --database-credentials FILE");
			}
			if (credentials.isEmpty()) {
				return new Postgres(url.get(), System.getProperty("user.name"), "");
			}
			String line = Files.readString(credentials.get()).strip();
			int colon = line.indexOf(':');
			if (colon < 1 || line.length() > 1000 || line.chars().anyMatch(Character::isISOControl)) {
				throw new EngineException("The file " + credentials.get() + " holds no line USER:PASSWORD");
			}
			return new Postgres(url.get(), line.substring(0, colon), line.substring(colon + 1));
		} catch (IOException e) {
			throw new EngineException("The database cannot be reached: " + EngineException.reason(e), e);
		}
	}
}
