package org.fleetdesk.gateways.internal.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.fleetdesk.cli.FleetCommand;
import org.fleetdesk.cli.ResourceFinder.Choice;
import org.fleetdesk.cli.ResourceFinder.On;
import org.fleetdesk.cli.ResourceTask;
import org.fleetdesk.cli.UsageException;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.gateways.CloudAddress;
import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.gateways.internal.LocalAgents;
import org.fleetdesk.gateways.internal.LocalAgents.Agent;
import org.fleetdesk.tasks.TaskService;
import org.fleetdesk.tasks.TaskTarget;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gateway start-local|stop-local|local|add-ssh}: agents that the console brings into the world. */
final class LocalCommands {

	private static final String PRODUCT = "product";

	private final Found found;
	private final TaskService tasks;
	private final LocalAgents agents;

	LocalCommands(Found found, TaskService tasks, LocalAgents agents) {
		this.found = found;
		this.tasks = tasks;
		this.agents = agents;
	}

	/** A task on a product; with one product only it need not be named. */
	abstract class OnProduct extends ResourceTask<Found> {

		@Option(names = "--product", paramLabel = "PRODUCT", description = "The product, or CONNECTION/PRODUCT; the only one by default.")
		String product;

		OnProduct() {
			super(LocalCommands.this.found, LocalCommands.this.tasks);
		}

		final List<On> product() throws Exception {
			return found.meant(Gateways.PRODUCT, PRODUCT, product == null ? List.of(only()) : List.of(product), Choice.NONE, on, out);
		}

		private String only() throws Exception {
			var all = found.all(Gateways.PRODUCT, on, out, new ArrayList<>());
			if (all.size() != 1) {
				throw new UsageException(all.isEmpty() ? "There is no product; create one with 'fleetdesk product create'." : "Say which product: --product PRODUCT.");
			}
			return all.getFirst().resource().id().key();
		}
	}

	@Command(name = "start-local", description = "Starts an agent on this machine, as a process of its own, and waits for its first check-in.")
	final class Start extends OnProduct {

		@Parameters(arity = "0..1", paramLabel = "NAME", description = "Its name and serial number; one is made by default.")
		String name;
		@Option(names = "--interval", paramLabel = "SECONDS", defaultValue = "30", description = "Between two check-ins; 30 by default.")
		int interval;

		@Override
		public Integer call() throws Exception {
			var parameters = parameters().put("interval", interval);
			if (name != null) {
				parameters.put("name", name);
			}
			return runOn(product(), PRODUCT, Gateways.START_LOCAL, "Start a local agent for %s", parameters);
		}
	}

	@Command(name = "stop-local", description = "Ends agents that were started on this machine; also when their cloud is gone from the list.")
	final class Stop extends ResourceTask<Found> {

		@Parameters(paramLabel = "NAME", arity = "1..*", description = "Their names.")
		List<String> names;

		Stop() {
			super(LocalCommands.this.found, LocalCommands.this.tasks);
		}

		@Override
		public Integer call() throws Exception {
			var all = agents.all();
			var targets = new ArrayList<TaskTarget>();
			for (String name : names) {
				var agent = all.stream().filter(a -> a.name().equals(name)).findFirst()
						.orElseThrow(() -> new EngineException(Kind.NOT_FOUND, "No agent '%s' was started on this machine.".formatted(name)));
				targets.add(new TaskTarget(new ResourceId(agent.connection(), Gateways.GATEWAY, Gateways.key(agent.product(), agent.serial())), name));
			}
			return run(targets, "local agent", Gateways.STOP_LOCAL, "Stop local agent %s", parameters());
		}
	}

	@Command(name = "local", description = "Lists the agents that were started on this machine.", mixinStandardHelpOptions = true)
	final class Agents extends FleetCommand {

		@Override
		public Integer call() throws Exception {
			var all = agents.all();
			if (out.json()) {
				var array = JsonNodeFactory.instance.arrayNode();
				all.forEach(a -> array.addObject().put("name", a.name()).put("product", a.product()).put("sn", a.serial()).put("pid", a.pid()).put("runs", a.process().isPresent())
						.put("on", on(a)));
				out.json(array);
			} else {
				out.table(List.of("NAME", "PRODUCT", "PROCESS", "RUNS", "ON"),
						all.stream().map(a -> List.of(a.name(), a.product(), Long.toString(a.pid()), a.process().isPresent() ? "yes" : "no", on(a))).toList());
			}
			return 0;
		}

		private String on(Agent agent) {
			return found.connections().find(agent.connection()).map(c -> c.name()).orElse("");
		}
	}

	@Command(name = "add-ssh", description = "Makes a machine a gateway over SSH: copies the agent's release there, installs, configures and starts it, and waits for its first check-in.")
	final class AddSsh extends OnProduct {

		@Parameters(paramLabel = "USER@HOST[:PORT]", description = "The machine, and who signs in.")
		String machine;
		@Option(names = "--package", required = true, paramLabel = "FILE", description = "The agent's release, as './fleetdesk dist gwe' makes it.")
		Path release;
		@Option(names = "--uuid", paramLabel = "SERIAL", description = "The serial number.")
		String uuid;
		@Option(names = "--interface", paramLabel = "NAME", description = "The network interface whose address is the serial number.")
		String networkInterface;
		@Option(names = "--key", paramLabel = "FILE", description = "A private key; without it a password is asked for.")
		Path key;
		@Option(names = "--passphrase", description = "Ask for the passphrase of the key.")
		boolean passphrase;
		@Option(names = "--host-key", paramLabel = "SHA256:…", description = "The fingerprint of the server's key that is trusted.")
		String hostKey;
		@Option(names = "--cloud", paramLabel = "URL", description = "Where the machine reaches the cloud; the connection's URL by default, unless that is an address such as 127.0.0.1, which means the machine itself there.")
		String cloud;
		@Option(names = "--take-over", description = "Give it the serial number also when another gateway lives under it, whose key counts no more then.")
		boolean takeOver;
		@Option(names = "--prefix", paramLabel = "FOLDER", description = "Where it is installed; /opt/gateway-engine by default.")
		String prefix;

		@Override
		public Integer call() throws Exception {
			int at = machine.indexOf('@');
			var port = machine.substring(at + 1).matches("[^:\\[\\]]+:\\d{1,5}") ? Optional.of(machine.substring(machine.lastIndexOf(':') + 1)) : Optional.<String>empty();
			if (at < 1 || (uuid == null) == (networkInterface == null)) {
				throw new UsageException(at < 1 ? "Say who signs in: USER@HOST." : "Say the serial number: --uuid SERIAL, or --interface NAME.");
			}
			String host = machine.substring(at + 1, port.isPresent() ? machine.lastIndexOf(':') : machine.length());
			var parameters = parameters().put("user", machine.substring(0, at)).put("host", host).put("port", port.map(Integer::parseInt).orElse(22)).put("package",
					out.directory().resolve(release).normalize().toString());
			var product = product();
			var problem = CloudAddress.problemLookedUp(cloud == null ? product.getFirst().connection().url().toString() : cloud, host);
			if (problem.isPresent()) {
				throw new UsageException(problem.get() + ": --cloud URL.");
			}
			put("uuid", uuid, parameters);
			put("interface", networkInterface, parameters);
			put("fingerprint", hostKey, parameters);
			put("cloud", cloud, parameters);
			put("prefix", prefix, parameters);
			if (takeOver) {
				parameters.put("takeOver", true);
			}
			if (key != null) {
				parameters.put("identity", out.directory().resolve(key).normalize().toString());
			}
			if (key == null || passphrase) {
				put("password", out.ask(key == null ? "Password of " + machine + ": " : "Passphrase of " + key + ": ", true)
						.orElseThrow(() -> new UsageException("Nobody can be asked for the password here; use --key FILE.")), parameters);
			}
			return runOn(product, PRODUCT, Gateways.ADD_BY_SSH, "Make " + escaped(host) + " a gateway of %s", parameters);
		}

		private static void put(String name, String value, ObjectNode parameters) {
			if (value != null) {
				parameters.put(name, value);
			}
		}
	}
}
