package org.fleetdesk.gateways.engine.internal.store;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A PostgreSQL of the Debian package, with its own cluster in a folder of the test, at a free port of 127.0.0.1. It does not run as root, which it refuses. */
public final class PostgresServer implements AutoCloseable {

	private static final Path INSTALLED = Path.of("/usr/lib/postgresql");
	private static final String USER = "fleet";
	private static final String PASSWORD = "p:ss word";
	private static final Duration DEADLINE = Duration.ofSeconds(60);

	private final Path folder;
	private final Process process;
	private final int port;
	private final AtomicInteger databases = new AtomicInteger();

	private PostgresServer(Path folder, Process process, int port) {
		this.folder = folder;
		this.process = process;
		this.port = port;
	}

	/** Starts one; it answers when this returns. */
	public static PostgresServer start() throws IOException, InterruptedException {
		Path folder = Files.createTempDirectory("postgres");
		Path passwords = Files.writeString(folder.resolve("password"), PASSWORD);
		if (isRoot()) {
			run(folder, List.of("chown", "-R", "postgres:postgres", folder.toString()));
		}
		run(folder, unprivileged(bin("initdb"), "-D", folder.resolve("data").toString(), "-U", USER, "--pwfile=" + passwords, "--auth=scram-sha-256", "-E", "UTF8", "--no-locale", "-N"));
		for (int attempt = 1;; attempt++) { // another process may take the port
			int port;
			try (var free = new ServerSocket(0)) {
				port = free.getLocalPort();
			}
			var process = builder(folder, unprivileged(bin("postgres"), "-D", folder.resolve("data").toString(), "-p", Integer.toString(port), "-c", "listen_addresses=127.0.0.1", "-c",
					"unix_socket_directories=" + folder, "-c", "fsync=off")).start();
			var server = new PostgresServer(folder, process, port);
			if (server.answers()) {
				return server;
			}
			process.destroy();
			if (attempt == 3) {
				throw new IOException("PostgreSQL does not start: " + Files.readString(folder.resolve("log")));
			}
		}
	}

	private boolean answers() throws InterruptedException {
		long end = System.nanoTime() + DEADLINE.toNanos();
		while (process.isAlive() && System.nanoTime() < end) {
			try (var connection = DriverManager.getConnection(url("postgres"), USER, PASSWORD)) {
				return true;
			} catch (SQLException e) {
				Thread.sleep(20);
			}
		}
		return false;
	}

	/** An empty database. */
	public DatabaseAddress database() throws Exception {
		String name = "cloud" + databases.incrementAndGet();
		try (var connection = DriverManager.getConnection(url("postgres"), USER, PASSWORD); var statement = connection.createStatement()) {
			statement.execute("CREATE DATABASE " + name);
		}
		Path credentials = Files.writeString(Files.createTempFile("credentials", ""), USER + ":" + PASSWORD + "\n");
		try {
			return DatabaseAddress.of(Optional.of(url(name)), Optional.of(credentials), folder);
		} finally {
			Files.delete(credentials);
		}
	}

	private String url(String database) {
		return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
	}

	private static String bin(String program) throws IOException {
		if (Files.isDirectory(INSTALLED)) {
			try (var versions = Files.list(INSTALLED)) {
				var newest = versions.filter(v -> Files.isExecutable(v.resolve("bin").resolve(program))).max(Comparator.comparingInt(v -> Integer.parseInt(v.getFileName().toString())));
				if (newest.isPresent()) {
					return newest.get().resolve("bin").resolve(program).toString();
				}
			}
		}
		throw new IOException("There is no " + program + ": install the package postgresql (releng/packages.txt)");
	}

	private static boolean isRoot() {
		return System.getProperty("user.name").equals("root");
	}

	private static List<String> unprivileged(String... command) {
		var words = new ArrayList<String>();
		if (isRoot()) {
			words.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"));
		}
		words.addAll(List.of(command));
		return words;
	}

	private static ProcessBuilder builder(Path folder, List<String> command) {
		var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()));
		builder.environment().keySet().removeIf(k -> k.startsWith("PG"));
		return builder;
	}

	private static void run(Path folder, List<String> command) throws IOException, InterruptedException {
		var process = builder(folder, command).start();
		if (!process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
			process.destroyForcibly();
			throw new IOException(command + " failed: " + Files.readString(folder.resolve("log")));
		}
	}

	@Override
	public void close() throws IOException {
		process.destroy();
		try {
			if (!process.waitFor(10, TimeUnit.SECONDS)) {
				process.destroyForcibly();
			}
		} catch (InterruptedException e) {
			process.destroyForcibly();
			Thread.currentThread().interrupt();
		}
		try (var files = Files.walk(folder)) {
			for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
				Files.deleteIfExists(file);
			}
		}
	}
}
