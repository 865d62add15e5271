package org.fleetdesk.so3.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.so3.So3;
import org.fleetdesk.so3.So3Usage;
import org.fleetdesk.tasks.TaskHandler;
import org.fleetdesk.tasks.TaskHandler.Probe;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskTarget;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Handlers of what changes a container, keeps its state, or acts on a whole engine. */
class ChangesTest {

	private final Setup setup = new Setup();
	private final TaskHandler changes = new ChangeHandler();
	private final TaskHandler checkpoints = new CheckpointHandler();
	private FakeEmiso engine;
	private FakeEmiso.Entry ticker;

	@BeforeEach
	void start() throws Exception {
		engine = setup.engine("lab", false);
		ticker = engine.add("ticker", "tick", "running");
	}

	@AfterEach
	void close() throws Exception {
		setup.close();
	}

	private static ObjectNode json() {
		return JsonNodeFactory.instance.objectNode();
	}

	private Setup.Run run(String verb, ResourceId resource, ObjectNode parameters) {
		return new Setup.Run("r1", new TaskRequest(1, verb, "", List.of(new TaskTarget(resource, "it")), parameters), setup);
	}

	private Setup.Run onTicker(String verb, ObjectNode parameters) {
		return run(verb, new ResourceId("lab", So3.CONTAINER, ticker.id), parameters);
	}

	private static Probe probe(TaskHandler handler, Setup.Run run) throws Exception {
		return handler.probe(handler.plan(run.request, run.request.targets().getFirst()).getFirst(), run);
	}

	private static void compensate(TaskHandler handler, Setup.Run run) throws Exception {
		handler.compensate(handler.plan(run.request, run.request.targets().getFirst()).getFirst(), run);
	}

	private static void assertFails(Kind kind, String message, TaskHandler handler, Setup.Run run) {
		assertThatThrownBy(() -> run.run(handler)).isInstanceOfSatisfying(EngineException.class, e -> assertThat(e.kind()).isEqualTo(kind)).hasMessageContaining(message);
	}

	@Test
	void renamesAndSeesTheNewName() throws Exception {
		var run = onTicker(So3.RENAME, json().put("name", "clock"));
		assertThat(probe(changes, run)).isEqualTo(Probe.NOT_HAPPENED);
		run.run(changes);
		assertThat(ticker.name).isEqualTo("clock");
		assertThat(run.result).isEqualTo("ticker is named clock now");
		assertThat(run.published.getLast().ofKind(So3.CONTAINER).getFirst().name()).isEqualTo("clock");
		assertThat(probe(changes, run)).isEqualTo(Probe.HAPPENED);
		run.run(changes);
		assertThat(run.result).as("this task did it, in an attempt that was cut off").isEqualTo("ticker is named clock now");
		var other = onTicker(So3.RENAME, json().put("name", "clock"));
		other.run(changes);
		assertThat(other.result).isEqualTo("It was named clock before");
	}

	@Test
	void nameThatIsTakenIsRefused() throws Exception {
		engine.add("clock", "tick", "created");
		assertFails(Kind.REFUSED, "there is a container named clock already", changes, onTicker(So3.RENAME, json().put("name", "clock")));
		assertThat(engine.requests).noneMatch(r -> r.contains("/rename"));
	}

	@Test
	void renameThatIsConfirmedAndNotDoneIsAFailure() throws Exception {
		engine.lies.add("rename");
		assertFails(Kind.FAILED, "The engine confirmed the new name of ticker, but it is named ticker", changes, onTicker(So3.RENAME, json().put("name", "clock")));
	}

	@Test
	void labelsAreSetAndRemovedAndTheOthersStay() throws Exception {
		ticker.labels = Map.of("site", "lab", "old", "1", So3.RUN_LABEL, "r0");
		var parameters = json();
		parameters.putObject("set").put("site", "roof").put("new", "2");
		parameters.putArray("remove").add("old");
		var run = onTicker(So3.LABEL, parameters);
		run.run(changes);
		assertThat(ticker.labels).isEqualTo(Map.of("site", "roof", "new", "2", So3.RUN_LABEL, "r0"));
		assertThat(run.result).isEqualTo("ticker has 3 labels now");
		assertThat(probe(changes, run)).isEqualTo(Probe.HAPPENED);
	}

	@Test
	void keepsACheckpointAndGoesBackToIt() throws Exception {
		var keep = onTicker(So3.CHECKPOINT, json().put("name", "noon"));
		assertThat(probe(checkpoints, keep)).isEqualTo(Probe.NOT_HAPPENED);
		keep.run(checkpoints);
		assertThat(ticker.checkpoints).containsExactly("noon");
		assertThat(keep.result).isEqualTo("ticker is kept as checkpoint noon and is running (living)");
		assertThat(probe(checkpoints, keep)).isEqualTo(Probe.HAPPENED);
		assertFails(Kind.REFUSED, "a checkpoint of this name already", checkpoints, onTicker(So3.CHECKPOINT, json().put("name", "noon")));

		var back = onTicker(So3.RESTORE, json().put("name", "noon"));
		back.run(checkpoints);
		assertThat(engine.requests).containsSubsequence("POST /containers/%s/stop?t=10".formatted(ticker.id), "POST /containers/%s/start?checkpoint=noon".formatted(ticker.id));
		assertThat(back.result).isEqualTo("ticker goes on from checkpoint noon and is running (living)");
		assertThat(probe(checkpoints, back)).as("it runs since another time than before").isEqualTo(Probe.HAPPENED);

		var forget = onTicker(So3.REMOVE_CHECKPOINT, json().put("name", "noon"));
		forget.run(checkpoints);
		assertThat(ticker.checkpoints).isEmpty();
		forget.run(checkpoints);
		assertThat(forget.result).contains("no checkpoint noon any more");
		assertFails(Kind.NOT_FOUND, "has no checkpoint of this name", checkpoints, onTicker(So3.RESTORE, json().put("name", "noon")));
	}

	@Test
	void restoreThatWasCutOffBeforeTheEngineWasAskedDidNotHappen() throws Exception {
		ticker.checkpoints.add("noon");
		var back = onTicker(So3.RESTORE, json().put("name", "noon"));
		assertThat(probe(checkpoints, back)).isEqualTo(Probe.NOT_HAPPENED);
		back.kept.put("before", setup.session("lab").container(ticker.id).orElseThrow().started().orElseThrow().toString());
		assertThat(probe(checkpoints, back)).isEqualTo(Probe.NOT_HAPPENED);
	}

	@Test
	void checkpointThatWasCutOffIsRemovedAgainUnlessItIsAllThatIsLeft() throws Exception {
		var keep = onTicker(So3.CHECKPOINT, json().put("name", "noon"));
		keep.run(checkpoints);
		compensate(checkpoints, keep);
		assertThat(ticker.checkpoints).isEmpty();

		var last = onTicker(So3.CHECKPOINT, json().put("name", "dusk").put("stop", true));
		last.run(checkpoints);
		assertThat(ticker.state).isEqualTo("exited");
		compensate(checkpoints, last);
		assertThat(ticker.checkpoints).containsExactly("dusk");
		assertThat(last.log.getLast()).contains("its checkpoint dusk is kept");

		ticker.checkpoints.add("foreign");
		compensate(checkpoints, onTicker(So3.CHECKPOINT, json().put("name", "foreign")));
		assertThat(ticker.checkpoints).as("one that this task did not make").contains("foreign");
	}

	@Test
	void onlyWhatRunsIsKept() throws Exception {
		ticker.state = "exited";
		assertFails(Kind.REFUSED, "it is exited", checkpoints, onTicker(So3.CHECKPOINT, json().put("name", "noon")));
	}

	@Test
	void tagsAnImage() throws Exception {
		var run = run(So3.TAG_IMAGE, new ResourceId("lab", So3.IMAGE, engine.images.get("tick")), json().put("tag", "clock:v2"));
		var images = new ImageHandler();
		assertThat(probe(images, run)).isEqualTo(Probe.NOT_HAPPENED);
		run.run(images);
		assertThat(engine.images).containsEntry("clock:v2", engine.images.get("tick"));
		assertThat(run.result).isEqualTo("tick is tagged clock:v2");
		assertThat(probe(images, run)).isEqualTo(Probe.HAPPENED);
	}

	@Test
	void prunesWhatIsNotNeededAndNamesIt() throws Exception {
		engine.add("old", "boom", "exited");
		engine.images.put("spare", "sha256:9");
		var run = run(So3.PRUNE_CONTAINERS, ResourceId.engine("lab"), json());
		run.run(new PruneHandler());
		assertThat(engine.containers).containsExactly(ticker);
		assertThat(run.result).isEqualTo("1 stopped container is removed: old");
		var images = run(So3.PRUNE_IMAGES, ResourceId.engine("lab"), json());
		images.run(new PruneHandler());
		assertThat(engine.images).containsOnlyKeys("tick");
		assertThat(images.result).isEqualTo("2 unused images are removed: boom, spare; 2.0 KiB are free again");
		run.run(new PruneHandler());
		assertThat(run.result).isEqualTo("There was no stopped container");
	}

	@Test
	void pruneThatIsConfirmedAndNotDoneIsAFailure() throws Exception {
		engine.add("old", "boom", "exited");
		engine.lies.add("prune");
		assertFails(Kind.FAILED, "but 1 of them are still there", new PruneHandler(), run(So3.PRUNE_CONTAINERS, ResourceId.engine("lab"), json()));
	}

	@Test
	void whatAnEngineLacksIsRefusedWithItsReasonAndNotSent() throws Exception {
		var original = setup.engine("so", true);
		original.add("old", "tick", "running");
		var key = new ResourceId("so", So3.CONTAINER, "old");
		assertFails(Kind.UNSUPPORTED, "cannot rename containers", changes, run(So3.RENAME, key, json().put("name", "x")));
		assertFails(Kind.UNSUPPORTED, "keeps no checkpoints", checkpoints, run(So3.CHECKPOINT, key, json().put("name", "x")));
		assertFails(Kind.UNSUPPORTED, "cannot prune", new PruneHandler(), run(So3.PRUNE_IMAGES, ResourceId.engine("so"), json()));
		assertThat(original.requests).noneMatch(r -> r.startsWith("POST"));
	}

	@Test
	void usageEndsWithTheFirstEmptyMeasurement() throws Exception {
		var seen = new ArrayList<So3Usage>();
		var session = setup.session("lab");
		session.usage(session.containers().getFirst(), seen::add);
		assertThat(seen).singleElement().satisfies(u -> {
			assertThat(u.cpu()).hasSeconds(2);
			assertThat(u.memory()).isEqualTo(4096);
			assertThat(u.memoryLimit()).isEqualTo(8192);
			assertThat(u.at()).isEqualTo("2026-01-01T00:00:01.5Z");
		});
	}
}
