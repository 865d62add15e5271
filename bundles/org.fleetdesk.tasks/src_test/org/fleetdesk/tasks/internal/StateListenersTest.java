package org.fleetdesk.tasks.internal;

import static org.fleetdesk.tasks.internal.Bench.until;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;

class StateListenersTest {

	@Test
	void oneThatFailsKeepsNothingFromTheOthers() throws Exception {
		var heard = new CopyOnWriteArrayList<String>();
		try (var listeners = new StateListeners<String>("tests", Duration.ofMillis(1))) {
			listeners.add(s -> {
				throw new NoClassDefFoundError("org/example/Missing");
			});
			listeners.add(s -> {
				throw new IllegalStateException(s);
			});
			var registration = listeners.add(heard::add);
			listeners.changed("a", () -> "one");
			until("the first", () -> heard.equals(List.of("one")));
			listeners.changed("a", () -> "two");
			until("the second", () -> heard.equals(List.of("one", "two")));
			registration.close();
		}
	}
}
