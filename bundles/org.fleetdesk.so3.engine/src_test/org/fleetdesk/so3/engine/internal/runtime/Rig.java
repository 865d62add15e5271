package org.fleetdesk.so3.engine.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** One container's folder and logs, as an engine would have them, and what a test wants to know of them. */
final class Rig implements AutoCloseable {

	static final int SLOT = 3;
	static final Duration PATIENCE = Duration.ofSeconds(40);

	private static final Pattern SLOT_LINE = Pattern.compile(
			"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{9}[+-]\\d\\d:\\d\\d smart-object \\w+: \\[ME:3] .*", Pattern.DOTALL);

	final Path folder;
	ContainerLog log;
	SlotLog slotLog;

	Rig(Path folder) throws IOException {
		this.folder = folder;
		open();
	}

	private void open() throws IOException {
		log = ContainerLog.open(folder.resolve("container.log"));
		slotLog = SlotLog.open(folder.resolve("so3"), SLOT, "smart-object");
	}

	/** As a restart of the engine does. */
	void reopen() throws IOException {
		close();
		open();
	}

	GuestSpec spec(Path image) {
		return new GuestSpec("c1", SLOT, image, folder.resolve("guest"), log, slotLog);
	}

	/** The container's log, a line an entry; pieces of a line are put together. */
	List<String> lines() throws IOException, InterruptedException {
		return lines(LogQuery.ALL);
	}

	List<String> lines(LogQuery query) throws IOException, InterruptedException {
		return lines(query, true);
	}

	/** Without a line whose end the guest has not printed yet. */
	List<String> wholeLines() throws IOException, InterruptedException {
		return lines(LogQuery.ALL, false);
	}

	private List<String> lines(LogQuery query, boolean open) throws IOException, InterruptedException {
		var lines = new ArrayList<String>();
		var line = new StringBuilder();
		log.read(query, (nanos, text, offset, length, complete) -> {
			line.append(new String(text, offset, length, StandardCharsets.ISO_8859_1));
			if (complete) {
				lines.add(line.toString());
				line.setLength(0);
			}
		});
		if (open && !line.isEmpty()) {
			lines.add(line.toString());
		}
		return lines;
	}

	/** The slot's log without date, host and program. */
	List<String> slotLines() throws IOException {
		String all = Files.readString(folder.resolve("so3/me_" + SLOT + ".log"), StandardCharsets.ISO_8859_1);
		return all.isEmpty() ? List.of() : Stream.of(all.substring(0, all.length() - 1).split("\n", -1)).peek(l -> assertThat(l).matches(SLOT_LINE))
				.map(l -> l.substring(l.indexOf("[ME:3] ") + 7)).toList();
	}

	/** The numbers behind the last {@code tick } of each line since the last boot, whatever stands before it. */
	static List<Integer> ticks(List<String> lines) {
		int boot = IntStream.range(0, lines.size()).filter(i -> lines.get(i).matches("(.* )?up( in slot \\d)?")).max().orElse(0);
		return lines.subList(boot, lines.size()).stream().filter(l -> l.matches(".*tick \\d+")).map(l -> Integer.parseInt(l.substring(l.indexOf("tick ") + 5))).toList();
	}

	List<Integer> ticks() throws IOException, InterruptedException {
		return ticks(wholeLines());
	}

	/** Of what was printed after so many lines; one reading, since a guest prints between two. */
	List<Integer> ticksFrom(int line) throws IOException, InterruptedException {
		var lines = wholeLines();
		return ticks(lines.subList(Math.min(line, lines.size()), lines.size()));
	}

	void awaitTick(int number) throws Exception {
		await("tick " + number, () -> ticks().contains(number));
	}

	/** That this number of ticks is there, each once and in order. */
	static void assertCounts(List<Integer> ticks) {
		assertThat(ticks).isNotEmpty().isEqualTo(IntStream.range(0, ticks.size()).boxed().toList()); // not containsExactly, which takes the square of the time
	}

	static void await(String what, Callable<Boolean> condition) throws Exception {
		long until = System.nanoTime() + PATIENCE.toNanos();
		while (!condition.call()) {
			if (System.nanoTime() > until) {
				fail("waited in vain for: " + what);
			}
			LockSupport.parkNanos(10_000_000);
		}
	}

	@Override
	public void close() {
		log.close();
	}
}
