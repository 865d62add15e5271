package org.fleetdesk.gateways.internal.cli;

import java.nio.file.Path;
import java.util.List;

import org.fleetdesk.cli.CommandContribution;
import org.fleetdesk.cli.ExitCode;
import org.fleetdesk.cli.FleetCommand;
import org.fleetdesk.gateways.model.PackageInspector;
import org.osgi.service.component.annotations.Component;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code app check|build}: application packages for gateways, before they are shipped. */
@Component
public final class AppCommand implements CommandContribution {

	@Override
	public Object newCommand() {
		return new CommandLine(new Group()).addSubcommand(new Check()).addSubcommand(new Build());
	}

	@Command(name = "app", description = "Application packages for gateways.", mixinStandardHelpOptions = true)
	static final class Group {
	}

	@Command(name = "check", description = "Checks packages (NAME.vVERSION.tar.gz) as they are checked before they are shipped and installed. Nothing of them is run.",
			mixinStandardHelpOptions = true)
	static final class Check extends FleetCommand {

		@Parameters(paramLabel = "FILE", arity = "1..*")
		List<Path> files;

		@Override
		public Integer call() throws Exception {
			int code = ExitCode.DONE;
			for (Path file : files) {
				Path path = out.directory().resolve(file).normalize();
				var app = PackageInspector.ofShipments().inspect(path);
				PackageLooks.show(path, app, out);
				if (!app.usable()) {
					code = ExitCode.FAILED;
				}
			}
			return code;
		}
	}
}
