package org.fleetdesk.tasks;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.fleetdesk.core.FilterTerm;

/**
 * Which runs are looked for; the language is {@link FilterTerm}'s:
 * <ul>
 * <li>{@code state:failed,interrupted}, {@code user:ann}, {@code verb:update}, {@code target:so-lab}, {@code id:20261122}, {@code rollout:ID}: text in that place
 * <li>{@code since:2026-11-01}, {@code until:2026-11-01T08:30}: asked for in that time (a day is meant whole); also {@code today}, {@code yesterday}, and how
 * long ago: {@code 90m}, {@code 2d}, {@code 1w}
 * <li>{@code took:>30s}, {@code took:<1h30m}: from begin to end, or until now; without a sign, at least
 * <li>{@code log:word}: text in the log
 * <li>any other word: text in title, verb, user, id, targets or messages
 * </ul>
 */
public final class TaskFilter implements Predicate<TaskRun> {

	/** Where logs are read, such as {@link TaskService#log}. */
	@FunctionalInterface
	public interface Logs {
		List<TaskLogLine> read(String run) throws IOException;
	}

	/** Finds every run. */
	public static final TaskFilter ALL = of("");

	private static final Pattern DURATION = Pattern.compile("(?:(\\d{1,6})w)?(?:(\\d{1,6})d)?(?:(\\d{1,6})h)?(?:(\\d{1,6})m)?(?:(\\d{1,9})s)?");
	private static final List<Duration> UNITS = List.of(Duration.ofDays(7), Duration.ofDays(1), Duration.ofHours(1), Duration.ofMinutes(1), Duration.ofSeconds(1));

	private static final List<String> KEYS = List.of("state", "user", "verb", "target", "id", "rollout", "since", "until", "took", "log");

	private final Predicate<TaskRun> known;
	private final List<FilterTerm> inLogs;

	private TaskFilter(Predicate<TaskRun> known, List<FilterTerm> inLogs) {
		this.known = known;
		this.inLogs = inLogs;
	}

	/**
	 * @param text as the user wrote it; blank for all runs
	 * @throws IllegalArgumentException when a term makes no sense; the message is a sentence for the user
	 */
	public static TaskFilter of(String text) {
		return of(text, InstantSource.system(), ZoneId.systemDefault());
	}

	static TaskFilter of(String text, InstantSource clock, ZoneId zone) {
		Predicate<TaskRun> known = run -> true;
		var inLogs = new ArrayList<FilterTerm>();
		for (FilterTerm term : FilterTerm.parse(text)) {
			if (term.key().equals("log")) {
				if (!term.values().isEmpty()) {
					inLogs.add(term);
				}
			} else {
				var matches = matches(term, clock, zone);
				known = known.and(term.not() ? matches.negate() : matches);
			}
		}
		return new TaskFilter(known, List.copyOf(inLogs));
	}

	/** Why a text is no filter, as a sentence for the user, or empty. */
	public static Optional<String> problem(String text) {
		try {
			of(text);
			return Optional.empty();
		} catch (IllegalArgumentException e) {
			return Optional.of(e.getMessage());
		}
	}

	/** The first term with a key that is none, so that the whole of it is looked for as text; empty when there is no such term. */
	public static Optional<FilterTerm> unknown(String text) {
		return FilterTerm.parse(text).stream().filter(t -> !t.key().isEmpty() && !KEYS.contains(t.key())).findFirst();
	}

	/** What may stand before a colon, for the user: {@code state:, user:, ...}. */
	public static String keys() {
		return String.join(", ", KEYS.stream().map(k -> k + ":").toList());
	}

	/** Whether the run fits, its log left aside: with {@link #searchesLogs}, whether it may fit. Never blocks. */
	@Override
	public boolean test(TaskRun run) {
		return known.test(run);
	}

	/** Whether the log takes part, so that {@link #test(TaskRun, Logs)} has to decide. */
	public boolean searchesLogs() {
		return !inLogs.isEmpty();
	}

	/** Whether the run fits, its log included; reads the log only when it decides. */
	public boolean test(TaskRun run, Logs logs) throws IOException {
		if (!test(run)) {
			return false;
		}
		if (inLogs.isEmpty()) {
			return true;
		}
		var lines = logs.read(run.id()).stream().map(l -> (l.target() + ": " + l.text()).toLowerCase(Locale.ROOT)).toList();
		return inLogs.stream().allMatch(term -> term.not() != lines.stream().anyMatch(line -> term.values().stream().anyMatch(line::contains)));
	}

	private static Predicate<TaskRun> matches(FilterTerm term, InstantSource clock, ZoneId zone) {
		return switch (term.key()) {
		case "state" -> states(term);
		case "user" -> text(term, run -> Stream.of(run.user()));
		case "verb" -> text(term, run -> Stream.of(run.request().verb()));
		case "id" -> text(term, run -> Stream.of(run.id()));
		case "rollout" -> text(term, run -> run.links().rollout().stream());
		case "target" -> text(term, TaskFilter::targets);
		case "since" -> time(term, clock, zone, false);
		case "until" -> time(term, clock, zone, true);
		case "took" -> took(term, clock);
		default -> run -> places(run).anyMatch(p -> contains(p, term.word()));
		};
	}

	private interface Places {
		Stream<String> of(TaskRun run);
	}

	private static Predicate<TaskRun> text(FilterTerm term, Places places) {
		return run -> undecided(term) || places.of(run).anyMatch(p -> term.values().stream().anyMatch(v -> contains(p, v)));
	}

	/** A key without a value, as while it is being typed, lets all runs pass. */
	private static boolean undecided(FilterTerm term) {
		return term.values().isEmpty() && !term.not();
	}

	private static Stream<String> targets(TaskRun run) {
		return run.targets().stream().flatMap(t -> Stream.of(t.target().label(), t.target().resource().key(), t.target().resource().connection()));
	}

	private static Stream<String> places(TaskRun run) {
		return Stream.of(Stream.of(run.request().title(), run.request().verb(), run.user(), run.id()), targets(run), run.targets().stream().map(TargetRun::message))
				.flatMap(s -> s);
	}

	private static boolean contains(String text, String part) {
		return text.toLowerCase(Locale.ROOT).contains(part);
	}

	private static Predicate<TaskRun> states(FilterTerm term) {
		for (String value : term.values()) {
			if (Arrays.stream(TaskState.values()).noneMatch(s -> is(s, value))) {
				throw new IllegalArgumentException("\"" + value + "\" is no state of a task; it is "
						+ String.join(", ", Arrays.stream(TaskState.values()).map(TaskState::word).toList()) + ".");
			}
		}
		return run -> undecided(term) || term.values().stream().anyMatch(v -> is(run.state(), v));
	}

	private static boolean is(TaskState state, String value) {
		return state.word().startsWith(value) || state.name().toLowerCase(Locale.ROOT).startsWith(value);
	}

	private static Predicate<TaskRun> time(FilterTerm term, InstantSource clock, ZoneId zone, boolean end) {
		if (term.values().isEmpty()) {
			return run -> undecided(term);
		}
		Instant bound = instant(single(term), clock.instant(), zone, end);
		return run -> end ? run.created().isBefore(bound) : !run.created().isBefore(bound);
	}

	private static String single(FilterTerm term) {
		if (term.values().size() > 1) {
			throw new IllegalArgumentException("\"" + term.word() + "\" names more than one value; " + term.key() + ": takes one.");
		}
		return term.values().getFirst();
	}

	/** The beginning of a time, or the end of it. */
	private static Instant instant(String value, Instant now, ZoneId zone, boolean end) {
		LocalDate today = LocalDate.ofInstant(now, zone);
		try {
			if (value.equals("today") || value.equals("yesterday")) {
				return day(value.equals("today") ? today : today.minusDays(1), zone, end);
			}
			var ago = duration(value);
			if (ago.isPresent()) {
				return now.minus(ago.get());
			}
			String iso = value.toUpperCase(Locale.ROOT);
			if (!iso.contains("T")) {
				return day(LocalDate.parse(iso), zone, end);
			}
			return iso.endsWith("Z") || iso.matches(".*[+-]\\d\\d:\\d\\d") ? Instant.parse(iso) : LocalDateTime.parse(iso).atZone(zone).toInstant();
		} catch (DateTimeException | ArithmeticException e) {
			throw new IllegalArgumentException(
					"\"" + value + "\" is no time; write a day (2026-11-01), a time (2026-11-01T08:30), today, yesterday, or how long ago (90m, 2d).", e);
		}
	}

	private static Instant day(LocalDate day, ZoneId zone, boolean end) {
		return (end ? day.plusDays(1) : day).atStartOfDay(zone).toInstant();
	}

	private static Predicate<TaskRun> took(FilterTerm term, InstantSource clock) {
		if (term.values().isEmpty()) {
			return run -> undecided(term);
		}
		String value = single(term);
		boolean less = value.startsWith("<");
		boolean strict = !value.matches("[<>]=.*") && value.matches("[<>].*");
		String length = value.replaceFirst("^[<>]?=?", "");
		if (length.isEmpty()) {
			return run -> !term.not(); // being typed
		}
		Duration bound = duration(length).orElseThrow(
				() -> new IllegalArgumentException("\"" + value + "\" is no duration; write for example took:>30s, took:<5m or took:>1h30m."));
		return run -> {
			int order = duration(run, clock.instant()).compareTo(bound);
			return order == 0 ? !strict : less == order < 0;
		};
	}

	private static Duration duration(TaskRun run, Instant now) {
		return Duration.between(run.created(), run.ended().orElse(now));
	}

	private static Optional<Duration> duration(String text) {
		Matcher matcher = DURATION.matcher(text);
		if (text.isEmpty() || !matcher.matches()) {
			return Optional.empty();
		}
		Duration sum = Duration.ZERO;
		for (int i = 0; i < UNITS.size(); i++) {
			if (matcher.group(i + 1) != null) {
				sum = sum.plus(UNITS.get(i).multipliedBy(Long.parseLong(matcher.group(i + 1))));
			}
		}
		return Optional.of(sum);
	}
}
