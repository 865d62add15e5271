package org.fleetdesk.gateways.engine.internal.store;

import java.io.IOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** An empty database for each test: H2 in a folder, or, for a class that is {@link OnPostgres}, one of a PostgreSQL that all tests share and that ends with them. */
public final class TestDatabase implements BeforeEachCallback, AfterEachCallback {

	/** The tests of this class, and those it inherits, run on PostgreSQL. */
	@Target(ElementType.TYPE)
	@Retention(RetentionPolicy.RUNTIME)
	public @interface OnPostgres {
	}

	/** Ends the server when all tests are over. */
	private record Shared(PostgresServer server) implements AutoCloseable {

		private static Shared start() {
			try {
				return new Shared(PostgresServer.start());
			} catch (IOException e) {
				throw new IllegalStateException(e);
			} catch (InterruptedException e) {
				Thread.currentThread().interrupt();
				throw new IllegalStateException(e);
			}
		}

		@Override
		public void close() throws IOException {
			server.close();
		}
	}

	private Path folder;
	private DatabaseAddress address;

	/** The same one during a test. */
	public DatabaseAddress address() {
		return address;
	}

	@Override
	public void beforeEach(ExtensionContext context) throws Exception {
		if (context.getRequiredTestClass().isAnnotationPresent(OnPostgres.class)) {
			address = context.getRoot().getStore(Namespace.create(TestDatabase.class)).getOrComputeIfAbsent(Shared.class, type -> Shared.start(), Shared.class).server().database();
		} else {
			folder = Files.createTempDirectory("database");
			address = DatabaseAddress.of(Optional.empty(), Optional.empty(), folder.resolve("database"));
		}
	}

	@Override
	public void afterEach(ExtensionContext context) throws IOException {
		if (folder != null) {
			try (var files = Files.walk(folder)) {
				for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
					Files.deleteIfExists(file);
				}
			}
		}
	}
}
