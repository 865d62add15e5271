package org.fleetdesk.so3.internal.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;

import org.fleetdesk.cli.CommandContribution;
import org.fleetdesk.cli.FleetCommand;
import org.fleetdesk.cli.Output;
import org.fleetdesk.core.Connections;
import org.fleetdesk.core.Sessions;
import org.fleetdesk.logs.LineFlags;
import org.fleetdesk.logs.LineSplitter;
import org.fleetdesk.logs.LogPosition;
import org.fleetdesk.logs.LogSink;
import org.fleetdesk.so3.internal.So3LogSource;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code logs [-f] NAME}. */
@Component
public final class LogsCommand implements CommandContribution {

	private final Found found;

	@Activate
	public LogsCommand(@Reference Connections connections, @Reference Sessions sessions) {
		found = new Found(connections, sessions);
	}

	@Override
	public Object newCommand() {
		return new Logs();
	}

	@Command(name = "logs", description = "Prints the log of an SO3 container.", mixinStandardHelpOptions = true)
	final class Logs extends FleetCommand {

		@Parameters(paramLabel = "NAME", description = "A name, or CONNECTION/NAME.")
		String name;
		@Option(names = "--on", paramLabel = "NAME", arity = "1", description = "The connections to look at; all by default.")
		List<String> on;
		@Option(names = { "-f", "--follow" }, description = "Go on with new lines until the container stops.")
		boolean follow;
		@Option(names = { "-n", "--tail" }, paramLabel = "LINES", defaultValue = "-1", description = "Only so many lines at the end.")
		int tail;
		@Option(names = { "-t", "--timestamps" }, description = "Begin each line with its time.")
		boolean timestamps;

		@Override
		public Integer call() throws Exception {
			var container = found.containers(List.of(name), on, out).getFirst();
			// an engine that cannot cut the tail itself is helped here
			var kept = new ArrayDeque<Runnable>();
			boolean cut = tail >= 0 && !follow;
			Consumer<Runnable> printer = line -> {
				if (!cut) {
					line.run();
				} else if (tail > 0) {
					if (kept.size() == tail) {
						kept.removeFirst();
					}
					kept.addLast(line);
				}
			};
			var lines = new Lines(out, timestamps, printer);
			So3LogSource.stream(container.session(), container.thing().key(), LogPosition.START, tail < 0 ? OptionalInt.empty() : OptionalInt.of(tail), follow, lines);
			lines.finish();
			kept.forEach(Runnable::run);
			return 0;
		}
	}

	/** Prints lines as they come. */
	private static final class Lines implements LogSink {

		private final Output out;
		private final boolean timestamps;
		private final Consumer<Runnable> printer;
		private final LineSplitter stdout = new LineSplitter((time, bytes, offset, length, flags) -> print(bytes, offset, length, flags));
		private final LineSplitter stderr = new LineSplitter((time, bytes, offset, length, flags) -> print(bytes, offset, length, flags));

		Lines(Output out, boolean timestamps, Consumer<Runnable> printer) {
			this.out = out;
			this.timestamps = timestamps;
			this.printer = printer;
		}

		@Override
		public void connected() {
			// nothing to say
		}

		@Override
		public void lines(long timeNanos, byte[] bytes, int offset, int length, int flags) throws IOException {
			chunk(timeNanos, bytes, offset, length, flags);
		}

		@Override
		public void chunk(long timeNanos, byte[] bytes, int offset, int length, int flags) throws IOException {
			((flags & LineFlags.STDERR) == 0 ? stdout : stderr).chunk(NO_TIME, bytes, offset, length, flags);
			flush();
		}

		@Override
		public void timestamped(byte[] bytes, int offset, int length, int flags) throws IOException {
			chunk(NO_TIME, bytes, offset, length, flags);
		}

		@Override
		public void mark(String text) {
			out.note(text);
		}

		void finish() throws IOException {
			stdout.finish(true);
			stderr.finish(true);
			flush();
		}

		private void flush() throws IOException {
			PrintStream raw = out.raw();
			if (raw.checkError()) {
				throw new IOException("Nobody reads the output any more"); // as when piped into head
			}
		}

		private void print(byte[] bytes, int offset, int length, int flags) {
			String line = new String(bytes, offset, length, java.nio.charset.StandardCharsets.UTF_8);
			int space = line.indexOf(' ');
			boolean timed = space > 19 && space < 40 && line.charAt(10) == 'T' && line.charAt(4) == '-';
			String time = timed ? line.substring(0, space) : "";
			String text = timed ? line.substring(space + 1) : line;
			printer.accept(() -> {
				if (out.json()) {
					out.json(JsonNodeFactory.instance.objectNode().put("time", time).put("text", text).put("stderr", (flags & LineFlags.STDERR) != 0));
				} else {
					out.line(timestamps && timed ? time + " " + text : text);
				}
			});
		}
	}
}
