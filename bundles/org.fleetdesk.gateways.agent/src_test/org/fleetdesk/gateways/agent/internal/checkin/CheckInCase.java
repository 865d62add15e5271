package org.fleetdesk.gateways.agent.internal.checkin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A gateway and the cloud that it checks in with. */
abstract class CheckInCase {

	static final String COMMAND = "{\"install\": [{\"name\": \"test_app.v1.tar.gz\"}], \"deployment\": \"d1\"}";

	@TempDir
	Path folder;
	ScriptedCloud cloud;
	TestGateway gateway;

	@BeforeEach
	final void open() throws IOException {
		cloud = new ScriptedCloud();
		gateway = new TestGateway(folder, cloud);
	}

	@AfterEach
	final void close() {
		gateway.close();
		cloud.close();
	}

	/** @param trouble what keeps the report from the cloud */
	final void theResultIsReportedAgainAfter(Runnable trouble) throws Exception {
		var loop = gateway.loop();
		loop.once();
		cloud.set("engine_fetch", COMMAND);
		trouble.run();
		assertThat(loop.once()).isFalse();
		assertThat(cloud.get("fetch_status")).isEmpty();

		cloud.fail(request -> false);
		assertThat(loop.once()).isTrue();
		assertThat(cloud.get("fetch_status")).startsWith("test_app v1: installed");
		assertThat(gateway.installer.installed()).hasSize(1);
	}
}
