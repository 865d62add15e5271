package org.fleetdesk.so3.original.engine;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The engine's idea of its containers, in memory only: it is gone when the engine ends. */
sealed interface Containers permits SlotContainers, TableContainers {

	/** @param id what the engine shows; {@code image} as {@code create} named it */
	record Container(int id, String name, String image, String state, long created) {
	}

	/** The request cannot be met: the answer is the web server's own, an error page. */
	final class Failure extends Exception {
		private static final long serialVersionUID = 1L;
	}

	List<Container> all();

	/** @return the id; empty when there is no such image */
	Optional<Integer> create(String name, String image) throws IOException, Failure;

	/** @return whether it worked; who asks does not always hear of it */
	boolean act(Verb verb, int id) throws IOException;
}
