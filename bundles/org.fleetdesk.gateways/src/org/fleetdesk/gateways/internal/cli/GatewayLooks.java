package org.fleetdesk.gateways.internal.cli;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.Collectors;

import org.fleetdesk.cli.LogVerb;
import org.fleetdesk.cli.ResourceFinder.Choice;
import org.fleetdesk.cli.ResourceLook;
import org.fleetdesk.cli.UsageException;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.gateways.Deployment;
import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.logs.LogPosition;
import org.fleetdesk.logs.LogSink;
import org.fleetdesk.logs.LogSource;
import org.fleetdesk.text.Text;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gateway logs|deployments}. */
final class GatewayLooks {

	private final Found found;
	private final LogSource logs;
	private final LogSource installations;

	GatewayLooks(Found found, LogSource logs, LogSource installations) {
		this.found = found;
		this.logs = logs;
		this.installations = installations;
	}

	@Command(name = "logs", description = "Prints the log of an application (GATEWAY/APPLICATION), or with --installs what was installed on a gateway and what install.sh said.")
	final class AppLogs extends LogVerb {

		@Option(names = "--installs", description = "The installations of the gateway NAME.")
		boolean installs;

		@Override
		protected void stream(OptionalInt tail, boolean follow, LogSink sink) throws IOException, EngineException, UsageException, InterruptedException {
			var meant = found.meant(installs ? Gateways.GATEWAY : Gateways.APPLICATION, installs ? GatewayCommand.WHAT : "application", List.of(name()), Choice.NONE, on, out).getFirst();
			(installs ? installations : logs).stream(meant.resource().id(), LogPosition.START, follow, sink);
		}
	}

	@Command(name = "deployments", description = "Lists the latest installations on a gateway, newest first.")
	final class Deployments extends ResourceLook {

		@Parameters(index = "0", paramLabel = "NAME", description = "A name, PRODUCT/SERIAL, or CONNECTION/NAME.")
		String name;
		@Option(names = { "-n", "--limit" }, paramLabel = "NUMBER", defaultValue = "20", description = "How many; 20 by default.")
		int limit;

		@Override
		public Integer call() throws Exception {
			var gateway = found.meant(Gateways.GATEWAY, GatewayCommand.WHAT, List.of(name), Choice.NONE, on, out).getFirst();
			var all = found.session(gateway).deployments(Found.product(gateway), Found.serial(gateway), limit);
			if (out.json()) {
				var array = JsonNodeFactory.instance.arrayNode();
				all.forEach(d -> array.add(json(d)));
				out.json(array);
			} else {
				out.table(List.of("ID", "STATE", "ASKED", "BY", "ENDED", "PACKAGES", "MESSAGE"), all.stream().map(d -> List.of(d.id(), word(d), Text.time(d.created()), d.by(),
						d.ended().map(Text::time).orElse(""), String.join(" ", d.packages()), d.message().lines().collect(Collectors.joining(" ")))).toList());
			}
			return 0;
		}

		private static String word(Deployment deployment) {
			return deployment.state().name().toLowerCase(Locale.ROOT).replace('_', '-');
		}

		private static ObjectNode json(Deployment deployment) {
			var json = JsonNodeFactory.instance.objectNode().put("id", deployment.id()).put("product", deployment.product()).put("sn", deployment.serial()).put("state", word(deployment))
					.put("by", deployment.by()).put("run", deployment.run()).put("created", deployment.created().toString());
			deployment.ended().ifPresent(at -> json.put("ended", at.toString()));
			json.put("message", deployment.message()).put("output", deployment.output());
			deployment.packages().forEach(json.putArray("packages")::add);
			var events = json.putArray("events");
			deployment.events().forEach(e -> events.addObject().put("at", e.at().toString()).put("phase", e.phase()).put("app", e.app()).put("version", e.version()).put("message", e.message()));
			return json;
		}
	}
}
