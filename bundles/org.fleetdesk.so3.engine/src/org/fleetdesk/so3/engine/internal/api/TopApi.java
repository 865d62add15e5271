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
import java.util.function.Function;
import java.util.stream.Stream;

import org.fleetdesk.engine.web.Exchange;
import org.fleetdesk.engine.web.HttpError;
import org.fleetdesk.engine.web.Router;
import org.fleetdesk.so3.engine.internal.daemon.Container;
import org.fleetdesk.so3.engine.internal.daemon.Daemon;
import org.fleetdesk.so3.engine.internal.daemon.DockerState;
import org.fleetdesk.so3.engine.internal.runtime.Guest;
import org.fleetdesk.so3.engine.internal.runtime.ProcessFacts;

import com.fasterxml.jackson.databind.ObjectMapper;

/** {@code GET /containers/{id}/top}: the one process of a guest, QEMU, as {@code ps} on its host shows it. */
public final class TopApi implements Routes {

	private static final ObjectMapper MAPPER = new ObjectMapper();
	private static final String FULL = "-ef";
	private static final DateTimeFormatter TODAY = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT).withZone(ZoneId.systemDefault());
	private static final DateTimeFormatter EARLIER = DateTimeFormatter.ofPattern("MMMdd", Locale.ROOT).withZone(ZoneId.systemDefault());

	private record Column(String title, Function<ProcessFacts, String> value) {
	}

	/** By the names that {@code ps -o} has for them. */
	private static final Map<String, Column> COLUMNS = columns();
	private static final List<String> FULL_COLUMNS = List.of("uid", "pid", "ppid", "c", "stime", "tty", "time", "cmd");

	private final Daemon daemon;

	public TopApi(Daemon daemon) {
		this.daemon = daemon;
	}

	@Override
	public void addTo(Router router) {
		router.add("GET", "/containers/{id}/top", this::top);
	}

	private void top(Exchange exchange) throws Exception {
		var container = daemon.find(exchange.value("id"));
		List<Column> columns = columns(exchange.query("ps_args").orElse(FULL).strip());
		var process = process(container);
		var answer = MAPPER.createObjectNode();
		var row = answer.putArray("Processes").addArray();
		var titles = answer.putArray("Titles");
		for (Column column : columns) {
			titles.add(column.title());
			row.add(column.value().apply(process));
		}
		exchange.sendJson(200, answer);
	}

	private static ProcessFacts process(Container container) {
		var data = container.data();
		if (data.state() == DockerState.RESTARTING) {
			throw new HttpError(409, "Container " + data.id() + " is restarting, wait until the container is running");
		}
		if (!data.state().isUp()) {
			throw notRunning(container);
		}
		if (data.runtime().equals("simulated")) {
			throw new HttpError(501, "Container " + data.name() + " is simulated: no process runs it");
		}
		return container.guest().flatMap(Guest::process).orElseThrow(() -> notRunning(container));
	}

	private static HttpError notRunning(Container container) {
		return new HttpError(409, "Container " + container.data().id() + " is not running");
	}

	/** The options of {@code ps} that have a meaning for one process: {@code -ef}, and {@code -o} with a list of columns. */
	private static List<Column> columns(String options) {
		List<String> names = List.of(FULL, "ef", "-e -f").contains(options) ? FULL_COLUMNS
				: options.matches("(-e |-ef )?-?o ?[a-z%]+([, ][a-z%]+)*") ? Stream.of(options.replaceFirst("^(-e |-ef )?-?o ?", "").split("[, ]")).toList() : List.of();
		if (names.isEmpty() || !COLUMNS.keySet().containsAll(names)) {
			throw new HttpError(501, "This engine shows processes as ps -ef does, or with -o and some of " + String.join(",", COLUMNS.keySet()) + ", not with \"" + options + "\"");
		}
		return names.stream().map(COLUMNS::get).toList();
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
		columns.put("stime", new Column("STIME", p -> started(p.started())));
		columns.put("start", new Column("STARTED", p -> started(p.started())));
		columns.put("tty", new Column("TTY", p -> "?"));
		columns.put("time", new Column("TIME", p -> time(p.cpu())));
		columns.put("cmd", new Column("CMD", ProcessFacts::command));
		columns.put("args", new Column("COMMAND", ProcessFacts::command));
		columns.put("command", columns.get("args"));
		return Collections.unmodifiableMap(columns);
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
