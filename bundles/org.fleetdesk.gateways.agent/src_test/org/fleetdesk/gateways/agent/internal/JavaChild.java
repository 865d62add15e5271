package org.fleetdesk.gateways.agent.internal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A Java process of the tests' own class path, which can be killed. */
public record JavaChild(Process process, Path out) implements AutoCloseable {

	public static JavaChild start(Path out, Class<?> main, String... arguments) throws Exception {
		return start(out, main, Map.of(), List.of(), arguments);
	}

	/** @param options of Java, such as {@code -Xmx64m} */
	public static JavaChild start(Path out, Class<?> main, Map<String, String> environment, List<String> options, String... arguments) throws Exception {
		var line = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
		line.addAll(options);
		line.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
		line.addAll(List.of(arguments));
		var builder = new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(out.toFile());
		builder.environment().putAll(environment);
		return new JavaChild(builder.start(), out);
	}

	/** Waits until it has printed a line. */
	public void await(String line) throws Exception {
		Await.until(() -> Files.readAllLines(out).contains(line) || !process.isAlive());
		if (!Files.readAllLines(out).contains(line)) {
			throw new AssertionError("it ended without \"" + line + "\": " + Files.readString(out));
		}
	}

	/** As {@code kill -9}. */
	public void kill() throws InterruptedException {
		process.destroyForcibly().waitFor();
	}

	@Override
	public void close() throws Exception {
		kill();
	}
}
