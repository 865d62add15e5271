package org.fleetdesk.gateways.internal.cli;

import java.util.List;
import java.util.Optional;

import org.fleetdesk.cli.ResourceFinder.Choice;
import org.fleetdesk.cli.ResourceFinder.On;
import org.fleetdesk.cli.ResourceLook;
import org.fleetdesk.cli.ResourceTask;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.gateways.AliasValue;
import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.tasks.TaskService;
import org.fleetdesk.text.Text;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gateway aliases get|set|create-missing|history}. */
final class AliasCommands {

	private static final int SHOWN = 80;

	private final Found found;
	private final TaskService tasks;

	AliasCommands(Found found, TaskService tasks) {
		this.found = found;
		this.tasks = tasks;
	}

	@Command(name = "aliases", description = "The values by which a gateway and its cloud talk.", mixinStandardHelpOptions = true)
	static final class Group {
	}

	CommandLine command() {
		return new CommandLine(new Group()).addSubcommand(new Get()).addSubcommand(new Set())
				.addSubcommand("create-missing", GatewayCommand.described(new Act(found, tasks, Gateways.CREATE_ALIASES, "Create missing aliases of"),
						"Makes the aliases of the document that the products of gateways lack."))
				.addSubcommand(new History());
	}

	private static ObjectNode json(AliasValue value) {
		var json = JsonNodeFactory.instance.objectNode().put("alias", value.alias()).put("format", value.format()).put("settable", value.settable()).put("value", value.value())
				.put("writer", value.byDevice() ? "device" : "cloud");
		value.at().ifPresent(at -> json.put("at", at.toString()));
		return json;
	}

	private static String line(String value) {
		String first = value.replace('\n', ' ');
		return first.length() > SHOWN ? first.substring(0, SHOWN) + "…" : first;
	}

	/** A look at one gateway. */
	abstract class Look extends ResourceLook {

		@Parameters(index = "0", paramLabel = "NAME", description = "A name, PRODUCT/SERIAL, or CONNECTION/NAME.")
		String name;

		final On gateway() throws Exception {
			return found.meant(Gateways.GATEWAY, GatewayCommand.WHAT, List.of(name), Choice.NONE, on, out).getFirst();
		}
	}

	@Command(name = "get", description = "Prints the aliases of a gateway, or the whole value of one.")
	final class Get extends Look {

		@Parameters(index = "1", arity = "0..1", paramLabel = "ALIAS", description = "Such as engine_report; all by default.")
		String alias;

		@Override
		public Integer call() throws Exception {
			var gateway = gateway();
			var all = found.session(gateway).aliases(Found.product(gateway), Found.serial(gateway));
			if (alias != null) {
				var one = all.stream().filter(a -> a.alias().equals(alias)).findFirst()
						.orElseThrow(() -> new EngineException(Kind.NOT_FOUND, "%s has no alias '%s'.".formatted(gateway.label(), alias)));
				if (out.json()) {
					out.json(json(one));
				} else {
					one.value().lines().forEach(out::line);
				}
				return 0;
			}
			if (out.json()) {
				var array = JsonNodeFactory.instance.arrayNode();
				all.forEach(a -> array.add(json(a)));
				out.json(array);
			} else {
				out.table(List.of("ALIAS", "FORMAT", "WRITTEN", "BY", "VALUE"), all.stream()
						.map(a -> List.of(a.alias(), a.format(), a.at().map(Text::time).orElse(""), a.at().isEmpty() ? "" : a.byDevice() ? "gateway" : "cloud", line(a.value()))).toList());
			}
			return 0;
		}
	}

	@Command(name = "set", description = "Writes an alias of a gateway in its cloud; the gateway reads it at the next check-in.")
	final class Set extends ResourceTask<Found> {

		@Parameters(index = "0", paramLabel = "NAME", description = "A name, PRODUCT/SERIAL, or CONNECTION/NAME.")
		String name;
		@Parameters(index = "1", paramLabel = "ALIAS")
		String alias;
		@Parameters(index = "2", paramLabel = "VALUE")
		String value;

		Set() {
			super(AliasCommands.this.found, AliasCommands.this.tasks);
		}

		@Override
		public Integer call() throws Exception {
			return runOn(found.meant(Gateways.GATEWAY, GatewayCommand.WHAT, List.of(name), Choice.NONE, on, out), GatewayCommand.WHAT, Gateways.WRITE_ALIAS,
					"Write " + escaped(alias) + " of %s", parameters().put("alias", alias).put("value", value));
		}
	}

	@Command(name = "history", description = "Prints what an alias held, newest first.")
	final class History extends Look {

		@Parameters(index = "1", paramLabel = "ALIAS")
		String alias;
		@Option(names = { "-n", "--limit" }, paramLabel = "NUMBER", defaultValue = "20", description = "How many values; 20 by default.")
		int limit;

		@Override
		public Integer call() throws Exception {
			var gateway = gateway();
			var values = found.session(gateway).history(Found.product(gateway), Found.serial(gateway), alias, limit, Optional.empty());
			if (out.json()) {
				var array = JsonNodeFactory.instance.arrayNode();
				values.forEach(v -> array.add(json(v)));
				out.json(array);
			} else {
				out.table(List.of("WRITTEN", "BY", "VALUE"),
						values.stream().map(v -> List.of(v.at().map(Text::time).orElse(""), v.byDevice() ? "gateway" : "cloud", line(v.value()))).toList());
			}
			return 0;
		}
	}
}
