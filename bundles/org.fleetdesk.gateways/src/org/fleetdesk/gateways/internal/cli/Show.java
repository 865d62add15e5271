package org.fleetdesk.gateways.internal.cli;

import java.util.List;
import java.util.Optional;

import org.fleetdesk.cli.ResourceLook;
import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.gateways.internal.cli.Found.On;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is known of gateways, with their applications. */
@Command(name = "show", description = "Prints what is known of gateways, with their applications.")
final class Show extends ResourceLook {

	@Parameters(paramLabel = "NAME", arity = "0..*", description = "Names, PRODUCT/SERIAL, or CONNECTION/NAME.")
	List<String> names = List.of();
	@Mixin
	Chosen chosen;
	@Option(names = "--raw", description = "What the cloud itself says of it, with its reports.")
	boolean raw;

	private final Found found;

	Show(Found found) {
		this.found = found;
	}

	@Override
	public Integer call() throws Exception {
		for (var one : found.meant(Gateways.GATEWAY, "gateway", names, chosen.choice(), on, out)) {
			if (raw) {
				var said = one.session().gateway(one.product(), one.serial());
				if (out.json()) {
					said.ifPresent(out::json);
				} else {
					said.ifPresent(s -> s.toPrettyString().lines().forEach(out::line));
				}
			} else if (out.json()) {
				var json = Listing.json(one);
				var children = json.putArray("children");
				applications(one).forEach(a -> children.add(Listing.json(a)));
				out.json(json);
			} else {
				print(one, "");
				applications(one).forEach(a -> print(a, "  "));
			}
		}
		return 0;
	}

	private static List<On> applications(On gateway) {
		var id = Optional.of(gateway.resource().id());
		return gateway.snapshot().resources().values().stream().filter(r -> r.parent().equals(id)).map(r -> new On(gateway.connection(), gateway.session(), gateway.snapshot(), r)).toList();
	}

	private void print(On one, String indent) {
		var resource = one.resource();
		out.line("%s%s %s: %s".formatted(indent, resource.id().kind(), resource.name(), resource.state()));
		if (!resource.labels().isEmpty()) {
			out.line("%s  %-16s %s".formatted(indent, "labels", Listing.cell(one, "labels")));
		}
		resource.attributes().forEach((name, value) -> out.line("%s  %-16s %s".formatted(indent, name, value)));
	}
}
