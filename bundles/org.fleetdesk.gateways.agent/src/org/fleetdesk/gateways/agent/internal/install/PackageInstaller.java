package org.fleetdesk.gateways.agent.internal.install;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.fleetdesk.engine.DataLock;
import org.fleetdesk.engine.EngineException;
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

	private final AgentHome home;
	private final InstallSettings settings;
	private final Supervisor supervisor;
	private final Clock clock;
	private final InstallFolder folder;
	private final Journal journal;
	private final AppStore store;
	private final InstallScript script;
	private final Health health;

	public PackageInstaller(AgentHome home, InstallSettings settings, Supervisor supervisor, Clock clock) {
		this.home = home;
		this.settings = settings;
		this.supervisor = supervisor;
		this.clock = clock;
		folder = InstallFolder.of(home);
		journal = new Journal(folder);
		store = new AppStore(home);
		script = new InstallScript(home, folder, settings);
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
			progress.at(name, Phase.CHECKING, "");
			Installation installation;
			try {
				installation = prepare(tarball, name);
			} catch (PackageCheck.Refusal e) {
				InstallFolder.delete(folder.work());
				return logged(refused(name, e.getMessage(), e.findings()));
			}
			return go(installation, progress);
		} catch (EngineException | IOException e) {
			return refused(name, "Nothing can be installed: " + FileProblem.reason(e) + ".", "");
		}
	}

	/** What an installation before has left: its results stay to be reported. One that waits for the cloud does not need to any longer, as this package came from there. */
	private void endEarlier(InstallProgress.Listener progress) throws IOException, InterruptedException {
		var left = journal.read();
		if (left.isPresent() && left.get().step() == Step.AWAITING_CHECK_IN) {
			confirm(left.get());
		} else if (left.isPresent()) {
			resume(left.get(), progress);
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
			return new Before(version, supervisor.file(name).orElse(""), processes.stream().anyMatch(p -> p.state().running()), TakeBack.start(processes));
		} catch (SupervisorException e) {
			if (program) {
				throw new PackageCheck.Refusal("The package has a program, and nothing can start it: " + e.getMessage(), "");
			}
			return new Before(version, "", false, 0);
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
		var before = snapshot();
		before.write(folder.snapshot());
		KeptFiles.copy(Candidates.of(checked, store.written(prepared.app()), before), folder.kept(), settings.copies(), settings.copySize());
		progress.at(prepared.name(), Phase.INSTALLING, "");
		var installation = journal.write(prepared.running(Processes.bootId(), 0, 0));
		Process process;
		try {
			process = script.start(installation);
		} catch (IOException e) {
			return takeBack(installation.failed("install.sh cannot be started: " + FileProblem.reason(e) + "."), progress);
		}
		installation = journal.write(installation.running(installation.boot(), (int) process.pid(), Processes.find(process.pid()).map(Processes.Entry::start).orElse(0L)));
		var end = script.await(installation);
		// a process that ended at once was perhaps not seen by its number
		return afterScript(installation, end.exit().isEmpty() && !end.timeout() ? new InstallScript.End(Optional.of(process.waitFor()), false) : end, progress);
	}

	private Snapshot snapshot() throws IOException {
		var roots = new ArrayList<>(List.of(home.apps()));
		roots.addAll(settings.roots());
		var own = List.of(home.state(), home.logs(), home.supervisor());
		Path real = Files.isDirectory(home.folder()) ? home.folder().toRealPath() : home.folder();
		return Snapshot.take(roots, p -> p.equals(real) || own.stream().anyMatch(o -> p.equals(real.resolve(home.folder().relativize(o)))), settings.watched());
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
		changes(installation).write(folder.changes());
		return installation.hasProgram() ? startProgram(journal.write(installation.at(Step.STARTING)), progress) : awaitCheckIn(installation, "");
	}

	private Changes changes(Installation installation) throws IOException {
		return Files.exists(folder.changes()) ? Changes.read(folder.changes()) : Changes.between(Snapshot.read(folder.snapshot()), snapshot());
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
		store.installed(installation, folder.tarball(installation), changes(installation).written(), clock.instant());
		return end(installation, new InstallResult(installation.name(), Outcome.INSTALLED, exit(installation), script.output().text(), ""));
	}

	/** The version counts as installed when the cloud was reached once more. */
	private InstallResult awaitCheckIn(Installation installation, String message) throws IOException {
		var result = logged(new InstallResult(installation.name(), Outcome.INSTALLED, exit(installation), script.output().text(), message));
		journal.add(result);
		journal.write(installation.at(Step.AWAITING_CHECK_IN));
		return result;
	}

	private void confirm(Installation installation) throws IOException {
		store.installed(installation, folder.tarball(installation), changes(installation).written(), clock.instant());
		journal.clear();
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
			troubles.add("The journal cannot be written: " + FileProblem.reason(e) + ".");
		}
		progress.at(failed.name(), Phase.INSTALLING, failed.problem() + " It is taken back.");
		script.kill(failed);
		Optional<Changes> changes = Optional.empty();
		String output = "";
		try {
			output = script.output().text();
			if (Files.exists(folder.snapshot())) {
				changes = Optional.of(changes(failed));
				changes.get().write(folder.changes());
			}
		} catch (IOException e) {
			troubles.add("What it changed cannot be found out: " + FileProblem.reason(e) + ".");
		}
		var report = new TakeBack(folder, supervisor, health).run(failed, changes);
		troubles.addAll(report.troubles());
		var outcome = troubles.isEmpty() && failed.before().exists() ? Outcome.ROLLED_BACK : Outcome.FAILED;
		return end(failed, new InstallResult(failed.name(), outcome, exit(failed), output, message(failed, report, troubles)));
	}

	private static String message(Installation failed, TakeBack.Report report, List<String> troubles) {
		var before = failed.before();
		var message = new StringBuilder(failed.problem()).append(' ');
		if (!troubles.isEmpty()) {
			message.append("It could not be taken back in whole: ").append(String.join(" ", troubles));
		} else if (before.exists()) {
			message.append(before.version().isEmpty() ? "What was there before" : "Version " + before.version()).append(report.runs() ? " runs again" : " is there again");
		} else {
			message.append("It was taken back, and there was no version before it");
		}
		if (troubles.isEmpty()) {
			message.append(report.restored() + report.removed() == 0 ? "." : " (%d put back, %d removed).".formatted(report.restored(), report.removed()));
		}
		report.notes().forEach(n -> message.append(' ').append(n));
		return message.toString();
	}

	private InstallResult end(Installation installation, InstallResult result) {
		try {
			journal.add(result);
			journal.clear();
		} catch (IOException e) {
			LOG.error("The end of the installation of {} cannot be kept: {}", installation.name(), e.getMessage());
		}
		return logged(result);
	}

	private InstallResult logged(InstallResult result) {
		LOG.info("{}: {} {}", result.name(), result.outcome(), result.message());
		new InstallLog(home, clock).write(result);
		return result;
	}

	private static InstallResult refused(PackageName name, String message, String output) {
		return new InstallResult(name, Outcome.REFUSED, Optional.empty(), output, message);
	}

	@Override
	public List<InstallResult> recover(InstallProgress.Listener progress) throws InterruptedException {
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
		} catch (EngineException | IOException e) {
			LOG.error("What an earlier installation left cannot be ended: {}", e.getMessage());
			return List.of();
		}
	}

	private void resume(Installation left, InstallProgress.Listener progress) throws IOException, InterruptedException {
		LOG.warn("The installation of {} was cut off in the step {}, and goes on", left.name(), left.step());
		if (left.step() != Step.RUNNING) {
			go(left, progress);
			return;
		}
		boolean sameBoot = left.boot().equals(Processes.bootId());
		var exit = script.exit();
		if (!sameBoot && exit.filter(code -> code <= SIGNALLED).isEmpty()) {
			if (left.hasProgram()) {
				takeBack(left.failed("The machine was restarted while install.sh ran."), progress);
			} else {
				changes(left).write(folder.changes());
				awaitCheckIn(left, "The machine was restarted while install.sh ran, as it is with packages that restart it.");
			}
			return;
		}
		go(left.pid() == 0 && sameBoot ? script.find(left).orElse(left) : left, progress);
	}

	@Override
	public void reported() {
		try {
			journal.reported();
		} catch (IOException e) {
			LOG.warn("That results were reported cannot be kept: {}", e.getMessage());
		}
	}

	@Override
	public void checkedIn() {
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
