package org.fleetdesk.cli.internal;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import org.fleetdesk.cli.CommandContribution;
import org.fleetdesk.cli.ExitCode;
import org.fleetdesk.cli.FleetCommand;
import org.fleetdesk.cli.UsageException;
import org.fleetdesk.core.AuditLog;
import org.fleetdesk.core.AuditLog.Ended;
import org.fleetdesk.core.AuditLog.Sent;
import org.fleetdesk.core.FilterTerm;
import org.fleetdesk.text.Text;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code audit}: what was changed on engines, by whom, and how to do it again. */
@Component
public final class AuditCommand implements CommandContribution {

	private static final long FOLLOW_MILLIS = 300;

	private final AuditLog audit;

	@Activate
	public AuditCommand(@Reference AuditLog audit) {
		this.audit = audit;
	}

	@Override
	public Object newCommand() {
		return new Audit();
	}

	@Command(name = "audit", description = "Prints the changing requests that were sent to engines, as curl lines, oldest first.", mixinStandardHelpOptions = true)
	final class Audit extends FleetCommand {

		@Option(names = "--since", paramLabel = "TIME", defaultValue = "1d", description = "A day (2026-11-01), a time (2026-11-01T08:30:00Z), or how long ago: 30m, 12h, 7d "
				+ "(default: ${DEFAULT-VALUE}).")
		String since;
		@Option(names = "--filter", paramLabel = "TERMS", defaultValue = "", description = "Only requests that fit, such as \"user:ann status:4 task:20261122 containers\".")
		String filter;
		@Option(names = { "-f", "--follow" }, description = "Go on until Ctrl+C; a request is printed when it has ended.")
		boolean follow;

		@Override
		public Integer call() throws Exception {
			var terms = FilterTerm.parse(filter);
			var reader = audit.read(since());
			var pending = new LinkedHashMap<String, Sent>();
			do {
				var ends = new LinkedHashMap<String, Ended>();
				for (var line : reader.more()) {
					switch (line) {
					case Sent sent -> pending.put(sent.id(), sent);
					case Ended ended -> ends.put(ended.id(), ended);
					}
				}
				print(pending, ends, terms);
				if (follow) {
					Thread.sleep(FOLLOW_MILLIS);
				}
			} while (follow);
			return ExitCode.DONE;
		}

		/** All that was sent, with its end where that is known; what was printed and has not ended stays pending. */
		private void print(Map<String, Sent> pending, Map<String, Ended> ends, List<FilterTerm> terms) {
			for (Sent sent : new ArrayList<>(pending.values())) {
				var end = Optional.ofNullable(ends.get(sent.id()));
				if (fits(sent, end, terms) && (end.isPresent() || !follow)) {
					if (out.json()) {
						out.json(json(sent, end));
					} else {
						text(sent, end).forEach(out::line);
					}
				}
				if (end.isPresent() || !follow) {
					pending.remove(sent.id());
				}
			}
		}

		private Instant since() throws UsageException {
			String word = since.strip().toLowerCase(Locale.ROOT);
			try {
				if (word.matches("\\d{1,6}[mhd]")) {
					long count = Long.parseLong(word.substring(0, word.length() - 1));
					return Instant.now().minus(switch (word.charAt(word.length() - 1)) {
					case 'm' -> Duration.ofMinutes(count);
					case 'h' -> Duration.ofHours(count);
					default -> Duration.ofDays(count);
					});
				}
				return word.contains("t") ? Instant.parse(word.toUpperCase(Locale.ROOT)) : LocalDate.parse(word).atStartOfDay(ZoneId.systemDefault()).toInstant();
			} catch (DateTimeParseException e) {
				throw new UsageException("'" + since + "' is no time; write a day (2026-11-01), a time (2026-11-01T08:30:00Z), or how long ago (30m, 12h, 7d).");
			}
		}
	}

	private static boolean fits(Sent sent, Optional<Ended> end, List<FilterTerm> terms) {
		return terms.stream().allMatch(term -> term.not() != fits(sent, end, term));
	}

	private static boolean fits(Sent sent, Optional<Ended> end, FilterTerm term) {
		return switch (term.key()) {
		case "user" -> term.values().stream().anyMatch(v -> contains(sent.user(), v));
		case "task" -> term.values().stream().anyMatch(v -> contains(sent.task().orElse(""), v));
		case "status" -> term.values().stream().anyMatch(v -> result(end).startsWith(v));
		default -> contains(sent.user() + " " + sent.task().orElse("") + " " + sent.command() + " " + end.map(Ended::failure).orElse(""), term.word());
		};
	}

	private static boolean contains(String text, String part) {
		return text.toLowerCase(Locale.ROOT).contains(part);
	}

	/** The HTTP status, or how it ended without one. */
	private static String result(Optional<Ended> end) {
		return end.map(e -> e.status() > 0 ? Integer.toString(e.status()) : e.failure().isEmpty() ? "done" : "failed").orElse("no end");
	}

	private static List<String> text(Sent sent, Optional<Ended> end) {
		var lines = new ArrayList<String>();
		lines.add(Text.time(sent.time()) + "  " + result(end) + end.map(e -> " in " + e.took().toMillis() + " ms").orElse("") + "  " + sent.user()
				+ sent.task().map(t -> "  task " + t).orElse(""));
		lines.add("    " + sent.command());
		if (!sent.note().isEmpty()) {
			lines.add("    cannot be repeated: " + sent.note());
		}
		end.map(Ended::failure).filter(f -> !f.isEmpty()).ifPresent(f -> lines.add("    " + f));
		return lines;
	}

	private static ObjectNode json(Sent sent, Optional<Ended> end) {
		var node = JsonNodeFactory.instance.objectNode().put("id", sent.id()).put("time", sent.time().toString()).put("user", sent.user()).put("command", sent.command());
		sent.task().ifPresent(task -> node.put("task", task));
		if (!sent.note().isEmpty()) {
			node.put("note", sent.note());
		}
		end.ifPresent(e -> node.put("status", e.status()).put("milliseconds", e.took().toMillis()).put("failure", e.failure()));
		return node;
	}
}
