package org.fleetdesk.gateways.agent.internal.install;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.fleetdesk.engine.DataLock;
import org.fleetdesk.engine.EngineException;
import org.fleetdesk.files.AtomicFiles;
import org.fleetdesk.files.FileProblem;
import org.fleetdesk.gateways.agent.internal.AgentHome;
import org.fleetdesk.gateways.agent.internal.Processes;
import org.fleetdesk.gateways.agent.internal.install.InstallResult.Outcome;
import org.fleetdesk.gateways.agent.internal.install.Installation.Before;
import org.fleetdesk.gateways.agent.internal.install.Installation.Step;
import org.fleetdesk.gateways.agent.internal.supervise.ProcessInfo;
import org.fleetdesk.gateways.agent.internal.supervise.Supervisor;
import org.fleetdesk.gateways.agent.internal.supervise.SupervisorException;
import org.fleetdesk.gateways.model.ApplicationPackage;
import org.fleetdesk.gateways.model.InstallProgress;
import org.fleetdesk.gateways.model.InstallProgress.Phase;
import org.fleetdesk.gateways.model.PackageName;
import org.fleetdesk.gateways.model.PackageUnpacker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Installs packages by the steps of {@link Step}; docs/engines/gwe.md says what a kill in each of them leads to. */
public final class PackageInstaller implements Installer, InstalledApps {

	private static final Logger LOG = LoggerFactory.getLogger(PackageInstaller.class);
	/** Exit codes above it are those of signals, as the end of the machine sends them. */
	private static final int SIGNALLED = 128;
	/** After that many times that the process ended over a package, it is the package. */
	private static final int MOST_STARTS = 3;
	private static final String GIVEN_UP = "The agent ended " + MOST_STARTS + " times over it.";

	private final AgentHome home;
	private final InstallSettings settings;
	private final Supervisor supervisor;
	private final Clock clock;
	private final InstallFolder folder;
	private final Journal journal;
	private final SafeState state;
	private final Boot.Machine machine;
	private final AppStore store;
	private final InstallScript script;
	private final Health health;
	private final LeftOutputs outputs;
	private final WatchedFolders watched;

	public PackageInstaller(AgentHome home, InstallSettings settings, Supervisor supervisor, Clock clock) {
		this(home, settings, supervisor, clock, Boot::now);
	}

	PackageInstaller(AgentHome home, InstallSettings settings, Supervisor supervisor, Clock clock, Boot.Machine machine) {
		this.machine = machine;
		this.home = home;
		this.settings = settings;
		this.supervisor = supervisor;
		this.clock = clock;
		folder = InstallFolder.of(home);
		state = new SafeState(clock);
		journal = new Journal(folder, state);
		store = new AppStore(home, state);
		script = new InstallScript(home, folder, settings, machine);
		outputs = new LeftOutputs(folder);
		watched = new WatchedFolders(home, settings, folder, machine);
		health = new Health(supervisor, settings.healthy());
	}

	@Override
	public List<InstalledApp> all() throws IOException {
		return store.all();
	}

	@Override
	public InstallResult install(Path tarball, PackageName name, InstallProgress.Listener progress) throws InterruptedException {
		try (var lock = DataLock.tryAcquire(folder.folder()).orElse(null)) {
			if (lock == null) {
				return refused(name, "Another installation is under way on this gateway" + DataLock.owner(folder.folder()).map(p -> " (process " + p + ")").orElse("") + ".", "");
			}
			endEarlier(progress);
			if (journal.begins(name) > MOST_STARTS) {
				journal.clear();
				return logged(new InstallResult(name, Outcome.FAILED, Optional.empty(), "", GIVEN_UP + " Nothing of it was run."));
			}
			return begin(tarball, name, progress);
		} catch (EngineException | IOException e) {
			Interrupts.demandNone();
			return refused(name, "Nothing can be installed: " + FileProblem.reason(e) + ".", "");
		}
	}

	private InstallResult begin(Path tarball, PackageName name, InstallProgress.Listener progress) throws IOException, InterruptedException {
		try {
			progress.at(name, Phase.CHECKING, "");
			return go(prepare(tarball, name), progress);
		} catch (PackageCheck.Refusal e) {
			journal.clear();
			return logged(refused(name, e.getMessage(), e.findings()));
		} catch (InterruptedException | IOException e) {
			leave();
			throw e;
		}
	}

	/** This process ends in good order, or the machine does not do what it should, which is no fault of the package. */
	private void leave() {
		try {
			journal.calm();
		} catch (IOException e) {
			LOG.warn("That the agent was ended in good order cannot be kept: {}", e.getMessage());
		}
	}

	/** What an installation before has left: its results stay to be reported. One that waits for the cloud does not need to any longer, as this package came from there. */
	private void endEarlier(InstallProgress.Listener progress) throws IOException, InterruptedException {
		var left = journal.read();
		if (left.isPresent() && left.get().step() != Step.AWAITING_CHECK_IN) {
			resume(left.get(), progress);
			left = journal.read();
		}
		if (left.isPresent() && left.get().step() == Step.AWAITING_CHECK_IN) {
			confirm(left.get());
		} else if (left.isPresent()) {
			throw new IOException("the end of the installation of %s before it cannot be kept, see %s".formatted(left.get().name(), folder.folder()));
		}
	}

	private Installation prepare(Path tarball, PackageName name) throws IOException, PackageCheck.Refusal, InterruptedException {
		var checked = new PackageCheck(folder, settings, clock).take(tarball, name);
		var before = before(name.name(), checked.program().isPresent());
		var installation = new Installation(name.name(), name.version(), checked.sha256(), checked.root(), checked.script().isEmpty(),
				checked.program().map(p -> p.file()).orElse(""), checked.program().map(p -> Expected.of(p.options())).orElse(Expected.of(Map.of())), before, Step.PREPARING, "", 0, 0,
				Installation.NO_EXIT, "");
		return journal.write(installation);
	}

	/** @throws PackageCheck.Refusal when the program could not be started after all */
	private Before before(String name, boolean program) throws IOException, PackageCheck.Refusal, InterruptedException {
		String version = store.find(name).map(InstalledApp::version).orElse("");
		try {
			List<ProcessInfo> processes = supervisor.of(name);
			String file = supervisor.file(name).orElse("");
			boolean free = file.isEmpty() && (processes.isEmpty() || Files.exists(folder.leftProgram(name)));
			if (program && file.isEmpty() && !free && version.isEmpty()) {
				throw new PackageCheck.Refusal("The supervisor has a program " + name + " already, and it is of no package: give the package another name.", "");
			}
			return new Before(version, file, processes.stream().anyMatch(p -> p.state().running()), TakeBack.start(processes), free);
		} catch (SupervisorException e) {
			if (program) {
				throw new PackageCheck.Refusal("The package has a program, and nothing can start it: " + e.getMessage(), "");
			}
			return new Before(version, "", false, 0, false);
		}
	}

	/** From the step at which an installation is to its end. */
	private InstallResult go(Installation installation, InstallProgress.Listener progress) throws InterruptedException {
		try {
			return switch (installation.step()) {
			case PREPARING -> runScript(installation, progress);
			case RUNNING -> afterScript(installation, script.await(installation), progress);
			case STARTING -> startProgram(installation, progress);
			case AWAITING_CHECK_IN -> throw new IllegalStateException("it has ended");
			case TAKING_BACK -> takeBack(installation, progress);
			};
		} catch (IOException e) {
			Interrupts.demandNone();
			String problem = "The installer could not go on: " + FileProblem.reason(e) + ".";
			var now = reached(installation);
			return now.step() == Step.PREPARING ? end(now, refused(now.name(), problem, "")) : takeBack(now.failed(problem), progress);
		}
	}

	/** How far it is by its journal. */
	private Installation reached(Installation installation) {
		try {
			return journal.read().orElse(installation);
		} catch (IOException e) {
			return installation;
		}
	}

	private InstallResult runScript(Installation prepared, InstallProgress.Listener progress) throws IOException, InterruptedException {
		ApplicationPackage checked;
		try {
			checked = new PackageCheck(folder, settings, clock).check(folder.tarball(prepared));
		} catch (PackageCheck.Refusal e) {
			return end(prepared, refused(prepared.name(), e.getMessage(), e.findings()));
		}
		new PackageUnpacker(settings.limits()).unpack(folder.tarball(prepared), prepared.sha256(), InstallFolder.fresh(folder.tree()));
		Files.deleteIfExists(folder.changes());
		Files.deleteIfExists(folder.output());
		var before = watched.snapshot();
		before.write(folder.snapshot());
		KeptFiles.copy(Candidates.of(checked, store.written(prepared.app()), before), folder.kept(), settings.copies(), settings.copySize());
		progress.at(prepared.name(), Phase.INSTALLING, "");
		var installation = journal.write(prepared.running(machine.boot().id(), 0, 0));
		Process process;
		try {
			process = script.start(installation);
		} catch (IOException e) {
			Interrupts.demandNone();
			return takeBack(installation.failed("install.sh cannot be started: " + FileProblem.reason(e) + "."), progress);
		}
		installation = journal.write(installation.running(installation.boot(), (int) process.pid(), Processes.find(process.pid()).map(Processes.Entry::start).orElse(0L)));
		var end = script.await(installation);
		// a process that ended at once was perhaps not seen by its number
		return afterScript(installation, end.exit().isEmpty() && !end.timeout() ? new InstallScript.End(Optional.of(process.waitFor()), false) : end, progress);
	}

	private InstallResult afterScript(Installation running, InstallScript.End end, InstallProgress.Listener progress) throws IOException, InterruptedException {
		var installation = end.exit().map(running::exited).orElse(running);
		if (end.timeout()) {
			return takeBack(installation.failed("install.sh took longer than %d seconds and was killed.".formatted(settings.timeout().toSeconds())), progress);
		}
		if (end.exit().isEmpty()) {
			return takeBack(installation.failed("install.sh was killed before its end."), progress);
		}
		if (installation.exit() != 0) {
			return takeBack(installation.failed("install.sh ended with exit code " + installation.exit() + "."), progress);
		}
		watched.changes(installation).write(folder.changes());
		return installation.hasProgram() ? startProgram(journal.write(installation.at(Step.STARTING)), progress) : awaitCheckIn(installation, "");
	}

	private InstallResult startProgram(Installation installation, InstallProgress.Listener progress) throws IOException, InterruptedException {
		progress.at(installation.name(), Phase.STARTING, "");
		Optional<String> problem;
		try {
			supervisor.put(installation.app(), installation.file());
			problem = health.watch(installation.app(), installation.expected());
		} catch (SupervisorException e) {
			problem = Optional.of(e.getMessage());
		}
		if (problem.isPresent()) {
			return takeBack(installation.failed(problem.get()), progress);
		}
		store.installed(installation, folder.tarball(installation), watched.changes(installation).written(), clock.instant());
		tidy(installation);
		return end(installation, new InstallResult(installation.name(), Outcome.INSTALLED, exit(installation), script.output().text(), ""));
	}

	/** The version counts as installed when the cloud was reached once more. */
	private InstallResult awaitCheckIn(Installation installation, String message) throws IOException {
		var result = logged(new InstallResult(installation.name(), Outcome.INSTALLED, exit(installation), script.output().text(), message));
		journal.add(result);
		journal.write(installation.at(Step.AWAITING_CHECK_IN));
		journal.calm();
		return result;
	}

	private void confirm(Installation installation) throws IOException {
		store.installed(installation, folder.tarball(installation), watched.changes(installation).written(), clock.instant());
		outputs.keep(installation);
		tidy(installation);
		journal.clear();
	}

	/** What earlier failures left; that it stays is no failure of this package. */
	private void tidy(Installation installed) {
		try {
			if (installed.hasProgram()) {
				Files.deleteIfExists(folder.leftProgram(installed.app()));
			}
			Removed.prune(folder.removed());
		} catch (IOException e) {
			LOG.warn("What earlier failures left cannot be removed: {}", e.getMessage());
		}
	}

	private static Optional<Integer> exit(Installation installation) {
		return installation.exit() == Installation.NO_EXIT ? Optional.empty() : Optional.of(installation.exit());
	}

	private InstallResult takeBack(Installation failed, InstallProgress.Listener progress) throws InterruptedException {
		LOG.warn("{} failed and is taken back: {}", failed.name(), failed.problem());
		var troubles = new ArrayList<String>();
		try {
			journal.write(failed);
		} catch (IOException e) {
			Interrupts.demandNone();
			troubles.add("The journal cannot be written: " + FileProblem.reason(e) + ".");
		}
		progress.at(failed.name(), Phase.INSTALLING, failed.problem() + " It is taken back.");
		script.kill(failed);
		Optional<Changes> changes = Optional.empty();
		String output = "";
		try {
			output = script.output().text();
			if (Files.exists(folder.snapshot())) {
				changes = Optional.of(watched.changes(failed));
				changes.get().write(folder.changes());
			}
		} catch (IOException e) {
			Interrupts.demandNone();
			troubles.add("What it changed cannot be found out: " + FileProblem.reason(e) + ".");
		}
		var report = new TakeBack(folder, supervisor, health, clock).run(failed, changes);
		troubles.addAll(report.troubles());
		var copies = report.whole() ? Optional.<Path>empty() : copies();
		copies.ifPresent(c -> troubles.add(copiesIn(c)));
		var outcome = troubles.isEmpty() && failed.before().exists() ? Outcome.ROLLED_BACK : Outcome.FAILED;
		return end(failed, new InstallResult(failed.name(), outcome, exit(failed), output, report.message(failed, troubles)), copies);
	}

	/** Where the copies of what could not be put back will be: they are the only ones. */
	private Optional<Path> copies() {
		return Files.exists(folder.kept()) ? Optional.of(state.dated(folder.unrestored())) : Optional.empty();
	}

	private static String copiesIn(Path folder) {
		return "Copies of files from before are in " + folder + " until somebody removes them.";
	}

	private InstallResult end(Installation installation, InstallResult ended) {
		return end(installation, ended, Optional.empty());
	}

	/** @param copies where the copies of files from before go; they stay the journal's until the end is kept, so that what is cut off here is taken back once more */
	private InstallResult end(Installation installation, InstallResult ended, Optional<Path> copies) {
		var result = ended.with(state.takeNotes());
		try {
			journal.add(result);
			if (copies.isPresent()) {
				AtomicFiles.moveDurably(folder.kept(), copies.get());
			}
			outputs.keep(installation);
			journal.clear();
		} catch (IOException e) {
			LOG.error("The end of the installation of {} cannot be kept: {}", installation.name(), e.getMessage());
		}
		return logged(result);
	}

	private InstallResult logged(InstallResult ended) {
		var result = ended.with(state.takeNotes());
		LOG.info("{}: {} {}", result.name(), result.outcome(), result.message());
		new InstallLog(home, clock).write(result);
		return result;
	}

	private static InstallResult refused(PackageName name, String message, String output) {
		return new InstallResult(name, Outcome.REFUSED, Optional.empty(), output, message);
	}

	@Override
	public List<InstallResult> recover(InstallProgress.Listener progress) throws IOException, InterruptedException {
		try (var lock = DataLock.tryAcquire(folder.folder()).orElse(null)) {
			if (lock != null) { // else the one that has it ends it
				var left = journal.read();
				if (left.isPresent() && left.get().step() != Step.AWAITING_CHECK_IN) {
					resume(left.get(), progress);
				} else if (left.isEmpty()) {
					InstallFolder.delete(folder.work());
				}
			}
			return journal.results();
		} catch (EngineException e) {
			throw new IOException(e.getMessage(), e);
		}
	}

	private void resume(Installation left, InstallProgress.Listener progress) throws IOException, InterruptedException {
		LOG.warn("The installation of {} was cut off in the step {}, and goes on", left.name(), left.step());
		try {
			if (begins(left) > MOST_STARTS) {
				giveUp(left, progress);
			} else if (left.step() == Step.RUNNING) {
				resumeScript(left, progress);
			} else {
				go(left, progress);
			}
		} catch (InterruptedException | IOException e) {
			leave();
			throw e;
		}
	}

	/** A full disk, say, must not keep what was begun from its end. */
	private int begins(Installation left) throws InterruptedException {
		try {
			return journal.begins(left.name());
		} catch (IOException e) {
			Interrupts.demandNone();
			LOG.warn("How often the installation of {} was begun cannot be kept: {}", left.name(), e.getMessage());
			return 1;
		}
	}

	private void giveUp(Installation left, InstallProgress.Listener progress) throws IOException, InterruptedException {
		switch (left.step()) {
		case PREPARING -> end(left, new InstallResult(left.name(), Outcome.FAILED, Optional.empty(), "", GIVEN_UP + " Nothing of it was run."));
		case TAKING_BACK -> {
			var copies = copies();
			end(left, new InstallResult(left.name(), Outcome.FAILED, exit(left), "", left.problem()
					+ " It could not be taken back in whole: the agent ended in the midst of that, again and again." + copies.map(c -> " " + copiesIn(c)).orElse("")), copies);
		}
		default -> {
			journal.calm();
			takeBack(left.failed(GIVEN_UP), progress);
		}
		}
	}

	private void resumeScript(Installation left, InstallProgress.Listener progress) throws IOException, InterruptedException {
		boolean sameBoot = left.boot().equals(machine.boot().id());
		var exit = script.exit(left);
		if (!sameBoot && exit.filter(code -> code <= SIGNALLED).isEmpty()) {
			if (left.hasProgram() || !hasRestarted(left, exit.isPresent())) {
				takeBack(left.failed("The machine was restarted while install.sh ran."), progress);
			} else {
				watched.changes(left).write(folder.changes());
				awaitCheckIn(left, "The machine was restarted while install.sh ran, as it is with packages that restart it.");
			}
			return;
		}
		go(left.pid() == 0 && sameBoot ? script.find(left).orElse(left) : left, progress);
	}

	/** Whether the script itself restarted the machine: it says so, and the machine ended all processes before, as it does not in a power cut. */
	private boolean hasRestarted(Installation left, boolean ended) throws IOException {
		var checked = new PackageCheck(folder, settings, clock).inspect(folder.tarball(left));
		return checked.restartsMachine() && (ended || checked.restartsMachineAtOnce());
	}

	@Override
	public void reported(Collection<PackageName> names) {
		try {
			journal.reported(names);
		} catch (IOException e) {
			LOG.warn("That results were reported cannot be kept: {}", e.getMessage());
		}
	}

	@Override
	public void checkedIn() {
		outputs.trim();
		if (!Files.exists(folder.journal())) {
			return;
		}
		try (var lock = DataLock.tryAcquire(folder.folder()).orElse(null)) {
			var left = lock == null ? Optional.<Installation>empty() : journal.read();
			if (left.isPresent() && left.get().step() == Step.AWAITING_CHECK_IN) {
				confirm(left.get());
			}
		} catch (EngineException | IOException e) {
			LOG.error("That an installation is well cannot be kept: {}", e.getMessage());
		}
	}
}
