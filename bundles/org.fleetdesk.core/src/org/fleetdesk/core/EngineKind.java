package org.fleetdesk.core;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/** A domain's entry into the core: a service, one a kind of engine. */
public interface EngineKind {

	/** Such as {@code so3}; stands in stored connections. */
	String id();

	/** Such as "SO3". */
	String label();

	/** The kinds of resources that its snapshots hold, the main one first. */
	List<ResourceKind> resourceKinds();

	/** Why a URL is of no use for this kind, as a sentence for the user, or empty when it fits. */
	Optional<String> refusal(URI url);

	/** An example for the connection dialog, such as {@code tcp://so-lab-1:2375}. */
	String exampleUrl();

	/** What it wants to know of a connection beside the URL, in display order. */
	default List<ConnectionOption> connectionOptions() {
		return List.of();
	}

	/**
	 * What the SSH server shows that the connection's options name, trusted or not; nothing else is sent to it.
	 *
	 * @return empty when the connection names none
	 * @throws EngineException when it cannot be reached
	 */
	default Optional<HostKey> hostKey(Connection connection) throws EngineException, InterruptedException {
		return Optional.empty();
	}

	/** Makes a session without any I/O; it connects when first used. */
	Session open(Connection connection);
}
