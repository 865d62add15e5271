package org.fleetdesk.gateways.agent.internal.install;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.fleetdesk.gateways.agent.internal.supervise.TestSupervisors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** An installer with a supervisor. */
abstract class InstallCase {

	/** A program that stays up. */
	static final String LIVES = "while true; do sleep 1; done";

	@TempDir
	Path folder;
	InstallerFixture test;
	private TestSupervisors.Running running;

	/** @param kind {@code own} or {@code supervisord} */
	final void open(String kind) throws Exception {
		Path home = Files.createDirectories(folder.resolve("home"));
		running = TestSupervisors.start(kind, home);
		test = new InstallerFixture(folder, home, running.client());
	}

	@AfterEach
	final void stopSupervisor() throws Exception {
		if (running != null) {
			running.close();
			running = null;
		}
	}

	/** For those who may not throw. */
	static void write(Path file, String text) {
		try {
			Files.writeString(file, text);
		} catch (IOException e) {
			throw new UncheckedIOException(e);
		}
	}
}
