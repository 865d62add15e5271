package org.fleetdesk.serverless.internal;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.fleetdesk.core.ConnectionOption;
import org.fleetdesk.http.EndpointSettings;
import org.fleetdesk.serverless.Serverless;

/** What a connection to a Provisioning Engine knows beside its URL. */
final class Options {

	static final String OPENNEBULA = Serverless.OPTION_OPENNEBULA;
	static final String ONEFLOW = Serverless.OPTION_ONEFLOW;

	static final List<ConnectionOption> ALL = Stream.concat(Stream.of(
			new ConnectionOption(OPENNEBULA, "OpenNebula", "Where OpenNebula's XML-RPC is: http://frontend:2633/RPC2. Empty: where the engine says that it is", "", false, Options::problem),
			new ConnectionOption(ONEFLOW, "OneFlow", "Where OneFlow is: http://frontend:2474. Empty: where the engine says that it is", "", false, Options::problem)),
			VmLogFolder.OPTIONS.stream()).toList();

	private Options() {
	}

	private static Optional<String> problem(String value) {
		try {
			var url = URI.create(value.strip());
			return "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme()) ? EndpointSettings.problem(url)
					: Optional.of("An address of OpenNebula or OneFlow begins with http:// or https://.");
		} catch (IllegalArgumentException e) {
			return Optional.of("This is no URL: " + value);
		}
	}
}
