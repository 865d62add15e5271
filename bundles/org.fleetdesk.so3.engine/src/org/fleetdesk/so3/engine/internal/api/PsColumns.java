package org.fleetdesk.so3.engine.internal.api;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

import org.fleetdesk.so3.engine.internal.runtime.ProcessFacts;

/** What {@code ps} shows of a process, by its options (man 1 ps). */
final class PsColumns {

	record Column(String title, Function<ProcessFacts, String> value) {
	}

	private static final DateTimeFormatter TODAY = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT).withZone(ZoneId.systemDefault());
	private static final DateTimeFormatter EARLIER = DateTimeFormatter.ofPattern("MMMdd", Locale.ROOT).withZone(ZoneId.systemDefault());
	private static final long HOST_MEMORY = HostFacts.read().memory();
	/** By the names that {@code ps -o} has for them. */
	private static final Map<String, Column> COLUMNS = columns();
	private static final List<String> FULL = List.of("uid", "pid", "ppid", "c", "stime", "tty", "time", "cmd");
	private static final List<String> BY_USER = List.of("user", "pid", "%cpu", "%mem", "vsz", "rss", "tty", "stat", "start", "bsdtime", "command");
	/** Which processes to show makes no difference where there is one. */
	private static final Map<String, List<String>> STYLES = Map.ofEntries(Map.entry("", FULL), Map.entry("-ef", FULL), Map.entry("ef", FULL), Map.entry("-e -f", FULL),
			Map.entry("-eF", FULL), Map.entry("-f", FULL), Map.entry("aux", BY_USER), Map.entry("-aux", BY_USER), Map.entry("auxw", BY_USER), Map.entry("auxww", BY_USER),
			Map.entry("u", BY_USER), Map.entry("-e", List.of("pid", "tty", "time", "comm")), Map.entry("-A", List.of("pid", "tty", "time", "comm")),
			Map.entry("ax", List.of("pid", "tty", "stat", "bsdtime", "command")), Map.entry("x", List.of("pid", "tty", "stat", "bsdtime", "command")));
	private static final String CHOICE = "^(-e |-ef |ax |-A )?-?o ?";

	private PsColumns() {
	}

	/** The columns that the options ask for; empty when they ask for something else. */
	static Optional<List<Column>> of(String options) {
		var names = STYLES.get(options);
		if (names == null && options.matches(CHOICE + "[a-z%]+([, ][a-z%]+)*")) {
			names = Stream.of(options.replaceFirst(CHOICE, "").split("[, ]")).toList();
		}
		return names == null || !COLUMNS.keySet().containsAll(names) ? Optional.empty() : Optional.of(names.stream().map(COLUMNS::get).toList());
	}

	/** What {@link #of} understands, for a message. */
	static String known() {
		return "ps -ef or ps aux does, or with -o and some of " + String.join(",", COLUMNS.keySet());
	}

	private static Map<String, Column> columns() {
		var columns = new LinkedHashMap<String, Column>();
		columns.put("uid", new Column("UID", ProcessFacts::user));
		columns.put("user", new Column("USER", ProcessFacts::user));
		columns.put("pid", new Column("PID", p -> Long.toString(p.pid())));
		columns.put("ppid", new Column("PPID", p -> Long.toString(p.parent())));
		columns.put("c", new Column("C", p -> Long.toString(Math.round(share(p)))));
		columns.put("pcpu", new Column("%CPU", p -> String.format(Locale.ROOT, "%.1f", share(p))));
		columns.put("%cpu", columns.get("pcpu"));
		columns.put("pmem", new Column("%MEM", p -> String.format(Locale.ROOT, "%.1f", HOST_MEMORY == 0 ? 0 : 100.0 * p.resident() / HOST_MEMORY)));
		columns.put("%mem", columns.get("pmem"));
		columns.put("vsz", new Column("VSZ", p -> Long.toString(p.virtual() >> 10)));
		columns.put("rss", new Column("RSS", p -> Long.toString(p.resident() >> 10)));
		columns.put("stat", new Column("STAT", ProcessFacts::state));
		columns.put("stime", new Column("STIME", p -> started(p.started())));
		columns.put("start", new Column("START", p -> started(p.started())));
		columns.put("tty", new Column("TTY", p -> "?"));
		columns.put("time", new Column("TIME", p -> time(p.cpu())));
		columns.put("bsdtime", new Column("TIME", p -> p.cpu().toMinutes() + String.format(Locale.ROOT, ":%02d", p.cpu().toSecondsPart())));
		columns.put("comm", new Column("CMD", PsColumns::program));
		columns.put("cmd", new Column("CMD", ProcessFacts::command));
		columns.put("args", new Column("COMMAND", ProcessFacts::command));
		columns.put("command", columns.get("args"));
		return Collections.unmodifiableMap(columns);
	}

	private static String program(ProcessFacts process) {
		return process.command().replaceFirst(" .*", "").replaceFirst(".*/", "");
	}

	/** Of one processor since the process began, in percent. */
	private static double share(ProcessFacts process) {
		long lived = Duration.between(process.started(), Instant.now()).toMillis();
		return lived <= 0 ? 0 : 100.0 * process.cpu().toMillis() / lived;
	}

	private static String started(Instant at) {
		return (Duration.between(at, Instant.now()).toHours() < 24 ? TODAY : EARLIER).format(at);
	}

	private static String time(Duration cpu) {
		return String.format(Locale.ROOT, "%02d:%02d:%02d", cpu.toHours(), cpu.toMinutesPart(), cpu.toSecondsPart());
	}
}
