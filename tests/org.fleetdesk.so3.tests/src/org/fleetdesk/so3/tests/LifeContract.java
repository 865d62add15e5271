package org.fleetdesk.so3.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.so3.Capability;
import org.fleetdesk.so3.EngineProfile;
import org.fleetdesk.so3.So3;
import org.fleetdesk.so3.So3Container;
import org.fleetdesk.so3.So3Session.Verb;
import org.junit.jupiter.api.Test;

/** Who an engine is, and a container's way from its creation to its removal. */
interface LifeContract extends Contract {

	@Test
	default void tellsWhoItIs() throws Exception {
		var info = session().probe();
		assertThat(session().host().profile()).isEqualTo(peer().profile());
		assertThat(info.product()).isNotBlank();
		assertThat(info.version()).isNotBlank();
		assertThat(info.name()).isNotBlank();
		assertThat(session().host().slots()).isEqualTo(peer().profile().emiso() ? 5 : 0);
		assertThat(session().refresh().facts()).containsEntry("Engine", info.product() + " " + info.version());
	}

	@Test
	default void anEngineWithoutContainersHasNone() throws Exception {
		assertThat(session().containers()).isEmpty();
		assertThat(session().container("none")).isEmpty();
	}

	@Test
	default void leadsAContainerThroughItsLife() throws Exception {
		var made = created("life");
		assertThat(made.state()).isEqualTo("created");
		assertThat(made.image()).isEqualTo(peer().named(Peer.IMAGE));
		for (var step : List.of(Verb.START, Verb.PAUSE, Verb.UNPAUSE, Verb.RESTART, Verb.STOP, Verb.START)) {
			session().act(step, container("life"));
			var now = until("life", c -> switch (step) {
			case START, UNPAUSE, RESTART -> c.running();
			case PAUSE -> c.paused();
			default -> !c.up();
			});
			assertThat(now.key()).as("it is the same one after " + step).isEqualTo(made.key());
		}
		session().remove(container("life"), true);
		assertThat(session().container(made.key())).isEmpty();
	}

	@Test
	default void keepsTheLabelsOfANewContainerWhereItCan() throws Exception {
		assertThat(created("labelled").labels().containsKey("made")).isEqualTo(session().host().refusal(Capability.LABELS).isEmpty());
	}

	@Test
	default void verbsThatHaveNothingToDoAreNoFailures() throws Exception {
		created("idle");
		session().act(Verb.STOP, container("idle"));
		session().act(Verb.START, container("idle"));
		until("idle", So3Container::running);
		if (peer().profile() != EngineProfile.EMISO_V4) { // which says that it failed to start what runs
			session().act(Verb.START, container("idle"));
			assertThat(container("idle").running()).isTrue();
		}
	}

	@Test
	default void killsWhereItCan() throws Exception {
		var container = running("victim");
		if (can(Capability.KILL, () -> session().act(Verb.KILL, container))) {
			session().act(Verb.KILL, container);
			assertThat(until("victim", c -> !c.up()).exitCode()).isPresent();
		} else {
			assertThat(container("victim").running()).isTrue();
		}
	}

	@Test
	default void aRunningContainerIsNotRemovedByTheWay() throws Exception {
		var container = running("busy");
		if (peer().profile().original()) { // it removes what runs: the tasks look before, the session does not
			session().remove(container, false);
			assertThat(session().containers()).isEmpty();
		} else {
			assertFails(peer().profile() == EngineProfile.PODMAN ? Kind.FAILED : Kind.CONFLICT, () -> session().remove(container, false));
			assertThat(container("busy").running()).isTrue();
			session().remove(container, true);
			assertThat(session().container(container.key())).isEmpty();
		}
	}

	@Test
	default void aNameIsTakenOnce() throws Exception {
		created("twin");
		if (peer().profile().original()) {
			session().create("twin", peer().named(Peer.IMAGE), Map.of());
			assertThat(session().containers()).hasSize(2).extracting(So3Container::key).doesNotHaveDuplicates();
		} else {
			assertFails(peer().profile() == EngineProfile.PODMAN ? Kind.FAILED : Kind.CONFLICT, () -> session().create("twin", peer().named(Peer.IMAGE), Map.of()));
			assertThat(session().containers()).hasSize(1);
		}
	}

	@Test
	default void whatIsNotThereIsSaidToBe() throws Exception {
		var gone = created("gone");
		session().remove(gone, true);
		if (!peer().profile().original()) { // the original confirms it
			assertFails(Kind.NOT_FOUND, () -> session().act(Verb.STOP, gone));
			assertFails(Kind.NOT_FOUND, () -> session().inspect(gone));
		}
		assertThat(session().container(gone.key())).isEmpty();
		assertFails(peer().profile() == EngineProfile.EMISO_V2 ? Kind.FAILED : Kind.NOT_FOUND, () -> session().create("x", "none-of-this-name", Map.of()));
		assertThat(session().containers()).isEmpty();
	}

	@Test
	default void theSnapshotSaysWhatCanBeDone() throws Exception {
		var container = running("shown");
		var snapshot = session().refresh();
		var resource = snapshot.resources().get(new ResourceId("peer", So3.CONTAINER, container.key()));
		assertThat(resource.state().word()).isEqualTo("running");
		for (String verb : So3.CONTAINER_VERBS) {
			session().host().refusal(verb).ifPresent(why -> assertThat(resource.refusals()).containsEntry(verb, why));
		}
		for (String verb : List.of(So3.STOP, So3.PAUSE, So3.RESTART)) {
			assertThat(resource.refusals()).doesNotContainKey(verb);
		}
		assertThat(resource.attribute(So3.LOG_PROBLEM)).as("Details say why there is no log").isEqualTo(session().host().refusal(Capability.LOG).orElse(""));
		assertThat(snapshot.ofKind(So3.IMAGE)).anySatisfy(i -> {
			assertThat(i.name()).isEqualTo(peer().named(Peer.IMAGE));
			assertThat(i.attribute(So3.CONTAINERS)).isEqualTo("1");
		});
	}

	@Test
	default void tellsThatSomethingChangedWhereItCan() throws Exception {
		if (!can(Capability.EVENTS, () -> session().watch(() -> {
		}))) {
			return;
		}
		created("watched");
		var changes = new Semaphore(0);
		var task = new FutureTask<Exception>(() -> {
			try {
				session().watch(changes::release);
				return null;
			} catch (Exception e) {
				return e;
			}
		});
		var thread = Thread.ofVirtual().start(task);
		assertThat(changes.tryAcquire(SECONDS, TimeUnit.SECONDS)).as("the stream is there").isTrue();
		changes.drainPermits();
		session().act(Verb.START, container("watched"));
		assertThat(changes.tryAcquire(SECONDS, TimeUnit.SECONDS)).as("the start was told").isTrue();
		thread.interrupt();
		assertThat(task.get(SECONDS, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
	}
}
