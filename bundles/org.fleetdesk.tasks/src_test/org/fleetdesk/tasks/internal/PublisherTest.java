package org.fleetdesk.tasks.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.fleetdesk.core.Connection;
import org.fleetdesk.core.FleetModel;
import org.fleetdesk.core.Session;
import org.fleetdesk.core.Snapshot;
import org.junit.jupiter.api.Test;

class PublisherTest {

	private final List<String> told = new ArrayList<>();
	private long now = Long.MAX_VALUE - 1000; // such a clock may run over
	private final Publisher publisher = new Publisher(fake(FleetModel.class), () -> now);

	/** Tells what is called; reading takes 50 ns. */
	private <T> T fake(Class<T> type) {
		return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, (proxy, method, arguments) -> {
			if (method.getName().equals("connection")) {
				return new Connection("lab", "test", "lab", URI.create("http://lab"), Optional.empty(), Map.of(), false);
			}
			told.add(type.getSimpleName() + " " + method.getName());
			if (type == Session.class) {
				now += 50;
				return new Snapshot("lab", Instant.EPOCH, Map.of(), Map.of());
			}
			return null;
		}));
	}

	@Test
	void anEngineThatWasReadJustNowIsLeftToTheModel() throws Exception {
		var session = fake(Session.class);
		publisher.publish(session);
		assertThat(told).containsExactly("Session refresh", "FleetModel accept");
		told.clear();
		for (int i = 0; i < 100; i++) {
			publisher.publish(session);
		}
		assertThat(told).hasSize(100).containsOnly("FleetModel refresh");
		told.clear();
		now += 1000;
		publisher.publish(session);
		assertThat(told).containsExactly("Session refresh", "FleetModel accept");
	}
}
