package org.fleetdesk.so3.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.so3.So3;
import org.fleetdesk.tasks.Step;
import org.fleetdesk.tasks.TaskHandler;
import org.fleetdesk.tasks.TaskHandler.Done;
import org.fleetdesk.tasks.TaskHandler.Probe;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskTarget;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What handlers take back, what they try again, and that they leave a host alone to which nothing was sent. */
class UndoTest {

	private final Setup setup = new Setup();
	private final TaskHandler containers = new ContainerHandler();
	private final TaskHandler changes = new ChangeHandler();
	private FakeEmiso engine;
	private FakeEmiso.Entry ticker;
	private FakeEmiso.Entry clock;

	@BeforeEach
	void start() throws Exception {
		engine = setup.engine("lab", false);
		ticker = engine.add("ticker", "tick", "running");
		clock = engine.add("clock", "tick", "running");
	}

	@AfterEach
	void close() throws Exception {
		setup.close();
	}

	private static ObjectNode json() {
		return JsonNodeFactory.instance.objectNode();
	}

	private static TaskTarget target(FakeEmiso.Entry entry) {
		return new TaskTarget(new ResourceId("lab", So3.CONTAINER, entry.id), entry.name);
	}

	/** Runs a request on each of its targets. */
	private List<Done> run(TaskHandler handler, TaskRequest request) throws Exception {
		var done = new ArrayList<Done>();
		for (TaskTarget target : request.targets()) {
			var context = new Setup.Run("r1", request, setup);
			for (Step step : handler.plan(request, target)) {
				handler.run(step, context);
			}
			done.add(new Done(target, context.kept));
		}
		return done;
	}

	@Test
	void aNewNameIsTakenBackAndGivenAgain() throws Exception {
		var request = new TaskRequest(1, So3.RENAME, "Rename", List.of(target(ticker)), json().put("name", "tock"));
		var back = changes.undo(request, run(changes, request)).orElseThrow();
		assertThat(ticker.name).isEqualTo("tock");
		assertThat(changes.plan(back, back.targets().getFirst()).getFirst().title()).isEqualTo("Rename tock to ticker");
		var redo = changes.undo(back, run(changes, back)).orElseThrow();
		assertThat(ticker.name).isEqualTo("ticker");
		run(changes, redo);
		assertThat(ticker.name).isEqualTo("tock");
		assertThat(changes.undo(request, run(changes, request))).as("it was so before").isEmpty();
	}

	@Test
	void labelsAreTakenBackOnEachAsItHadThemAndOthersStay() throws Exception {
		ticker.labels = Map.of("site", "lab", "old", "1");
		clock.labels = Map.of("site", "roof");
		var parameters = json();
		parameters.putObject("set").put("site", "roof");
		parameters.putArray("remove").add("old");
		var request = new TaskRequest(1, So3.LABEL, "Label", List.of(target(ticker), target(clock)), parameters);
		var back = changes.undo(request, run(changes, request)).orElseThrow();
		assertThat(ticker.labels).isEqualTo(Map.of("site", "roof"));
		assertThat(back.targets()).as("the clock was on the roof before").containsExactly(target(ticker));
		ticker.labels = Map.of("site", "roof", "owner", "ann");
		run(changes, back);
		assertThat(ticker.labels).as("what somebody else did meanwhile stays").isEqualTo(Map.of("site", "lab", "old", "1", "owner", "ann"));
	}

	@Test
	void aPauseIsTakenBackWhereItPaused() throws Exception {
		clock.state = "paused";
		var request = new TaskRequest(1, So3.PAUSE, "Pause", List.of(target(ticker), target(clock)), json());
		var back = containers.undo(request, run(containers, request)).orElseThrow();
		assertThat(back.verb()).isEqualTo(So3.UNPAUSE);
		assertThat(back.targets()).containsExactly(target(ticker));
		var redo = containers.undo(back, run(containers, back)).orElseThrow();
		assertThat(ticker.state).isEqualTo("running");
		assertThat(redo.verb()).isEqualTo(So3.PAUSE);
	}

	@ParameterizedTest
	@ValueSource(strings = { So3.START, So3.STOP, So3.RESTART, So3.KILL, So3.REMOVE })
	void whatLosesSomethingHasNoWayBack(String verb) throws Exception {
		var request = new TaskRequest(1, verb, "", List.of(target(ticker)), json().put("force", true));
		assertThat(containers.undo(request, run(containers, request))).isEmpty();
	}

	@Test
	void pauseOfWhatDoesNotRunIsRefusedAtOnce() {
		ticker.state = "exited";
		var request = new TaskRequest(1, So3.PAUSE, "Pause", List.of(target(ticker)), json());
		assertThatThrownBy(() -> run(containers, request)).isInstanceOfSatisfying(EngineException.class, e -> assertThat(e.kind()).isEqualTo(Kind.REFUSED))
				.hasMessage("ticker could not be paused: it is exited (living)");
		assertThat(engine.requests).noneMatch(r -> r.startsWith("POST"));
	}

	@Test
	void aRestartTellsWhetherItHappened() throws Exception {
		var request = new TaskRequest(1, So3.RESTART, "Restart", List.of(target(ticker)), json());
		var context = new Setup.Run("r1", request, setup);
		var step = containers.plan(request, target(ticker)).getFirst();
		assertThat(containers.probe(step, context)).as("the engine was not asked").isEqualTo(Probe.NOT_HAPPENED);
		context.put("before", setup.session("lab").container(ticker.id).orElseThrow().started().orElseThrow().toString());
		assertThat(containers.probe(step, context)).as("it runs as before").isEqualTo(Probe.NOT_HAPPENED);
		context.kept.clear();
		containers.run(step, context);
		assertThat(containers.probe(step, context)).isEqualTo(Probe.HAPPENED);
		ticker.state = "exited";
		assertThat(containers.probe(step, context)).as("it was ended and not started").isEqualTo(Probe.NOT_HAPPENED);
	}

	@Test
	void anOriginalThatWasCutOffBetweenStopAndStartIsStartedAgain() throws Exception {
		var original = setup.engine("so", true);
		var old = original.add("old", "tick", "running");
		var target = new TaskTarget(new ResourceId("so", So3.CONTAINER, "old"), "old");
		var request = new TaskRequest(1, So3.RESTART, "Restart", List.of(target), json());
		var context = new Setup.Run("r1", request, setup);
		context.put("before", "");
		old.state = "created";
		containers.compensate(containers.plan(request, target).getFirst(), context);
		assertThat(original.containers.getFirst().state).isEqualTo("running");
		assertThat(context.log).containsExactly("old is started again");
	}

	@ParameterizedTest
	@CsvSource({ "CONFLICT, so3.container.stop, true", "FAILED, so3.container.stop, true", "REFUSED, so3.container.stop, false", "CONFLICT, so3.container.update, false",
			"UNREACHABLE, so3.container.update, true", "CONFLICT, so3.image.remove, false", "TIMED_OUT, so3.image.remove, true", "CONFLICT, so3.container.rename, true",
			"NOT_FOUND, so3.container.rename, false", "CONFLICT, so3.container.create, true" })
	void whatIsTriedAgain(Kind kind, String verb, boolean again) {
		var handler = List.of(containers, changes, new UpdateHandler(), new ImageHandler(), new CreateHandler()).stream().filter(h -> h.verbs().contains(verb)).findFirst()
				.orElseThrow();
		var request = new TaskRequest(1, verb, "", List.of(target(ticker)), json().put("image", "tick").put("name", "x"));
		var step = handler.plan(request, target(ticker)).getFirst();
		assertThat(handler.passes(step, request, new EngineException(kind, "no"))).isEqualTo(again);
	}

	@ParameterizedTest
	@ValueSource(strings = { So3.START, So3.STOP, So3.RESTART, So3.PAUSE, So3.REMOVE, So3.RENAME, So3.LABEL, So3.UPDATE, So3.CHECKPOINT, So3.RESTORE, So3.CREATE, So3.DEPLOY,
			So3.REMOVE_IMAGE, So3.PRUNE_IMAGES })
	void aHostToWhichNothingWasSentIsNotAsked(String verb) throws Exception {
		var handler = List.of(containers, changes, new UpdateHandler(), new CheckpointHandler(), new CreateHandler(), new DeployHandler(), new ImageHandler(), new PruneHandler())
				.stream().filter(h -> h.verbs().contains(verb)).findFirst().orElseThrow();
		var parameters = verb.equals(So3.DEPLOY)
				? new Deployment(java.nio.file.Path.of("x.itb"), "x", "sha256:1", 1, true, true, Map.of(), Map.of()).json() : json().put("image", "tick").put("name", "x");
		var request = new TaskRequest(1, verb, "", List.of(target(ticker)), parameters);
		for (Step step : handler.plan(request, target(ticker))) {
			handler.compensate(step, new Setup.Run("r1", request, setup));
		}
		assertThat(engine.requests).isEmpty();
	}

	@Test
	void aCreateThatTheEngineRefusedIsNotLookedFor() throws Exception {
		engine.images.put("x", "sha256:1");
		var create = new CreateHandler();
		var request = new TaskRequest(1, So3.CREATE, "", List.of(new TaskTarget(ResourceId.engine("lab"), "lab")), json().put("image", "x").put("name", "new"));
		engine.before = (line, exchange) -> {
			if (line.contains("/containers/create")) {
				engine.images.clear(); // it answers that there is no such image
			}
		};
		var context = new Setup.Run("r1", request, setup);
		var step = create.plan(request, request.targets().getFirst()).getFirst();
		assertThatThrownBy(() -> create.run(step, context)).isInstanceOf(EngineException.class);
		assertThat(Optional.ofNullable(context.kept.get("creating"))).contains("");
		int asked = engine.requests.size();
		create.compensate(step, context);
		assertThat(engine.requests).hasSize(asked);
	}
}
