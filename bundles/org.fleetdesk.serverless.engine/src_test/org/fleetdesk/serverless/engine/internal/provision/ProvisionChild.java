package org.fleetdesk.serverless.engine.internal.provision;

import java.nio.file.Path;
import java.time.Duration;

import org.fleetdesk.http.HttpClientFactory;
import org.fleetdesk.serverless.engine.ServingChild;
import org.fleetdesk.serverless.engine.internal.cloud.CloudSettings;
import org.fleetdesk.serverless.engine.internal.cloud.Delays;
import org.fleetdesk.serverless.engine.internal.cloud.EmbeddedCloud;
import org.fleetdesk.serverless.engine.internal.config.EngineConfig;
import org.fleetdesk.serverless.engine.internal.log.EngineLogs;

/** An engine with its cloud in a process of its own, which a test may kill: {@link ServingChild#start}. */
final class ProvisionChild {

	private ProvisionChild() {
	}

	/** @param arguments the folder */
	public static void main(String[] arguments) throws Exception {
		var folder = Path.of(arguments[0]);
		var settings = CloudSettings.of(folder.resolve("cloud"), "oneadmin", "opennebula").withDelays(Delays.all(Duration.ofMillis(20))).withHashing(1);
		try (var http = new HttpClientFactory();
				var cloud = EmbeddedCloud.start(new EmbeddedCloud.Settings(settings, EngineFixture.anywhere(), EngineFixture.anywhere(), Duration.ZERO, 0))) {
			var config = EngineConfig.DEFAULT.withCloud(cloud.xmlRpc(), cloud.oneflow(), true);
			try (var engine = ProvisioningEngine.start(
					new ProvisioningEngine.Settings(config, EngineFixture.anywhere(), ApiFace.NEW, http, EngineLogs.open(folder.resolve("log"), config.log())))) {
				ServingChild.serve(engine.url());
			}
		}
	}
}
