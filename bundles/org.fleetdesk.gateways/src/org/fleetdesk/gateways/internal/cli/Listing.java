package org.fleetdesk.gateways.internal.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.fleetdesk.cli.ExitCode;
import org.fleetdesk.cli.ResourceFinder.On;
import org.fleetdesk.cli.ResourceLook;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.core.Resource;
import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.text.Text;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists resources of a kind; a connection that fails is noted, and the others are listed all the same. */
@Command
class Listing extends ResourceLook {

	@Mixin
	Chosen chosen;

	/** A column of the table: an attribute, or one of the words {@code name}, {@code state}, {@code on}, {@code gateway}, {@code labels}. */
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

	/** What may be listed. */
	List<On> resources(Found found, List<EngineException> failures) throws Exception {
		return found.all(kind, on, out, failures);
	}

	@Override
	public Integer call() throws Exception {
		var failures = new ArrayList<EngineException>();
		var all = found.matching(resources(found, failures), chosen.choice());
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
		return switch (attribute) {
		case "name" -> resource.name();
		case "state" -> resource.state().toString();
		case "on" -> on.connection().name();
		case "gateway" -> Found.serial(on);
		case "labels" -> labels(resource);
		case Gateways.SIZE, Gateways.DISK_FREE, Gateways.RECEIVED, Gateways.SENT -> bytes(resource.attribute(attribute));
		case Gateways.LAST_SEEN, Gateways.UPLOADED -> age(resource.attribute(attribute), on.snapshot().taken());
		case Gateways.SHA256 -> resource.attribute(attribute).substring(0, Math.min(12, resource.attribute(attribute).length()));
		case Gateways.LISTENING, Gateways.SIGNED -> resource.attribute(attribute).equals("true") ? "yes" : "";
		default -> resource.attribute(attribute);
		};
	}

	private static String labels(Resource resource) {
		return String.join(" ", resource.labels().entrySet().stream().map(l -> l.getKey() + "=" + l.getValue()).sorted().toList());
	}

	private static String bytes(String value) {
		return value.matches("\\d{1,18}") ? Text.bytes(Long.parseLong(value)) : "";
	}

	/** How long ago something was. */
	static String age(String instant, Instant now) {
		if (instant.isEmpty()) {
			return "";
		}
		long seconds = Math.max(0, Duration.between(Instant.parse(instant), now).toSeconds());
		return seconds < 120 ? seconds + " s" : seconds < 7200 ? seconds / 60 + " min" : seconds < 172_800 ? seconds / 3600 + " h" : seconds / 86_400 + " d";
	}

	/** A resource with all that is known of it; numbers as numbers. */
	static ObjectNode json(On on) {
		Resource resource = on.resource();
		var json = JsonNodeFactory.instance.objectNode().put("on", on.connection().name()).put("kind", resource.id().kind()).put("key", resource.id().key()).put("name", resource.name())
				.put("state", resource.state().word()).put("nativeState", resource.state().nativeWord()).put("phase", resource.state().phase().name().toLowerCase(Locale.ROOT));
		resource.attributes().forEach((name, value) -> {
			if (value.matches("-?\\d{1,18}") && !name.equals(Gateways.SERIAL) && !name.equals(Gateways.VERSION) && !name.equals(Gateways.ASSIGNED) && !name.equals(Gateways.PRODUCT_ID)) {
				json.put(name, Long.parseLong(value));
			} else if (value.equals("true") || value.equals("false")) {
				json.put(name, Boolean.parseBoolean(value));
			} else {
				json.put(name, value);
			}
		});
		if (!resource.labels().isEmpty()) {
			var labels = json.putObject("labels");
			resource.labels().forEach(labels::put);
		}
		return json;
	}
}
