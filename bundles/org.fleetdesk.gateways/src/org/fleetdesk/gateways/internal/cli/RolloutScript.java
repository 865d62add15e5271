package org.fleetdesk.gateways.internal.cli;

import java.nio.file.Path;
import java.util.List;

import org.fleetdesk.cli.ResourceFinder.On;
import org.fleetdesk.cli.RolloutContribution;
import org.fleetdesk.cli.RolloutVerb;
import org.fleetdesk.cli.UsageException;
import org.fleetdesk.core.Connections;
import org.fleetdesk.core.Sessions;
import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.tasks.RolloutPlan;
import org.fleetdesk.tasks.RolloutPlan.OnFailure;
import org.fleetdesk.tasks.RolloutService;
import org.fleetdesk.tasks.TaskRequest;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rollout start script}: a script, or a reboot, for many gateways. */
@Component
public final class RolloutScript implements RolloutContribution {

	private final Found found;
	private final RolloutService rollouts;

	@Activate
	public RolloutScript(@Reference Connections connections, @Reference Sessions sessions, @Reference RolloutService rollouts) {
		found = new Found(connections, sessions);
		this.rollouts = rollouts;
	}

	@Override
	public RolloutVerb newCommand() {
		return new Script();
	}

	@Command(name = "script", description = "Runs a script on gateways, or reboots them, wave by wave. There is no way back: a wave that fails halts the rollout.", mixinStandardHelpOptions = true)
	final class Script extends RolloutVerb {

		@Parameters(paramLabel = "GATEWAY", arity = "0..*", description = "Names, PRODUCT/SERIAL, or CONNECTION/NAME; they have their turn in this order.")
		List<String> names = List.of();
		@Mixin
		Chosen chosen;
		@Option(names = "--script", paramLabel = "FILE", description = "The script; it begins with a line such as #!/bin/sh.")
		Path script;
		@Option(names = "--reboot", description = "Reboot them instead.")
		boolean reboot;
		@Option(names = "--patience", paramLabel = "SECONDS", description = "How long a gateway may leave it in its queue; by default as long as its own interval allows.")
		Long queue;
		@Option(names = "--on", paramLabel = "NAME", arity = "1", description = "The connections to look at; all by default.")
		List<String> on;

		@Override
		protected RolloutPlan usual() {
			var usual = super.usual();
			return new RolloutPlan(usual.waves(), usual.successThreshold(), usual.errorThreshold(), usual.soak(), OnFailure.HALT);
		}

		@Override
		public Integer call() throws Exception {
			if (reboot == (script != null)) {
				throw new UsageException("Say what is to be done: --script FILE, or --reboot.");
			}
			var parameters = reboot ? JsonNodeFactory.instance.objectNode() : GatewayCommand.script(out.directory(), script);
			if (queue != null) {
				parameters.put("queue", queue);
			}
			var meant = found.meant(Gateways.GATEWAY, GatewayCommand.WHAT, names, chosen.choice(), on, out);
			var targets = Found.able(meant, reboot ? Gateways.REBOOT : Gateways.SCRIPT, !names.isEmpty(), out).stream().map(On::target).toList();
			String whom = targets.size() == 1 ? targets.getFirst().label() : targets.size() + " gateways";
			return start(rollouts, new TaskRequest(1, reboot ? Gateways.REBOOT : Gateways.SCRIPT, reboot ? "Reboot " + whom : "Run %s on %s".formatted(script.getFileName(), whom), targets,
					parameters));
		}
	}
}
