package org.fleetdesk.so3.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.so3.Capability;
import org.fleetdesk.so3.So3Checkpoint;
import org.fleetdesk.so3.So3Container;
import org.fleetdesk.so3.So3Session.Verb;
import org.fleetdesk.so3.So3Usage;
import org.junit.jupiter.api.Test;

/** What changes a container that stays the same one, and what is measured of it. */
interface ChangeContract extends Contract {

	@Test
	default void renamesWhereItCan() throws Exception {
		var container = created("before");
		if (can(Capability.RENAME, () -> session().rename(container, "after"))) {
			session().rename(container, "after");
			assertThat(session().container(container.key())).get().extracting(So3Container::name).isEqualTo("after");
			created("before");
			assertFails(Kind.CONFLICT, () -> session().rename(container, "before"));
		}
		assertThat(session().container(container.key())).isPresent();
	}

	@Test
	default void changesLabelsWhereItCan() throws Exception {
		var container = running("labelled");
		var labels = Map.of("site", "roof", "empty", "");
		if (can(Capability.LABEL, () -> session().label(container, labels))) {
			session().label(container, labels);
			assertThat(container("labelled").labels()).isEqualTo(labels);
			assertThat(container("labelled").running()).isTrue();
		}
	}

	@Test
	default void exchangesTheImageWhereItCan() throws Exception {
		var container = running("updated");
		if (can(Capability.UPDATE, () -> session().update(container, peer().named(Peer.OTHER)))) {
			session().update(container, Peer.OTHER);
			var now = container("updated");
			assertThat(now.id()).isEqualTo(container.id());
			assertThat(now.image()).isEqualTo(Peer.OTHER);
			assertThat(now.imageId()).isNotEqualTo(container.imageId());
			assertThat(now.labels()).isEqualTo(container.labels());
			assertThat(now.running()).isTrue();
			assertFails(Kind.NOT_FOUND, () -> session().update(container, "none-of-this-name"));
			assertThat(container("updated").image()).isEqualTo(Peer.OTHER);
		}
	}

	@Test
	default void keepsStatesAndGoesBackToThemWhereItCan() throws Exception {
		var container = running("kept");
		if (!can(Capability.CHECKPOINT, () -> session().checkpoint(container, "noon", false))) {
			assertFails(Kind.UNSUPPORTED, () -> session().checkpoints(container));
			assertFails(Kind.UNSUPPORTED, () -> session().restore(container, "noon"));
			assertFails(Kind.UNSUPPORTED, () -> session().removeCheckpoint(container, "noon"));
			return;
		}
		assertThat(session().checkpoints(container)).isEmpty();
		session().checkpoint(container, "noon", false);
		assertThat(container("kept").running()).as("it goes on").isTrue();
		assertThat(session().checkpoints(container)).extracting(So3Checkpoint::name).containsExactly("noon");
		assertFails(Kind.CONFLICT, () -> session().checkpoint(container, "noon", false));
		session().checkpoint(container, "dusk", true);
		until("kept", c -> !c.up());
		assertThat(session().checkpoints(container)).extracting(So3Checkpoint::name).containsExactly("noon", "dusk");
		session().restore(container("kept"), "dusk");
		until("kept", So3Container::running);
		session().removeCheckpoint(container, "noon");
		assertThat(session().checkpoints(container)).extracting(So3Checkpoint::name).containsExactly("dusk");
		assertFails(Kind.NOT_FOUND, () -> session().removeCheckpoint(container, "noon"));
		session().act(Verb.STOP, container("kept"));
		until("kept", c -> !c.up());
		assertFails(Kind.NOT_FOUND, () -> session().restore(container, "noon"));
	}

	@Test
	default void measuresWhereItCan() throws Exception {
		var container = running("measured");
		List<So3Usage> seen = new CopyOnWriteArrayList<>();
		if (!can(Capability.USAGE, () -> session().usage(container, seen::add))) {
			assertThat(seen).isEmpty();
			return;
		}
		var task = new FutureTask<Exception>(() -> {
			try {
				session().usage(container, seen::add);
				return null;
			} catch (Exception e) {
				return e;
			}
		});
		Thread.ofVirtual().start(task);
		await("three measurements", () -> seen.size() >= 3 || task.isDone());
		assertThat(task.isDone() ? task.get() : null).isNull();
		assertThat(seen.get(2).at()).isAfter(seen.get(1).at());
		assertThat(seen.get(2).cpu()).isPositive().isGreaterThanOrEqualTo(seen.get(1).cpu());
		assertThat(seen.get(2).memory()).isPositive();
		session().act(Verb.STOP, container);
		assertThat(task.get(SECONDS, TimeUnit.SECONDS)).as("it ends with the container").isNull();
	}

	@Test
	default void listsProcessesWhereItCan() throws Exception {
		var container = running("busy");
		if (can(Capability.TOP, () -> session().top(container))) {
			assertThat(session().top(container)).contains("\"Titles\"", "\"Processes\":[[");
		}
	}
}
