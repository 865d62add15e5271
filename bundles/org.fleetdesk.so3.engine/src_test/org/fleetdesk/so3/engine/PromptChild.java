package org.fleetdesk.so3.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.concurrent.TimeUnit;

/** A prompt as a child process, with its input a pipe or a pseudo terminal. */
final class PromptChild implements AutoCloseable {

	private static final int SECONDS = 120;

	private final Process process;
	private final Output out;
	private final Output err;

	private PromptChild(Process process) {
		this.process = process;
		out = new Output(process.getInputStream());
		err = new Output(process.getErrorStream());
	}

	/** What a process writes, as it comes. */
	private static final class Output {

		private final StringBuilder text = new StringBuilder();
		private int seen;
		private boolean ended;

		Output(InputStream stream) {
			Thread.ofVirtual().start(() -> read(stream));
		}

		private void read(InputStream stream) {
			byte[] block = new byte[8192];
			try (stream) {
				for (int n = stream.read(block); n >= 0; n = stream.read(block)) {
					synchronized (this) {
						// all that is looked for is ASCII
						text.append(new String(block, 0, n, StandardCharsets.ISO_8859_1));
						notifyAll();
					}
				}
			} catch (IOException e) {
				// the process has ended
			}
			synchronized (this) {
				ended = true;
				notifyAll();
			}
		}

		/** Waits for a text after the last one that was waited for. */
		synchronized void expect(String wanted) throws InterruptedException {
			long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
			while (text.indexOf(wanted, seen) < 0 && !ended && System.nanoTime() < deadline) {
				TimeUnit.NANOSECONDS.timedWait(this, Math.max(1_000_000, deadline - System.nanoTime()));
			}
			int at = text.indexOf(wanted, seen);
			assertThat(at).as("\"" + wanted + "\" in what came: " + text.substring(seen)).isNotNegative();
			seen = at + wanted.length();
		}

		synchronized String whole() throws InterruptedException {
			while (!ended) {
				wait();
			}
			return text.toString();
		}
	}

	/** Commands come through a pipe. */
	static PromptChild piped(Path data, String... options) throws IOException {
		return new PromptChild(new ProcessBuilder(command(data, options)).start());
	}

	/** Commands are typed at a terminal, which {@code script} (util-linux) makes. */
	static PromptChild onTerminal(Path data, String... options) throws IOException {
		String line = command(data, options).stream().map(w -> "'" + w.replace("'", "'\\''") + "'").collect(Collectors.joining(" "));
		var builder = new ProcessBuilder("script", "-qfec", "stty cols 150 rows 40; exec " + line, "/dev/null");
		builder.environment().put("TERM", "xterm");
		builder.environment().put("SHELL", "/bin/sh");
		return new PromptChild(builder.start());
	}

	private static List<String> command(Path data, String... options) {
		var command = EngineChild.command("-i", "--data", data.toString());
		command.addAll(List.of(options));
		return command;
	}

	/** Sends characters as they are. */
	PromptChild type(String text) {
		try {
			process.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
			process.getOutputStream().flush();
			return this;
		} catch (IOException e) {
			throw new UncheckedIOException(e);
		}
	}

	PromptChild line(String text) {
		return type(text + "\n");
	}

	PromptChild expect(String wanted) throws InterruptedException {
		out.expect(wanted);
		return this;
	}

	PromptChild expectProblem(String wanted) throws InterruptedException {
		err.expect(wanted);
		return this;
	}

	/** Ends the input and waits for the end; the exit code. */
	int end() throws IOException, InterruptedException {
		process.getOutputStream().close();
		assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).as("The prompt ends").isTrue();
		return process.exitValue();
	}

	/** Waits for the end; the exit code. */
	int await() throws InterruptedException {
		assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).as("The prompt ends").isTrue();
		return process.exitValue();
	}

	/** As {@code kill}. */
	void terminate() {
		process.toHandle().destroy();
	}

	/** All that was written, after the end. */
	String out() throws InterruptedException {
		return out.whole();
	}

	/** Without what SLF4J says of the libraries of the test's class path, which differ between Maven and the loop of unit tests. */
	String err() throws InterruptedException {
		return err.whole().lines().filter(l -> !l.startsWith("SLF4J")).map(l -> l + "\n").collect(Collectors.joining());
	}

	@Override
	public void close() {
		process.destroyForcibly();
	}
}
