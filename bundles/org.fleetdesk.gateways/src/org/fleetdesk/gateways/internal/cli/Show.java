package org.fleetdesk.gateways.internal.cli;

import java.util.List;

import org.fleetdesk.cli.ResourceFinder.On;
import org.fleetdesk.cli.ResourceLook;
import org.fleetdesk.gateways.Gateways;

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
				var said = found.session(one).gateway(Found.product(one), Found.serial(one));
				if (out.json()) {
					said.ifPresent(out::json);
				} else {
					said.ifPresent(s -> s.toPrettyString().lines().forEach(out::line));
				}
			} else if (out.json()) {
				var json = Listing.json(one);
				var children = json.putArray("children");
				found.children(one).forEach(a -> children.add(Listing.json(a)));
				out.json(json);
			} else {
				print(one, "");
				found.children(one).forEach(a -> print(a, "  "));
			}
		}
		return 0;
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
