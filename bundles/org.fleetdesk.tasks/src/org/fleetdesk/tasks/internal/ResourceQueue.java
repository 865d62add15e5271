package org.fleetdesk.tasks.internal;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import org.fleetdesk.core.ResourceId;

/** Lets one at a time act on a resource, in the order in which they came. */
final class ResourceQueue {

	private final Map<ResourceId, ArrayDeque<Place>> lines = new HashMap<>();

	/** Takes the last place in the line of a resource; does not wait. */
	synchronized Place enter(ResourceId resource) {
		var place = new Place(resource);
		var line = lines.computeIfAbsent(resource, r -> new ArrayDeque<>());
		line.addLast(place);
		line.getFirst().turn.countDown();
		return place;
	}

	/** A place outside of all lines. */
	Place aside(ResourceId resource) {
		var place = new Place(resource);
		place.turn.countDown();
		return place;
	}

	private synchronized void leave(Place place) {
		var line = lines.get(place.resource);
		if (line != null && line.remove(place)) {
			if (line.isEmpty()) {
				lines.remove(place.resource);
			} else {
				line.getFirst().turn.countDown();
			}
		}
	}

	final class Place implements AutoCloseable {

		private final ResourceId resource;
		private final CountDownLatch turn = new CountDownLatch(1);

		private Place(ResourceId resource) {
			this.resource = resource;
		}

		void await() throws InterruptedException {
			turn.await();
		}

		/** Leaves the line, in the middle of it or at its head. */
		@Override
		public void close() {
			leave(this);
		}
	}
}
