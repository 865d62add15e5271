package org.fleetdesk.serverless.internal.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.fleetdesk.cli.ExitCode;
import org.fleetdesk.cli.FleetCommand;
import org.fleetdesk.cli.ResourceFinder.Choice;
import org.fleetdesk.cli.ResourceFinder.On;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.core.Resource;
import org.fleetdesk.serverless.Serverless;
import org.fleetdesk.text.Text;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists resources of a kind; a connection that fails is noted, and the others are listed all the same. */
@Command(name = "list", aliases = "ls", mixinStandardHelpOptions = true)
class Listing extends FleetCommand {

	@Option(names = "--on", paramLabel = "NAME", arity = "1..*", description = "The connections to look at; all by default.")
	List<String> on;
	@Option(names = "--filter", paramLabel = "FILTER", defaultValue = "", description = "Only what matches, as in the tables of the console: 'state:error owner:ann sensor'.")
	String filter;

	/** A column of the table: an attribute, or one of the words {@code name}, {@code state}, {@code on}. */
	record Column(String header, String attribute) {
	}

	private final Found found;
	private final String kind;
	private final List<Column> columns;

	Listing(Found found, String kind, Column... columns) {
		this.found = found;
		this.kind = kind;
		this.columns = List.of(columns);
	}

	/** Whether a resource is listed at all. */
	boolean listed(On on) {
		return true;
	}

	@Override
	public Integer call() throws Exception {
		var failures = new ArrayList<EngineException>();
		var all = found.matching(found.all(kind, on, out, failures).stream().filter(this::listed).toList(), Choice.of(filter));
		if (out.json()) {
			var array = JsonNodeFactory.instance.arrayNode();
			all.forEach(o -> array.add(json(o)));
			out.json(array);
		} else {
			out.table(columns.stream().map(Column::header).toList(), all.stream().map(o -> columns.stream().map(c -> cell(o, c.attribute)).toList()).toList());
		}
		return failures.isEmpty() ? ExitCode.DONE : failures.stream().anyMatch(f -> f.kind() == Kind.UNREACHABLE || f.kind() == Kind.TIMED_OUT) ? ExitCode.UNREACHABLE : ExitCode.FAILED;
	}

	static String cell(On on, String attribute) {
		var resource = on.resource();
		return switch (attribute.substring(attribute.indexOf('.') + 1)) {
		case "name" -> resource.name();
		case "kind" -> resource.id().kind();
		case "state" -> resource.state().toString();
		case "on" -> on.connection().name();
		case Serverless.MEMORY, Serverless.DISK, Serverless.MEMORY_USED -> bytes(resource.attribute(attribute));
		case Serverless.SINCE, Serverless.STARTED -> age(resource.attribute(attribute), on.snapshot().taken());
		case Serverless.NODES -> resource.attribute(Serverless.NODES) + "/" + resource.attribute(Serverless.CARDINALITY);
		default -> resource.attribute(attribute);
		};
	}

	private static String bytes(String value) {
		return value.isEmpty() ? "" : Text.bytes(Long.parseLong(value));
	}

	private static String age(String instant, Instant now) {
		if (instant.isEmpty()) {
			return "";
		}
		var age = Duration.between(Instant.parse(instant), now);
		long seconds = Math.max(0, age.toSeconds());
		return seconds < 120 ? seconds + " s" : seconds < 7200 ? seconds / 60 + " min" : seconds < 172_800 ? seconds / 3600 + " h" : seconds / 86_400 + " d";
	}

	/** A resource with all that is known of it; numbers as numbers. */
	static ObjectNode json(On on) {
		Resource resource = on.resource();
		var json = JsonNodeFactory.instance.objectNode().put("on", on.connection().name()).put("kind", resource.id().kind()).put("key", resource.id().key()).put("name", resource.name())
				.put("state", resource.state().word()).put("nativeState", resource.state().nativeWord()).put("phase", resource.state().phase().name().toLowerCase(java.util.Locale.ROOT));
		for (Map.Entry<String, String> attribute : resource.attributes().entrySet()) {
			String name = attribute.getKey().equals(Serverless.STATE) ? "runtimeState" : attribute.getKey();
			if (attribute.getValue().matches("-?\\d{1,18}")) {
				json.put(name, Long.parseLong(attribute.getValue()));
			} else {
				json.put(name, attribute.getValue());
			}
		}
		return json;
	}
}
