package org.fleetdesk.gateways.agent.internal.install;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.fleetdesk.files.FileProblem;
import org.fleetdesk.gateways.agent.internal.Processes;
import org.fleetdesk.gateways.agent.internal.install.Snapshot.Kind;
import org.fleetdesk.gateways.agent.internal.supervise.Faults;
import org.fleetdesk.gateways.agent.internal.supervise.ProcessInfo;
import org.fleetdesk.gateways.agent.internal.supervise.Supervisor;
import org.fleetdesk.gateways.agent.internal.supervise.SupervisorException;

/**
 * Takes a failed installation back: the files that it changed get their old content, mode and owner, those that it made go, and the program of before runs again, or there is
 * none. What was done is checked. It may be begun again after any kill.
 */
final class TakeBack {

	private static final int NAMED = 5;

	/**
	 * @param troubles sentences; empty when everything is as it was
	 * @param notes    sentences of what was left as it is
	 */
	record Report(List<String> troubles, List<String> notes, int restored, int removed, boolean runs) {
	}

	private final InstallFolder folder;
	private final Supervisor supervisor;
	private final Health health;
	private final List<String> troubles = new ArrayList<>();
	private final List<String> notes = new ArrayList<>();

	TakeBack(InstallFolder folder, Supervisor supervisor, Health health) {
		this.folder = folder;
		this.supervisor = supervisor;
		this.health = health;
	}

	/** @param changes empty when {@code install.sh} did not begin */
	Report run(Installation installation, Optional<Changes> changes) throws InterruptedException {
		var kept = kept();
		var touched = kept.map(KeptFiles::touched).orElse(List.of());
		var made = changes.map(Changes::made).orElse(List.of());
		boolean undisturbed = touched.isEmpty() && made.isEmpty() && isAsBefore(installation);
		if (!undisturbed) {
			stop(installation);
		}
		int removed = remove(made);
		int restored = 0;
		for (var parent : touched.isEmpty() ? List.<KeptFiles.Folder>of() : kept.orElse(KeptFiles.NONE).folders()) {
			try {
				parent.restore();
			} catch (IOException e) {
				troubles.add(e.getMessage() + ".");
			}
		}
		for (var file : touched) {
			try {
				KeptFiles.restore(file, folder.kept());
				restored++;
			} catch (IOException e) {
				troubles.add(e.getMessage() + ".");
			}
		}
		changes.ifPresent(c -> noteUnkept(c, kept.orElse(KeptFiles.NONE)));
		boolean runs = undisturbed ? installation.before().ran() : bringBack(installation);
		return new Report(List.copyOf(troubles), List.copyOf(notes), restored, removed, runs);
	}

	private Optional<KeptFiles> kept() {
		try {
			return Files.exists(folder.kept()) ? Optional.of(KeptFiles.read(folder.kept())) : Optional.empty();
		} catch (IOException e) {
			troubles.add("The copies of files from before cannot be read: " + FileProblem.reason(e) + ".");
			return Optional.empty();
		}
	}

	/** Whether the supervisor was not told anything yet, and the program of before has not even been restarted. */
	private boolean isAsBefore(Installation installation) throws InterruptedException {
		try {
			var before = installation.before();
			var now = supervisor.of(installation.app());
			return supervisor.file(installation.app()).orElse("").equals(before.file()) && (now.isEmpty() ? before.start() == 0
					: start(now) == before.start() && before.ran() == now.stream().anyMatch(p -> p.state().running()));
		} catch (SupervisorException e) {
			return installation.before().file().isEmpty() && !installation.hasProgram(); // there is none to disturb
		}
	}

	/** When the first process of a program was started last. */
	static long start(List<ProcessInfo> processes) {
		return processes.isEmpty() ? 0 : processes.getFirst().start().map(Instant::getEpochSecond).orElse(0L);
	}

	private void stop(Installation installation) throws InterruptedException {
		try {
			supervisor.stop(installation.app());
		} catch (SupervisorException e) {
			if (e.fault() != Faults.BAD_NAME && (installation.hasProgram() || !installation.before().file().isEmpty())) {
				troubles.add("Its program could not be stopped: " + e.getMessage());
			}
		}
	}

	/** Moves away what was made, where nobody else has it open. */
	private int remove(List<String> made) {
		int removed = 0;
		var open = made.isEmpty() ? Set.<Path>of() : open();
		try {
			if (!made.isEmpty()) {
				InstallFolder.fresh(folder.removed());
			}
		} catch (IOException e) {
			troubles.add("What it made cannot be moved away: " + FileProblem.reason(e) + ".");
			return 0;
		}
		var used = new ArrayList<String>();
		for (String name : made) {
			Path path = Path.of(name);
			var entry = Snapshot.entry(path);
			if (entry.isEmpty()) {
				continue;
			}
			if (open.contains(path)) {
				used.add(name);
				continue;
			}
			try {
				if (entry.get().kind() == Kind.FOLDER) {
					Files.delete(path);
				} else {
					Files.move(path, folder.removed().resolve(removed + "-" + path.getFileName()));
				}
				removed++;
			} catch (DirectoryNotEmptyException e) {
				// something else is in it by now
			} catch (IOException e) {
				troubles.add(name + " cannot be removed: " + FileProblem.reason(e) + ".");
			}
		}
		if (!used.isEmpty()) {
			notes.add("Other processes use what was made meanwhile, which stays: " + some(used) + ".");
		}
		return removed;
	}

	/** Files that processes have open. */
	private static Set<Path> open() {
		var open = new HashSet<Path>();
		for (var process : Processes.all()) {
			try (var files = Files.newDirectoryStream(Path.of("/proc", Integer.toString(process.pid()), "fd"))) {
				for (Path file : files) {
					open.add(Files.readSymbolicLink(file));
				}
			} catch (IOException | DirectoryIteratorException e) {
				// it has ended, or is another's
			}
		}
		return open;
	}

	/** What was changed meanwhile, by whomever, and was not copied before. */
	private void noteUnkept(Changes changes, KeptFiles kept) {
		var known = new HashSet<String>();
		kept.files().forEach(k -> known.add(k.path()));
		kept.folders().forEach(f -> known.add(f.path()));
		var lost = new ArrayList<>(changes.changed());
		lost.addAll(changes.removed());
		lost.removeAll(known);
		if (!lost.isEmpty()) {
			notes.add("Of what was changed or removed meanwhile there is no copy: " + some(lost) + ".");
		}
		if (!changes.whole() || !kept.whole()) {
			notes.add("There is more than may be watched or copied, so that not everything may have been found.");
		}
	}

	private static String some(List<String> paths) {
		return String.join(", ", paths.subList(0, Math.min(NAMED, paths.size()))) + (paths.size() > NAMED ? " and " + (paths.size() - NAMED) + " more" : "");
	}

	/** @return whether the program of before runs again */
	private boolean bringBack(Installation installation) throws InterruptedException {
		var before = installation.before();
		String name = installation.app();
		try {
			if (before.file().isEmpty()) {
				if (installation.hasProgram()) {
					supervisor.remove(name);
				}
				return false;
			}
			supervisor.put(name, before.file());
			if (!before.ran()) {
				supervisor.stop(name);
				return false;
			}
			var expected = Expected.of(name, before.file());
			if (!expected.autostart()) {
				supervisor.start(name);
			}
			var problem = health.watch(name, expected);
			problem.ifPresent(p -> troubles.add("The program of before does not run again: " + p));
			return problem.isEmpty();
		} catch (SupervisorException e) {
			troubles.add("The supervisor could not be told of the program of before: " + e.getMessage());
			return false;
		}
	}
}
