package org.fleetdesk.gateways.agent.internal.install;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

import org.fleetdesk.files.AtomicFiles;
import org.fleetdesk.files.FileProblem;
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
	 * @param whole    whether all of which there was a copy is as it was
	 */
	record Report(List<String> troubles, List<String> notes, int restored, int removed, boolean whole, boolean runs) {

		/** @param all troubles, also those from before the way back */
		String message(Installation failed, List<String> all) {
			var before = failed.before();
			var message = new StringBuilder(failed.problem()).append(' ');
			if (!all.isEmpty()) {
				message.append("It could not be taken back in whole: ").append(String.join(" ", all));
			} else if (before.exists()) {
				message.append(before.version().isEmpty() ? "What was there before" : "Version " + before.version()).append(runs ? " runs again" : " is there again");
			} else {
				message.append("It was taken back, and there was no version before it");
			}
			if (all.isEmpty()) {
				message.append(restored + removed == 0 ? "." : " (%d put back, %d removed).".formatted(restored, removed));
			}
			notes.forEach(n -> message.append(' ').append(n));
			return message.toString();
		}
	}

	private final InstallFolder folder;
	private final Supervisor supervisor;
	private final Health health;
	private final Clock clock;
	private final List<String> troubles = new ArrayList<>();
	private final List<String> notes = new ArrayList<>();
	private boolean ours;
	private boolean whole = true;

	TakeBack(InstallFolder folder, Supervisor supervisor, Health health, Clock clock) {
		this.folder = folder;
		this.supervisor = supervisor;
		this.health = health;
		this.clock = clock;
	}

	/** @param changes of {@code install.sh}, which alone are taken back; empty when they are not known: then everything goes back of which there is a copy */
	Report run(Installation installation, Optional<Changes> changes) throws InterruptedException {
		var kept = kept();
		var touched = kept.map(k -> changes.map(c -> among(k.touched(), c)).orElse(k.touched())).orElse(List.of());
		var made = changes.map(Changes::made).orElse(List.of());
		ours = isOurs(installation);
		boolean undisturbed = touched.isEmpty() && made.isEmpty() && isAsBefore(installation);
		if (!undisturbed) {
			stop(installation);
		}
		int removed = remove(made);
		int restored = 0;
		for (var parent : kept.orElse(KeptFiles.NONE).folders()) {
			if (touched.stream().noneMatch(f -> Path.of(f.path()).startsWith(parent.path()))) {
				continue;
			}
			try {
				parent.restore();
			} catch (IOException e) {
				Interrupts.demandNone();
				whole = false;
				troubles.add(e.getMessage() + ".");
			}
		}
		for (var file : touched) {
			try {
				KeptFiles.restore(file, folder.kept()).ifPresent(troubles::add);
				restored++;
			} catch (IOException e) {
				Interrupts.demandNone();
				whole = false;
				troubles.add(e.getMessage() + ".");
			}
		}
		changes.ifPresent(c -> noteUnkept(c, kept.orElse(KeptFiles.NONE)));
		boolean runs = undisturbed ? installation.before().ran() : bringBack(installation);
		return new Report(List.copyOf(troubles), List.copyOf(notes), restored, removed, whole, runs);
	}

	private static List<KeptFiles.Kept> among(List<KeptFiles.Kept> touched, Changes changes) {
		var of = new HashSet<>(changes.changed());
		of.addAll(changes.removed());
		return touched.stream().filter(f -> of.contains(f.path())).toList();
	}

	private Optional<KeptFiles> kept() throws InterruptedException {
		try {
			return Files.exists(folder.kept()) ? Optional.of(KeptFiles.read(folder.kept())) : Optional.empty();
		} catch (IOException e) {
			Interrupts.demandNone();
			whole = false;
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
					: !before.free() && start(now) == before.start() && before.ran() == now.stream().anyMatch(p -> p.state().running()));
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
			if (ours) {
				supervisor.stop(installation.app());
			}
		} catch (SupervisorException e) {
			if (e.fault() != Faults.BAD_NAME && (installation.hasProgram() || !installation.before().file().isEmpty())) {
				troubles.add("Its program could not be stopped: " + e.getMessage());
			}
		}
	}

	/**
	 * Whether the program of this name is the package's, of this version or the one before: somebody else's is not touched. Asked before anything is taken away, as the supervisor's
	 * file of it may be among that.
	 */
	private boolean isOurs(Installation installation) {
		var before = installation.before();
		try {
			return !before.file().isEmpty() || before.free() || Files.exists(folder.leftProgram(installation.app()))
					|| installation.hasProgram() && supervisor.file(installation.app()).filter(installation.file()::equals).isPresent();
		} catch (SupervisorException e) {
			return false;
		}
	}

	/** Takes out of the supervisor what it has of a first installation. When it cannot be, that is kept, so that it is not taken for somebody else's by the next one. */
	private void removeProgram(String name) throws SupervisorException, InterruptedException {
		try {
			Path left = folder.leftProgram(name);
			if (!Files.exists(left)) {
				Files.createFile(left);
				AtomicFiles.syncFolder(left.getParent());
			}
		} catch (IOException e) {
			Interrupts.demandNone(); // a full disk, say: mostly it can be removed all the same
		}
		supervisor.remove(name);
		try {
			Files.deleteIfExists(folder.leftProgram(name));
		} catch (IOException e) {
			Interrupts.demandNone();
			troubles.add("The mark of its program cannot be removed: " + FileProblem.reason(e) + ".");
		}
	}

	/** Moves away what was made, where nobody else has it open. */
	private int remove(List<String> made) throws InterruptedException {
		if (made.isEmpty()) {
			return 0;
		}
		int removed = 0;
		var open = LeftOutputs.open();
		Removed away;
		try {
			away = Removed.begin(folder.removed(), clock);
		} catch (IOException e) {
			Interrupts.demandNone();
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
					try (var parent = HeldFolder.open(path.getParent())) {
						Files.delete(parent.resolve(path.getFileName()));
					}
				} else {
					away.take(path);
				}
				removed++;
			} catch (DirectoryNotEmptyException e) {
				// something else is in it by now
			} catch (IOException e) {
				Interrupts.demandNone();
				troubles.add(name + " cannot be removed: " + FileProblem.reason(e) + ".");
			}
		}
		if (!used.isEmpty()) {
			notes.add("Other processes use what was made meanwhile, which stays: " + some(used) + ".");
		}
		return removed;
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
		if (!changes.later().isEmpty()) {
			notes.add("What was changed after the restart of the machine stays: " + some(changes.later()) + ".");
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
				if (ours && (installation.hasProgram() || supervisor.file(name).isPresent() || !supervisor.of(name).isEmpty())) {
					removeProgram(name);
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
			if (before.file().isEmpty() && !installation.hasProgram() && !Files.exists(folder.leftProgram(name))) {
				return false; // none is known, and it does not answer
			}
			troubles.add("The supervisor could not be told of the program of before: " + e.getMessage());
			return false;
		}
	}
}
