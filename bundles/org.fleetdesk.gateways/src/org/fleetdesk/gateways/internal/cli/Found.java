package org.fleetdesk.gateways.internal.cli;

import java.util.ArrayList;
import java.util.List;

import org.fleetdesk.cli.Output;
import org.fleetdesk.cli.ResourceFinder;
import org.fleetdesk.cli.UsageException;
import org.fleetdesk.core.Connections;
import org.fleetdesk.core.Resource;
import org.fleetdesk.core.Sessions;
import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.gateways.GatewaysSession;

/** Finds what the words of a command mean on device clouds; the key of a gateway is {@code PRODUCT/SERIAL}. */
final class Found extends ResourceFinder<GatewaysSession> {

	private static final List<String> KEYS = List.of(Gateways.PROBLEM, Gateways.DRIFT, Gateways.APPLICATIONS, Gateways.OS, Gateways.ADDRESS, Gateways.INSTALLING);
	private static final Domain<GatewaysSession> CLOUDS = new Domain<>(Gateways.KIND, "a device cloud", GatewaysSession.class, KEYS, "--filter and --label",
			(connection, resource) -> label(resource));

	Found(Connections connections, Sessions sessions) {
		super(connections, sessions, CLOUDS);
	}

	private static String label(Resource resource) {
		return resource.parent().isPresent() ? resource.name() + " on " + Gateways.serial(resource.id().key()) : resource.name();
	}

	static String product(On on) {
		return Gateways.product(on.resource().id().key());
	}

	static String serial(On on) {
		return Gateways.serial(on.resource().id().key());
	}

	/**
	 * Those gateways on which a verb is not refused as they are, such as installing on one that is locked; so that this is told before anything begins.
	 *
	 * @param named whether each was meant by its name: then a refusal is an error, else such a gateway is noted and left out
	 */
	static List<On> able(List<On> meant, String verb, boolean named, Output out) throws UsageException {
		var able = new ArrayList<On>();
		for (On one : meant) {
			String why = one.resource().refusals().getOrDefault(verb, "");
			if (why.isEmpty()) {
				able.add(one);
			} else if (named) {
				throw new UsageException("%s: %s".formatted(one.resource().name(), why));
			} else {
				out.note("Left out: %s: %s".formatted(one.resource().name(), why));
			}
		}
		if (able.isEmpty()) {
			throw new UsageException("None of the gateways that match can take it.");
		}
		return able;
	}
}
