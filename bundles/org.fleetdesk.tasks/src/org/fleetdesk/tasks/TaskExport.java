package org.fleetdesk.tasks;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import org.fleetdesk.core.MaskedJson;
import org.fleetdesk.files.AtomicFiles;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.csv.CsvGenerator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;

/** Runs as documents for other programs. */
public final class TaskExport {

	/** The form of an export. */
	public enum Format {
		/** One array of all runs as {@link TaskExport#json} has them, each with its log. */
		JSON,
		/**
		 * RFC 4180 in UTF-8: a header, then one row for each target of each run. A cell that a spreadsheet would take for a formula begins with an apostrophe, and control
		 * characters other than line ends and tabs are replaced.
		 */
		CSV;

		/** {@code json} or {@code csv}. */
		public String extension() {
			return name().toLowerCase(Locale.ROOT);
		}
	}

	/** What makes a spreadsheet calculate instead of show. */
	private static final String FORMULA = "=+-@\t\r\n＝＋－＠";

	/** What a terminal might obey; line ends and tabs are text. */
	private static final Pattern CONTROL = Pattern.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f]");

	/** An export goes to others. */
	private static final MaskedJson SHOWN = new MaskedJson(name -> "***");

	private static final List<String> COLUMNS = List.of("run", "title", "verb", "runState", "user", "created", "runEnded", "runSeconds", "target", "connection", "kind", "key",
			"state", "attempts", "step", "started", "ended", "seconds", "message", "retryOf", "retriedBy", "undoOf", "undoneBy", "rollout");

	private TaskExport() {
	}

	/**
	 * Writes a file, which is either the old or the whole new one whatever happens.
	 *
	 * @param logs asked for the log of each run, in JSON
	 * @throws IOException when a log cannot be read or the file not be written
	 */
	public static void write(Path file, Format format, List<TaskRun> runs, TaskFilter.Logs logs) throws IOException {
		AtomicFiles.write(file, out -> write(out, format, runs, logs));
	}

	/** Writes to a stream, which is left open; as {@link #write(Path, Format, List, TaskFilter.Logs)}. */
	public static void write(OutputStream out, Format format, List<TaskRun> runs, TaskFilter.Logs logs) throws IOException {
		switch (format) {
		case JSON -> writeJson(out, runs, logs);
		case CSV -> writeCsv(out, runs);
		}
		out.flush();
	}

	private static void writeJson(OutputStream out, List<TaskRun> runs, TaskFilter.Logs logs) throws IOException {
		try (var json = new ObjectMapper().createGenerator(out)) {
			json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET).useDefaultPrettyPrinter().writeStartArray();
			for (TaskRun run : runs) {
				var node = json(run);
				var lines = node.putArray("log");
				logs.read(run.id()).forEach(line -> lines.add(json(line)));
				json.writeTree(node);
			}
			json.writeEndArray();
			json.writeRaw('\n');
		}
	}

	private static void writeCsv(OutputStream out, List<TaskRun> runs) throws IOException {
		var schema = CsvSchema.builder().addColumns(COLUMNS, CsvSchema.ColumnType.STRING).setUseHeader(true).setLineSeparator("\r\n").build();
		var mapper = new CsvMapper().enable(CsvGenerator.Feature.ALWAYS_QUOTE_STRINGS);
		// a writer of no rows writes no header either
		out.write((String.join(",", COLUMNS) + "\r\n").getBytes(StandardCharsets.UTF_8));
		try (var rows = mapper.writer(schema.withoutHeader()).without(JsonGenerator.Feature.AUTO_CLOSE_TARGET).writeValues(out)) {
			for (TaskRun run : runs) {
				for (TargetRun target : run.targets()) {
					rows.write(row(run, target));
				}
			}
		}
	}

	private static Map<String, String> row(TaskRun run, TargetRun target) {
		var resource = target.target().resource();
		var links = run.links();
		var cells = List.of(run.id(), run.request().title(), run.request().verb(), run.state().word(), run.user(), run.created().toString(), text(run.ended()),
				seconds(Optional.of(run.created()), run.ended()), target.target().label(), resource.connection(), resource.kind(), resource.key(), target.state().word(),
				Integer.toString(target.attempt()), target.step(), text(target.started()), text(target.ended()), seconds(target.started(), target.ended()),
				target.message(), links.retryOf().orElse(""), links.retriedBy().orElse(""), links.undoOf().orElse(""), links.undoneBy().orElse(""),
				links.rollout().orElse(""));
		var row = new LinkedHashMap<String, String>();
		for (int i = 0; i < COLUMNS.size(); i++) {
			row.put(COLUMNS.get(i), harmless(cells.get(i)));
		}
		return row;
	}

	private static String harmless(String cell) {
		String visible = CONTROL.matcher(cell).replaceAll("\uFFFD");
		return !cell.isEmpty() && FORMULA.indexOf(cell.charAt(0)) >= 0 ? "'" + visible : visible;
	}

	private static String text(Optional<Instant> time) {
		return time.map(Instant::toString).orElse("");
	}

	private static String seconds(Optional<Instant> from, Optional<Instant> to) {
		return from.isEmpty() || to.isEmpty() ? "" : String.format(Locale.ROOT, "%.3f", Math.max(0, Duration.between(from.get(), to.get()).toMillis()) / 1000.0);
	}

	/** A run as a JSON object, without its log, and without secrets that its parameters may have. */
	public static ObjectNode json(TaskRun run) {
		var node = JsonNodeFactory.instance.objectNode().put("id", run.id()).put("title", run.request().title()).put("verb", run.request().verb())
				.put("state", run.state().word()).put("user", run.user()).put("created", run.created().toString()).put("fraction", run.fraction());
		run.ended().ifPresent(t -> node.put("ended", t.toString()));
		var links = run.links();
		links.retryOf().ifPresent(r -> node.put("retryOf", r));
		links.retriedBy().ifPresent(r -> node.put("retriedBy", r));
		links.undoOf().ifPresent(r -> node.put("undoOf", r));
		links.undoneBy().ifPresent(r -> node.put("undoneBy", r));
		links.rollout().ifPresent(r -> node.put("rollout", r));
		node.set("parameters", SHOWN.of(run.request().parameters()));
		var targets = node.putArray("targets");
		run.targets().forEach(t -> targets.add(json(t)));
		return node;
	}

	private static ObjectNode json(TargetRun target) {
		var resource = target.target().resource();
		var node = JsonNodeFactory.instance.objectNode().put("label", target.target().label()).put("connection", resource.connection()).put("kind", resource.kind())
				.put("key", resource.key()).put("state", target.state().word()).put("step", target.step()).put("fraction", target.fraction())
				.put("attempt", target.attempt()).put("message", target.message());
		target.nextAttempt().ifPresent(at -> node.put("nextAttempt", at.toString()));
		target.started().ifPresent(at -> node.put("started", at.toString()));
		target.ended().ifPresent(at -> node.put("ended", at.toString()));
		return node;
	}

	/** A line of a log as a JSON object. */
	public static ObjectNode json(TaskLogLine line) {
		return JsonNodeFactory.instance.objectNode().put("time", line.time().toString()).put("severity", line.severity().name().toLowerCase(Locale.ROOT))
				.put("target", line.target()).put("text", line.text());
	}
}
