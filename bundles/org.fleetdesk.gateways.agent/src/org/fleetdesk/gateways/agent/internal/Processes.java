package org.fleetdesk.gateways.agent.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What Linux says of processes ({@code proc(5)}), also of those that this one did not start. */
public final class Processes {

	private static final Path PROC = Path.of("/proc");
	private static final long SIGNAL_SECONDS = 5;

	/**
	 * A process. Numbers are used again, and with the time of the start they are not.
	 *
	 * @param state   such as {@code S}; {@code Z} and {@code X}: it has ended
	 * @param session number of the process that began its session
	 * @param start   in clock ticks since the machine was started
	 */
	public record Entry(int pid, char state, int session, long start) {

		public boolean alive() {
			return state != 'Z' && state != 'X';
		}
	}

	private Processes() {
	}

	public static Optional<Entry> find(long pid) {
		try {
			String text = new String(Files.readAllBytes(PROC.resolve(Long.toString(pid)).resolve("stat")), StandardCharsets.ISO_8859_1);
			// the name, which may hold anything, stands in parentheses
			String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
			return Optional.of(new Entry((int) pid, fields[0].charAt(0), Integer.parseInt(fields[3]), Long.parseLong(fields[19])));
		} catch (IOException | RuntimeException e) {
			return Optional.empty();
		}
	}

	/** Whether this very process still runs. */
	public static boolean isAlive(long pid, long start) {
		return find(pid).filter(p -> p.start() == start && p.alive()).isPresent();
	}

	/** All processes that run. */
	public static List<Entry> all() {
		var all = new ArrayList<Entry>();
		try (var folders = Files.newDirectoryStream(PROC, "[0-9]*")) {
			for (Path folder : folders) {
				find(Long.parseLong(folder.getFileName().toString())).filter(Entry::alive).ifPresent(all::add);
			}
		} catch (IOException | NumberFormatException e) {
			// what was found counts
		}
		return all;
	}

	/** Whether a process was started with this variable, {@code NAME=VALUE}; false for processes of others. */
	public static boolean hasVariable(int pid, String variable) {
		try {
			String text = new String(Files.readAllBytes(PROC.resolve(Integer.toString(pid)).resolve("environ")), StandardCharsets.ISO_8859_1);
			return text.startsWith(variable + "\0") || text.contains("\0" + variable + "\0");
		} catch (IOException e) {
			return false;
		}
	}

	/** Another one after each start of the machine. */
	public static String bootId() throws IOException {
		return Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip();
	}

	/** How long ago a process was started, in milliseconds. */
	public static long age(Entry process) throws IOException {
		double up = Double.parseDouble(Files.readString(PROC.resolve("uptime")).split(" ")[0]);
		return Math.max(0, Math.round(up * 1000) - process.start() * 10); // Linux shows a hundred ticks per second on all machines
	}

	/**
	 * @param signal name or number, such as {@code TERM}
	 * @param target a process, or as a negative number its group
	 * @return whether there was somebody to get it
	 */
	public static boolean signal(String signal, long target) {
		try {
			var kill = new ProcessBuilder("/bin/sh", "-c", "kill -\"$1\" \"$2\"", "sh", signal, Long.toString(target)).redirectErrorStream(true)
					.redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
			if (!kill.waitFor(SIGNAL_SECONDS, TimeUnit.SECONDS)) {
				kill.destroyForcibly();
				return false;
			}
			return kill.exitValue() == 0;
		} catch (IOException e) {
			return false;
		} catch (InterruptedException e) {
			Thread.currentThread().interrupt();
			return false;
		}
	}
}
