package org.fleetdesk.gateways.internal.cli;

import java.util.List;

import org.fleetdesk.cli.ResourceFinder.On;
import org.fleetdesk.cli.RolloutContribution;
import org.fleetdesk.cli.RolloutVerb;
import org.fleetdesk.core.Connections;
import org.fleetdesk.core.Sessions;
import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.gateways.internal.cli.ShipCommands.What;
import org.fleetdesk.tasks.RolloutService;
import org.fleetdesk.tasks.TaskRequest;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rollout start install}: packages for many gateways. */
@Component
public final class RolloutInstall implements RolloutContribution {

	private final Found found;
	private final RolloutService rollouts;

	@Activate
	public RolloutInstall(@Reference Connections connections, @Reference Sessions sessions, @Reference RolloutService rollouts) {
		found = new Found(connections, sessions);
		this.rollouts = rollouts;
	}

	@Override
	public RolloutVerb newCommand() {
		return new Install();
	}

	@Command(name = "install", description = "Installs packages on gateways, wave by wave.", mixinStandardHelpOptions = true)
	final class Install extends RolloutVerb {

		@Parameters(paramLabel = "GATEWAY", arity = "0..*", description = "Names, PRODUCT/SERIAL, or CONNECTION/NAME; they have their turn in this order.")
		List<String> names = List.of();
		@Mixin
		Chosen chosen;
		@Mixin
		What what;
		@Option(names = "--on", paramLabel = "NAME", arity = "1", description = "The connections to look at; all by default.")
		List<String> on;

		@Override
		public Integer call() throws Exception {
			var parameters = what.parameters(out.directory());
			var meant = found.meant(Gateways.GATEWAY, GatewayCommand.WHAT, names, chosen.choice(), on, out);
			var targets = Found.able(meant, Gateways.INSTALL, !names.isEmpty(), out).stream().map(On::target).toList();
			String whom = targets.size() == 1 ? targets.getFirst().label() : targets.size() + " gateways";
			return start(rollouts, new TaskRequest(1, Gateways.INSTALL, "Install %s on %s".formatted(what.words(), whom), targets, parameters));
		}
	}
}
