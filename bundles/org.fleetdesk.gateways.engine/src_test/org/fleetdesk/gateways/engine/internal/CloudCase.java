package org.fleetdesk.gateways.engine.internal;

import java.nio.file.Path;
import java.util.function.LongSupplier;

import org.fleetdesk.gateways.engine.internal.store.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A whole device cloud with an empty database. */
public abstract class CloudCase {

	@RegisterExtension
	protected final TestDatabase database = new TestDatabase();
	@TempDir
	protected Path data;
	protected CloudFixture cloud;

	/** After a stop with what it kept. */
	@BeforeEach
	protected final void startCloud() throws Exception {
		cloud = new CloudFixture(database.address(), data, nanos());
	}

	/** For limits of how often somebody asks. */
	protected LongSupplier nanos() {
		return System::nanoTime;
	}

	@AfterEach
	protected final void stopCloud() {
		cloud.close();
	}

	protected final void restartCloud() throws Exception {
		stopCloud();
		startCloud();
	}
}
