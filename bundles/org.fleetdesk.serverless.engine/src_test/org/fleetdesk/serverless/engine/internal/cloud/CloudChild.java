package org.fleetdesk.serverless.engine.internal.cloud;

import java.nio.file.Path;
import java.time.Duration;

import org.fleetdesk.engine.ListenAddress;
import org.fleetdesk.engine.Security;
import org.fleetdesk.engine.Serving;
import org.fleetdesk.serverless.engine.ServingChild;

/** A cloud with its XML-RPC in a process of its own, which a test may kill: {@link ServingChild#start}. */
final class CloudChild {

	private CloudChild() {
	}

	/** @param arguments the folder */
	public static void main(String[] arguments) throws Exception {
		var settings = CloudSettings.of(Path.of(arguments[0]), "oneadmin", "secret").withHashing(10)
				.withDelays(new Delays(Duration.ZERO, Duration.ZERO, Duration.ofSeconds(2), Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO));
		var cloud = Cloud.open(settings);
		try (cloud; var api = XmlRpcApi.start(cloud, Serving.at(new ListenAddress("127.0.0.1", 0), Security.LOOPBACK_ONLY))) {
			cloud.start();
			ServingChild.serve(api.url());
		}
	}
}
