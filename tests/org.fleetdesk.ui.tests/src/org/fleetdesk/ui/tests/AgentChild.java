package org.fleetdesk.ui.tests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.fleetdesk.gateways.agent.Gwe;

/** Gateway Engine as a process, with a home, an identity and a supervisor of its own. Instead of {@code /usr/local} its applications are in the folder {@code files}, which they know as {@code $GWE_HOME-files}. */
final class AgentChild implements AutoCloseable {

	private final Path home;
	private final Path files;
	private final Process process;

	private AgentChild(Path home, Path files, Process process) {
		this.home = home;
		this.files = files;
		this.process = process;
	}

	/** Starts one that checks in each second and calls a program healthy that has run for two. */
	static AgentChild start(Path folder, GatewaysLab lab, String serial) throws IOException {
		Path home = Files.createDirectory(folder.resolve(serial));
		Path files = Files.createDirectory(folder.resolve(serial + "-files"));
		Path identity = Files.createFile(home.resolve("Gateway.cfg"), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
		Files.writeString(identity, "[device]\ncik = ''\nmodel = %1$s\nvendor = %1$s\nuuid = %2$s\n".formatted(GatewaysLab.PRODUCT, serial));
		Files.writeString(home.resolve("Engine.config"), "[engine]\nupdate_interval = 1\nact_retry_interval = 1\ncloud = %s\n[install]\nhealthy = 2\nroots = %s\n".formatted(lab.url(), files));
		var builder = EngineChild.java(Gwe.class.getName(), List.of("--home", home.toString())).redirectError(home.resolve("err").toFile()).redirectOutput(home.resolve("out").toFile());
		builder.environment().put("PYTHONPATH", Path.of(System.getProperty("fleetdesk.drag")).resolveSibling("../dist/gwe/python").normalize().toString());
		return new AgentChild(home, files, builder.start());
	}

	/** A file of its applications. */
	Path installed(String name) {
		return files.resolve(name);
	}

	/** The programs that run a file of its applications. */
	List<ProcessHandle> running(String name) {
		try (Stream<ProcessHandle> all = process.descendants()) {
			return all.filter(p -> p.info().arguments().filter(a -> List.of(a).contains(installed(name).toString())).isPresent()).toList();
		}
	}

	/** Its settings, as it keeps them. */
	String settings() {
		try {
			return Files.readString(home.resolve("Engine.config"));
		} catch (IOException e) {
			throw new UncheckedIOException(e);
		}
	}

	/** What the cloud knows it by; a secret. */
	String key() {
		try {
			return Files.readAllLines(home.resolve("Gateway.cfg")).stream().filter(l -> l.startsWith("cik")).map(l -> l.replaceAll("^cik\\s*=\\s*|'", "").strip()).findFirst().orElse("");
		} catch (IOException e) {
			throw new UncheckedIOException(e);
		}
	}

	/** What it has to say for itself when a test fails. */
	String log() {
		try {
			Path log = home.resolve("logs/gwe.log");
			return Files.readString(home.resolve("err")) + (Files.exists(log) ? Files.readString(log) : "");
		} catch (IOException e) {
			return e.toString();
		}
	}

	@Override
	public void close() throws InterruptedException {
		var programs = process.descendants().toList();
		process.destroy();
		if (!process.waitFor(20, TimeUnit.SECONDS)) {
			process.destroyForcibly().waitFor();
		}
		programs.forEach(ProcessHandle::destroyForcibly);
	}
}
