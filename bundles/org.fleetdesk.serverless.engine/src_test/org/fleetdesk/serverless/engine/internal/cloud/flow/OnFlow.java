package org.fleetdesk.serverless.engine.internal.cloud.flow;

import java.nio.file.Path;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each test has a simulated cloud of its own. */
@Timeout(60)
abstract class OnFlow {

	@TempDir
	Path folder;

	FlowFixture flow;

	@BeforeEach
	void open() throws Exception {
		flow = new FlowFixture(folder);
	}

	@AfterEach
	void close() {
		flow.close();
	}
}
