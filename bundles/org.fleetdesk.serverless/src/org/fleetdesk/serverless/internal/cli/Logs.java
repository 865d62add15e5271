package org.fleetdesk.serverless.internal.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;

import org.fleetdesk.cli.FleetCommand;
import org.fleetdesk.cli.Output;
import org.fleetdesk.logs.LineFlags;
import org.fleetdesk.logs.LineSplitter;
import org.fleetdesk.logs.LogPosition;
import org.fleetdesk.logs.LogSink;
import org.fleetdesk.logs.LogSource;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The log of a resource. */
@Command(name = "logs", mixinStandardHelpOptions = true)
final class Logs extends FleetCommand {

	@Parameters(paramLabel = "NAME", description = "A name or id, or CONNECTION/NAME.")
	String name;
	@Option(names = "--on", paramLabel = "NAME", arity = "1", description = "The connections to look at; all by default.")
	List<String> on;
	@Option(names = { "-f", "--follow" }, description = "Go on with new lines.")
	boolean follow;
	@Option(names = { "-n", "--tail" }, paramLabel = "LINES", defaultValue = "-1", description = "Only so many lines at the end.")
	int tail;
	@Option(names = { "-t", "--timestamps" }, description = "Begin each line with its time.")
	boolean timestamps;

	private final Found found;
	private final LogSource source;
	private final String kind;
	private final String what;

	Logs(Found found, LogSource source, String kind, String what) {
		this.found = found;
		this.source = source;
		this.kind = kind;
		this.what = what;
	}

	@Override
	public Integer call() throws Exception {
		var one = found.meant(kind, what, List.of(name), "", on, out).getFirst();
		var lines = new Lines();
		source.stream(one.resource().id(), LogPosition.START, follow, lines);
		lines.finish();
		return 0;
	}

	/** Prints lines as they come, or keeps the last ones. */
	private final class Lines implements LogSink {

		private final ArrayDeque<Runnable> kept = new ArrayDeque<>();
		private final boolean cut = tail >= 0 && !follow;
		private final LineSplitter splitter = new LineSplitter(this::print);

		@Override
		public void connected() {
			// nothing to say
		}

		@Override
		public void lines(long timeNanos, byte[] bytes, int offset, int length, int flags) throws IOException {
			chunk(timeNanos, bytes, offset, length, flags);
			splitter.finish(true);
		}

		@Override
		public void chunk(long timeNanos, byte[] bytes, int offset, int length, int flags) throws IOException {
			splitter.chunk(timeNanos, bytes, offset, length, flags);
			if (out.raw().checkError()) {
				throw new IOException("Nobody reads the output any more"); // as when piped into head
			}
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
			splitter.finish(true);
			kept.forEach(Runnable::run);
		}

		private void print(long time, byte[] bytes, int offset, int length, int flags) {
			String text = new String(bytes, offset, length, StandardCharsets.UTF_8);
			String at = time == NO_TIME ? "" : Instant.ofEpochSecond(0, time).toString();
			Output to = out;
			Runnable line = () -> to.show(JsonNodeFactory.instance.objectNode().put("time", at).put("text", text).put("error", (flags & LineFlags.ERROR) != 0),
					timestamps && !at.isEmpty() ? at + " " + text : text);
			if (!cut) {
				line.run();
			} else if (tail > 0) {
				if (kept.size() == tail) {
					kept.removeFirst();
				}
				kept.addLast(line);
			}
		}
	}
}
