package org.fleetdesk.gateways.agent.internal.install;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

import org.fleetdesk.gateways.agent.internal.AgentHome;
import org.fleetdesk.gateways.agent.internal.supervise.SupervisorSettings;
import org.fleetdesk.gateways.agent.internal.supervise.Supervisors;
import org.fleetdesk.gateways.model.PackageName;
import org.fleetdesk.http.HttpClientFactory;

/** Installs a package in a process that can be killed; prints the phases. */
final class InstallChild {

	private InstallChild() {
	}

	/** @param args the agent's folder, the watched folder, the package, seconds of health, and of install.sh when they are not the usual ones */
	public static void main(String[] args) throws Exception {
		var home = new AgentHome(Path.of(args[0]));
		Path tarball = Path.of(args[2]);
		var usual = InstallerFixture.SETTINGS.withRoots(List.of(Path.of(args[1])));
		var settings = new InstallSettings(args.length > 4 ? Duration.ofSeconds(Long.parseLong(args[4])) : usual.timeout(), usual.output(), Duration.ofSeconds(Long.parseLong(args[3])), usual.limits(), usual.roots(), usual.watched(), usual.copies(),
				usual.copySize());
		try (var http = new HttpClientFactory(); var supervisor = Supervisors.open(home, new SupervisorSettings.Own(), http)) {
			var result = new PackageInstaller(home, settings, supervisor, Clock.systemUTC()).install(tarball, PackageName.of(tarball.getFileName().toString()),
					(name, phase, message) -> System.out.println(message.isEmpty() ? phase : phase + " again"));
			System.out.println(result.outcome());
		}
	}
}
