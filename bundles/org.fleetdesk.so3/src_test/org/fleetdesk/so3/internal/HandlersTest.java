package org.fleetdesk.so3.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;

import java.util.concurrent.atomic.AtomicInteger;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.so3.So3;
import org.fleetdesk.tasks.TaskHandler.Probe;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskTarget;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

class HandlersTest {

	private final Setup setup = new Setup();
	private final ContainerHandler containers = new ContainerHandler();
	private final CreateHandler create = new CreateHandler();

	@AfterEach
	void close() throws Exception {
		setup.close();
	}

	private Setup.Run run(String verb, ResourceId resource, ObjectNode parameters) {
		return new Setup.Run("r1", new TaskRequest(1, verb, "", List.of(new TaskTarget(resource, "it")), parameters), setup);
	}

	private Setup.Run on(String verb, String engine, String key) {
		return run(verb, new ResourceId(engine, So3.CONTAINER, key), JsonNodeFactory.instance.objectNode());
	}

	@ParameterizedTest
	@CsvSource({ "so3.container.start, exited, running", "so3.container.stop, running, exited", "so3.container.stop, paused, exited", "so3.container.pause, running, paused",
			"so3.container.unpause, paused, running", "so3.container.kill, running, exited", "so3.container.restart, running, running" })
	void doesAVerbAndShowsTheNewState(String verb, String before, String after) throws Exception {
		var engine = setup.engine("lab", false);
		var entry = engine.add("ticker", "x", before);
		var run = on(verb, "lab", entry.id);
		run.run(containers);
		assertThat(entry.state).isEqualTo(after);
		assertThat(run.result).startsWith("ticker is " + after);
		assertThat(run.published.getLast().ofKind(So3.CONTAINER).getFirst().state().word()).isEqualTo(after);
		if (!verb.equals(So3.RESTART)) {
			assertThat(containers.probe(run.step(containers, run.request.verb().endsWith("unpause") ? "resume" : run.request.verb().substring(14)), run)).isEqualTo(Probe.HAPPENED);
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void aStopThatIsConfirmedAndNotDoneIsAFailure(boolean original) throws Exception {
		var engine = setup.engine("lab", original);
		engine.lies.add("stop");
		var entry = engine.add("ticker", "x", "running");
		var run = on(So3.STOP, "lab", original ? "ticker" : entry.id);
		assertThatThrownBy(() -> run.run(containers)).isInstanceOfSatisfying(EngineException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FAILED))
				.hasMessageStartingWith("The engine confirmed the stop of ticker, but it is running");
		assertThat(run.published).as("the state is shown all the same").isNotEmpty();
	}

	@Test
	void theOriginalsContainerIsFoundAgainUnderItsNewId() throws Exception {
		var engine = setup.engine("so", true);
		engine.add("ticker", "x", "running");
		on(So3.STOP, "so", "ticker").run(containers);
		assertThat(engine.containers.getFirst().state).isEqualTo("created");
		on(So3.START, "so", "ticker").run(containers);
		assertThat(engine.containers.getFirst().state).isEqualTo("running");
		assertThatThrownBy(() -> on(So3.KILL, "so", "ticker").run(containers)).isInstanceOfSatisfying(EngineException.class,
				e -> assertThat(e.kind()).isEqualTo(Kind.UNSUPPORTED)).hasMessageContaining("has no kill; use stop");
	}

	@Test
	void whatIsSoAlreadyIsNotDoneAgain() throws Exception {
		var engine = setup.engine("lab", false);
		var entry = engine.add("ticker", "x", "running");
		var run = on(So3.START, "lab", entry.id);
		run.run(containers);
		assertThat(run.result).contains("was running");
		assertThat(engine.requests).noneMatch(r -> r.contains("/start"));
	}

	@Test
	void aGuestThatEndsAtOnceWasStarted() throws Exception {
		var engine = setup.engine("lab", false);
		var entry = engine.add("burst", "x", "created");
		engine.before = (request, exchange) -> {
			if (entry.state.equals("running")) {
				entry.state = "exited";
				entry.nativeState = "dead";
			}
		};
		var run = on(So3.START, "lab", entry.id);
		run.run(containers);
		assertThat(run.log).anyMatch(l -> l.contains("has ended already with exit code 0"));
	}

	@Test
	void aRunningContainerIsRemovedByForceOnly() throws Exception {
		var engine = setup.engine("so", true);
		engine.add("ticker", "x", "running");
		assertThatThrownBy(() -> on(So3.REMOVE, "so", "ticker").run(containers)).isInstanceOfSatisfying(EngineException.class,
				e -> assertThat(e.kind()).isEqualTo(Kind.REFUSED));
		assertThat(engine.containers).hasSize(1);
		var forced = run(So3.REMOVE, new ResourceId("so", So3.CONTAINER, "ticker"), JsonNodeFactory.instance.objectNode().put("force", true));
		forced.run(containers);
		assertThat(engine.containers).isEmpty();
		forced.run(containers);
		assertThat(forced.result).contains("gone before");
	}

	@Test
	void aContainerThatIsGoneIsSaidToBe() throws Exception {
		setup.engine("lab", false);
		assertThatThrownBy(() -> on(So3.STOP, "lab", "none").run(containers)).isInstanceOfSatisfying(EngineException.class,
				e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND));
	}

	private Setup.Run create(String name) {
		return run(So3.CREATE, ResourceId.engine("lab"), JsonNodeFactory.instance.objectNode().put("image", "x").put("name", name).put("start", true));
	}

	@Test
	void createsWithTheRunsLabelAndStarts() throws Exception {
		var engine = setup.engine("lab", false);
		engine.images.put("x", "sha256:1");
		var run = create("ticker");
		run.run(create);
		assertThat(engine.containers.getFirst().labels).containsEntry(So3.RUN_LABEL, "r1");
		assertThat(engine.containers.getFirst().state).isEqualTo("running");
		assertThat(create.probe(run.step(create, "create"), run)).isEqualTo(Probe.HAPPENED);
		assertThat(create.probe(run.step(create, "start"), run)).isEqualTo(Probe.HAPPENED);
	}

	@Test
	void aCreateThatWasCutOffIsNotDoneTwice() throws Exception {
		var engine = setup.engine("lab", false);
		engine.images.put("x", "sha256:1");
		create("ticker").run(create);
		create("ticker").run(create);
		assertThat(engine.containers).hasSize(1);
	}

	@Test
	void somebodyElsesContainerOfTheNameIsAConflict() throws Exception {
		var engine = setup.engine("lab", false);
		engine.add("ticker", "x", "created");
		assertThatThrownBy(() -> create("ticker").run(create)).isInstanceOf(EngineException.class).hasMessageContaining("named ticker already");
	}

	@Test
	void noFreeSlotIsToldWithWhoHoldsThem() throws Exception {
		var engine = setup.engine("lab", false);
		for (int i = 0; i < 5; i++) {
			engine.add("c" + i, "x", "created");
		}
		assertThatThrownBy(() -> create("ticker").run(create)).isInstanceOf(EngineException.class).hasMessageContaining("5 of 5").hasMessageContaining("c0, c1");
		assertThat(engine.requests).noneMatch(r -> r.contains("/create"));
	}

	@Test
	void anUndoneCreateLeavesNothing() throws Exception {
		var engine = setup.engine("lab", false);
		engine.images.put("x", "sha256:1");
		var run = create("ticker");
		create.run(run.step(create, "create"), run);
		create.compensate(run.step(create, "create"), run);
		assertThat(engine.containers).isEmpty();
	}

	@Test
	void anUndoneCreateIsLookedForAgainWhileTheEngineMayBeAtWork() throws Exception {
		var engine = setup.engine("lab", false);
		engine.images.put("x", "sha256:1");
		var run = create("ticker");
		create.run(run.step(create, "create"), run);
		var late = engine.containers.removeFirst();
		var looks = new AtomicInteger();
		engine.before = (request, exchange) -> {
			if (request.contains("/containers/json") && looks.incrementAndGet() == 3) {
				engine.containers.add(late);
			}
		};
		create.compensate(run.step(create, "create"), run);
		assertThat(looks.get()).isGreaterThanOrEqualTo(3);
		assertThat(engine.containers).isEmpty();
	}

	@Test
	void removesAnImageWithAllItsNames() throws Exception {
		var engine = setup.engine("lab", false);
		engine.images.put("x", "sha256:1");
		var run = run(So3.REMOVE_IMAGE, new ResourceId("lab", So3.IMAGE, "sha256:1"), JsonNodeFactory.instance.objectNode());
		run.run(new ImageHandler());
		assertThat(engine.images).isEmpty();
		assertThat(run.result).isEqualTo("x is removed");
	}
}
