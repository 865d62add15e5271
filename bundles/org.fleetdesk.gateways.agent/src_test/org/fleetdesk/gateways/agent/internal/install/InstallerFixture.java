package org.fleetdesk.gateways.agent.internal.install;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.fleetdesk.faults.Tarball;
import org.fleetdesk.gateways.agent.internal.AgentHome;
import org.fleetdesk.gateways.agent.internal.Await;
import org.fleetdesk.gateways.agent.internal.supervise.ProcessInfo;
import org.fleetdesk.gateways.agent.internal.supervise.Supervisor;
import org.fleetdesk.gateways.model.InstallProgress;
import org.fleetdesk.gateways.model.InstallProgress.Phase;
import org.fleetdesk.gateways.model.PackageName;

/** An installer with a folder in the place of the machine's file system. */
final class InstallerFixture {

	static final InstallSettings SETTINGS = new InstallSettings(Duration.ofSeconds(60), 4096, Duration.ofSeconds(1));

	final Path folder;
	final AgentHome home;
	/** Stands for /usr, /etc and so on. */
	final Path machine;
	final Supervisor supervisor;
	final List<Phase> phases = new CopyOnWriteArrayList<>();
	final InstallProgress.Listener progress = (name, phase, message) -> phases.add(phase);

	InstallerFixture(Path folder, Path home, Supervisor supervisor) throws IOException {
		this.folder = folder;
		this.home = new AgentHome(home);
		this.supervisor = supervisor;
		machine = Files.createDirectories(folder.resolve("machine"));
	}

	InstallSettings settings() {
		return SETTINGS.withRoots(List.of(machine));
	}

	PackageInstaller installer() {
		return installer(settings());
	}

	PackageInstaller installer(InstallSettings settings) {
		return new PackageInstaller(home, settings, supervisor, Clock.systemUTC());
	}

	/** A time before all that is written from now on, by the clock of the file system. */
	Instant now() throws Exception {
		var now = Instant.now();
		Await.until(() -> Snapshot.isChangedSince(Files.writeString(folder.resolve("clock"), now.toString()), now));
		return now;
	}

	/** On a machine that was started again. */
	PackageInstaller restarted(Instant since) {
		return new PackageInstaller(home, settings(), supervisor, Clock.systemUTC(), () -> new Boot("another", since));
	}

	InstallResult install(String version, Tarball tarball) throws Exception {
		return install(version, tarball, progress);
	}

	InstallResult install(String version, Tarball tarball, InstallProgress.Listener listener) throws Exception {
		return installer().install(file(version, tarball.packed()), name(version), listener);
	}

	static PackageName name(String version) {
		return new PackageName("app", version);
	}

	/** The package as it was downloaded. */
	Path file(String version, byte[] content) throws IOException {
		return Files.write(Files.createDirectories(folder.resolve("downloads")).resolve(name(version).fileName()), content);
	}

	/** An application whose program is the script; its installer copies it. */
	Tarball app(String program, String more) {
		return once("mkdir -p %1$s/bin\ncp app.sh %1$s/bin/app.sh\nchmod 755 %1$s/bin/app.sh\n%2$s".formatted(machine, more)).file("app.sh", 0755, "#!/bin/sh\n" + program + "\n").file(
				"supervisor.conf", 0644, "[supervisord]\ncommand = %s/bin/app.sh\nstdout_logfile = %s/app.log\n".formatted(machine, folder));
	}

	/** A package that does something once. */
	Tarball once(String script) {
		return new Tarball().file("install.sh", 0755, "#!/bin/sh\n" + script + "\n");
	}

	Path program() {
		return machine.resolve("bin/app.sh");
	}

	ProcessInfo await(ProcessInfo.State state) throws Exception {
		return Await.until(() -> supervisor.find("app"), p -> p.isPresent() && p.get().state() == state).orElseThrow();
	}

	/** The version that counts as installed; empty for none. */
	String installed() throws IOException {
		return installer().all().stream().map(InstalledApp::version).findFirst().orElse("");
	}
}
