package org.fleetdesk.so3.tests;

import java.nio.file.Files;
import java.nio.file.Path;

import org.fleetdesk.so3.So3Session;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The session's contract, the same for every engine; what an engine lacks must be refused with its reason. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SessionSuite implements LifeContract, LogContract, ImageContract, ChangeContract {

	private Peer peer;
	private So3Session session;

	abstract Peer start(Path data) throws Exception;

	@BeforeAll
	void open(@TempDir Path folder) throws Exception {
		peer = start(Files.createDirectories(folder.resolve("p")));
		session = Client.open(peer.url());
	}

	@AfterEach
	void removeContainers() throws Exception {
		for (var container : session.containers()) {
			session.remove(container, true);
		}
	}

	@AfterAll
	void close() throws Exception {
		if (session != null) {
			session.close();
		}
		if (peer != null) {
			peer.close();
		}
	}

	@Override
	public Peer peer() {
		return peer;
	}

	@Override
	public So3Session session() {
		return session;
	}
}
