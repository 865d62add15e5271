package org.fleetdesk.so3.internal.cli;

import java.util.ArrayList;
import java.util.List;

import org.fleetdesk.cli.FleetCommand;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.so3.internal.cli.Found.On;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists what there is on engines; one that fails is noted, and the others are listed all the same. */
@Command(mixinStandardHelpOptions = true)
abstract class Listing<T> extends FleetCommand {

	@Option(names = "--on", paramLabel = "NAME", arity = "1..*", description = "The connections to look at; all by default.")
	List<String> on;

	private final Found found;
	private final Found.Read<T> read;
	private final List<String> header;

	Listing(Found found, Found.Read<T> read, String... header) {
		this.found = found;
		this.read = read;
		this.header = List.of(header);
	}

	abstract ObjectNode json(On<T> thing);

	/** A line of the table. */
	abstract List<String> row(On<T> thing);

	@Override
	public Integer call() throws Exception {
		var failures = new ArrayList<EngineException>();
		var all = found.all(found.named(on), read, out, failures);
		if (out.json()) {
			var array = JsonNodeFactory.instance.arrayNode();
			all.forEach(thing -> array.add(json(thing)));
			out.json(array);
		} else {
			out.table(header, all.stream().map(this::row).toList());
		}
		return failures.isEmpty() ? 0 : failures.stream().anyMatch(f -> f.kind() == Kind.UNREACHABLE || f.kind() == Kind.TIMED_OUT) ? 3 : 1;
	}
}
