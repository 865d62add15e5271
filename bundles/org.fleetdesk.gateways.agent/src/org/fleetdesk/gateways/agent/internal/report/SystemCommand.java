package org.fleetdesk.gateways.agent.internal.report;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs a program of the system that prints something, such as {@code df}; one that hangs (a file server that is gone) is killed. */
final class SystemCommand {

	private static final int MOST = 64 << 10;
	private static final File NOTHING = new File("/dev/null");

	private SystemCommand() {
	}

	/** What it prints, up to 64 KiB; empty when it cannot be run, prints nothing or does not end in time. Its exit code does not count: {@code df} has one for each file system it may not see. */
	static Optional<String> run(Duration deadline, String... command) throws InterruptedException {
		Process process;
		try {
			var builder = new ProcessBuilder(List.of(command)).redirectErrorStream(false).redirectError(Redirect.DISCARD).redirectInput(Redirect.from(NOTHING));
			builder.environment().put("LC_ALL", "C");
			builder.environment().merge("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", (path, more) -> path + ":" + more);
			process = builder.start();
		} catch (IOException e) {
			return Optional.empty();
		}
		try {
			var output = new CompletableFuture<String>();
			Thread.ofVirtual().name("output of " + command[0]).start(() -> {
				try (var in = process.getInputStream()) {
					output.complete(new String(in.readNBytes(MOST), StandardCharsets.UTF_8));
				} catch (IOException e) {
					output.complete("");
				}
			});
			return Optional.of(output.get(deadline.toMillis(), TimeUnit.MILLISECONDS)).filter(text -> !text.isBlank());
		} catch (TimeoutException | ExecutionException e) {
			return Optional.empty();
		} finally {
			process.destroyForcibly();
		}
	}
}
