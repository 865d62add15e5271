package org.fleetdesk.so3.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.so3.Capability;
import org.fleetdesk.so3.So3Container;
import org.fleetdesk.so3.So3Session;
import org.fleetdesk.so3.So3Session.Verb;

/** What the parts of the suite share: one session with one engine, which is left without containers after each test. */
interface Contract {

	long SECONDS = 90;

	Peer peer();

	So3Session session();

	default void assertFails(Kind kind, ThrowingCallable call) {
		assertThatThrownBy(call).isInstanceOfSatisfying(EngineException.class, e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind));
	}

	/** Whether the engine has a capability; where it has not, the call must be refused, with the profile's reason where that says so. */
	default boolean can(Capability capability, ThrowingCallable call) throws Exception {
		var refusal = session().host().refusal(capability);
		if (refusal.isPresent()) {
			assertThatThrownBy(call).isInstanceOfSatisfying(EngineException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNSUPPORTED))
					.hasMessage(refusal.get().substring(0, refusal.get().length() - 1));
			return false;
		}
		if (peer().refusesItself().contains(capability)) {
			assertFails(Kind.UNSUPPORTED, call);
			return false;
		}
		return true;
	}

	default So3Container created(String name) throws Exception {
		session().create(name, peer().named(Peer.IMAGE), Map.of("made", "here"));
		return container(name);
	}

	default So3Container running(String name) throws Exception {
		var container = created(name);
		session().act(Verb.START, container);
		return until(name, So3Container::running);
	}

	/** The container of this name as it is now. */
	default So3Container container(String name) throws Exception {
		return session().containers().stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow(() -> new AssertionError("no container " + name));
	}

	/** Reads a container until it is as it shall be: some engines answer before they are done. */
	default So3Container until(String name, Predicate<So3Container> state) throws Exception {
		await("the state of " + name, () -> session().containers().stream().anyMatch(c -> c.name().equals(name) && state.test(c)));
		return container(name);
	}

	default void await(String what, Callable<Boolean> condition) throws Exception {
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
		while (!condition.call()) {
			assertThat(System.nanoTime()).as(what + " did not come; there is " + session().containers()).isLessThan(end);
			Thread.sleep(20);
		}
	}
}
