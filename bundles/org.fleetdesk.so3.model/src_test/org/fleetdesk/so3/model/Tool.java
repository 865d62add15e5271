package org.fleetdesk.so3.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Programs of others that the tests compare with. */
final class Tool {

	private Tool() {
	}

	static boolean isThere(String... names) {
		return Stream.of(names).allMatch(name -> Stream.of(System.getenv("PATH").split(":")).anyMatch(p -> Files.isExecutable(Path.of(p, name))));
	}

	/** Runs a program to its end, which must be good. @return its output */
	static String run(Path folder, String... command) throws IOException, InterruptedException {
		Path output = Files.createTempFile("tool", ".log");
		try {
			var process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).redirectOutput(output.toFile()).start();
			process.getOutputStream().close();
			if (!process.waitFor(60, TimeUnit.SECONDS)) {
				process.destroyForcibly();
				throw new AssertionError(String.join(" ", command) + " did not end:\n" + Files.readString(output));
			}
			assertThat(process.exitValue()).as("%s\n%s", String.join(" ", command), Files.readString(output)).isZero();
			return Files.readString(output);
		} finally {
			Files.delete(output);
		}
	}
}
