package org.fleetdesk.serverless.engine.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Replies of a real OpenNebula 6.6.3 with a runtime of two functions, as its client's tests keep them. */
final class Recorded {

	private static final Path FOLDER = Path.of("../org.fleetdesk.opennebula/src_test/recorded").toAbsolutePath().normalize();

	private Recorded() {
	}

	/** The body of a reply over XML-RPC. */
	static byte[] xmlRpc(String name) throws IOException {
		return Files.readAllBytes(FOLDER.resolve(name + ".rpc.xml"));
	}

	/** The body of an answer of OneFlow. */
	static byte[] json(String name) throws IOException {
		return Files.readAllBytes(FOLDER.resolve(name + ".json"));
	}
}
