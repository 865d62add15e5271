package org.fleetdesk.serverless.internal.cli;

import java.util.List;

import org.fleetdesk.cli.ResourceFinder.Choice;
import org.fleetdesk.cli.ResourceFinder.On;
import org.fleetdesk.cli.ResourceLook;
import org.fleetdesk.serverless.Serverless;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is known of resources, with what belongs to them: a runtime's service, roles and virtual machines. */
@Command(name = "show")
final class Show extends ResourceLook {

	@Parameters(paramLabel = "NAME", arity = "0..*", description = "Names or ids, or CONNECTION/NAME.")
	List<String> names = List.of();
	@Option(names = "--filter", paramLabel = "FILTER", defaultValue = "", description = "All that match, as in the tables of the console.")
	String filter;
	@Option(names = "--raw", description = "What the cloud itself says of it, without secrets.")
	boolean raw;

	private final Found found;
	private final String kind;
	private final String what;

	Show(Found found, String kind, String what) {
		this.found = found;
		this.kind = kind;
		this.what = what;
	}

	@Override
	public Integer call() throws Exception {
		for (var one : found.meant(kind, what, names, Choice.of(filter), on, out)) {
			if (raw) {
				JsonNode said = new ObjectMapper().readTree(found.session(one).inspect(one.resource().id()));
				if (out.json()) {
					out.json(said);
				} else {
					said.toPrettyString().lines().forEach(out::line);
				}
			} else if (out.json()) {
				out.json(tree(one));
			} else {
				print(one, "");
			}
		}
		return 0;
	}

	private ObjectNode tree(On one) {
		var json = Listing.json(one);
		var children = json.putArray("children");
		found.children(one).forEach(c -> children.add(tree(c)));
		return json;
	}

	private void print(On one, String indent) {
		var resource = one.resource();
		out.line("%s%s %s: %s".formatted(indent, resource.id().kind(), resource.name(), resource.state()));
		for (String attribute : resource.attributes().keySet()) {
			if (!attribute.equals(Serverless.STATE)) {
				out.line("%s  %-16s %s".formatted(indent, attribute, Listing.cell(one, attribute)));
			}
		}
		found.children(one).forEach(c -> print(c, indent + "  "));
	}
}
