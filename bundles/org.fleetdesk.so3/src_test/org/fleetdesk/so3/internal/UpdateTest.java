package org.fleetdesk.so3.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.so3.So3;
import org.fleetdesk.so3.model.Samples;
import org.fleetdesk.tasks.Step;
import org.fleetdesk.tasks.TaskHandler.Done;
import org.fleetdesk.tasks.TaskHandler.Probe;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskTarget;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

class UpdateTest {

	private final Setup setup = new Setup();
	private final UpdateHandler updates = new UpdateHandler();
	private FakeEmiso engine;
	private FakeEmiso.Entry ticker;

	@TempDir
	private Path folder;

	@BeforeEach
	void start() throws Exception {
		engine = setup.engine("lab", false);
		ticker = engine.add("ticker", "tick", "running");
	}

	@AfterEach
	void close() throws Exception {
		setup.close();
	}

	private static ObjectNode image(String name) {
		return JsonNodeFactory.instance.objectNode().put("image", name);
	}

	private ObjectNode file(String sample) throws Exception {
		Path file = folder.resolve(sample + ".itb");
		Samples.write(sample, file);
		var parameters = JsonNodeFactory.instance.objectNode();
		new ImageUpload(file, sample, FakeEmiso.digest(Files.readAllBytes(file)), Files.size(file)).write(parameters);
		return parameters;
	}

	private Setup.Run on(FakeEmiso.Entry container, ObjectNode parameters) {
		return of(new TaskRequest(1, So3.UPDATE, "Update", List.of(new TaskTarget(new ResourceId("lab", So3.CONTAINER, container.id), container.name)), parameters));
	}

	private Setup.Run of(TaskRequest request) {
		return new Setup.Run("r1", request, setup);
	}

	private static Done done(Setup.Run run) {
		return new Done(run.request.targets().getFirst(), run.kept);
	}

	/** What takes a run back, target by target. */
	private List<Setup.Run> undo(TaskRequest request, Setup.Run... runs) {
		var back = updates.undo(request, List.of(runs).stream().map(UpdateTest::done).toList()).orElseThrow();
		var each = new ArrayList<Setup.Run>();
		for (TaskTarget target : back.targets()) {
			each.add(of(new TaskRequest(back.version(), back.verb(), back.title(), List.of(target), back.parameters())));
		}
		return each;
	}

	private Probe probe(Setup.Run run) throws Exception {
		return updates.probe(run.step(updates, "change"), run);
	}

	private void assertFails(Kind kind, String message, Setup.Run run) {
		assertThatThrownBy(() -> run.run(updates)).isInstanceOfSatisfying(EngineException.class, e -> assertThat(e.kind()).isEqualTo(kind)).hasMessageContaining(message);
	}

	@Test
	void keepsTheContainerAndSaysWhatItIsMadeOf() throws Exception {
		engine.images.put("tick-v2", "sha256:2");
		var run = on(ticker, image("tick-v2:latest"));
		assertThat(probe(run)).isEqualTo(Probe.NOT_HAPPENED);
		run.run(updates);
		assertThat(ticker.image).isEqualTo("tick-v2");
		assertThat(run.result).isEqualTo("ticker is made of tick-v2 now and is running (living)");
		assertThat(run.log.getFirst()).isEqualTo("ticker is made of tick and is running (living)");
		assertThat(probe(run)).isEqualTo(Probe.HAPPENED);
		long updatesSent = engine.requests.stream().filter(r -> r.contains("/update")).count();
		run.run(updates);
		assertThat(engine.requests.stream().filter(r -> r.contains("/update")).count()).as("not again").isEqualTo(updatesSent);
		assertThat(run.result).as("this task did it, in an attempt that was cut off").isEqualTo("ticker is made of tick-v2 now and is running (living)");
		var other = on(ticker, image("tick-v2"));
		other.run(updates);
		assertThat(other.result).isEqualTo("ticker was made of tick-v2 before");
	}

	@Test
	void oneThatWentBackSaysWhyAndWhatThereIs() throws Exception {
		engine.images.put("crash", "sha256:3");
		var run = on(ticker, image("crash"));
		assertFails(Kind.CONFLICT, "ticker could not be updated to crash: crash ended with exit code 1 after 1 s; ticker runs again with tick", run);
		assertThat(run.published).isNotEmpty();
		Step step = run.step(updates, "change");
		assertThat(updates.passes(step, run.request, new EngineException(Kind.CONFLICT, ""))).as("the engine has tried it").isFalse();
		assertThat(updates.passes(step, run.request, new EngineException(Kind.UNREACHABLE, ""))).isTrue();
		assertFails(Kind.NOT_FOUND, "There is no image none on lab", on(ticker, image("none")));
	}

	@Test
	void oneThatIsConfirmedAndNotDoneIsAFailure() throws Exception {
		engine.images.put("tick-v2", "sha256:2");
		engine.lies.add("update");
		assertFails(Kind.FAILED, "The engine confirmed the update of ticker, but it is made of tick", on(ticker, image("tick-v2")));
	}

	@Test
	void undoGivesEachContainerTheImageThatItHad() throws Exception {
		engine.images.put("tick-v2", "sha256:2");
		var meter = engine.add("meter", "meter", "running");
		var first = on(ticker, image("tick-v2"));
		var second = on(meter, image("tick-v2"));
		first.run(updates);
		second.run(updates);
		first.run(updates);
		assertThat(ticker.image).isEqualTo("tick-v2");
		for (var back : undo(first.request, first, second)) {
			back.run(updates);
		}
		assertThat(ticker.image).isEqualTo("tick");
		assertThat(meter.image).isEqualTo("meter");
		assertThat(engine.images).as("it was there before").containsKey("tick-v2");
		var unchanged = on(ticker, image("tick"));
		unchanged.run(updates);
		assertThat(updates.undo(unchanged.request, List.of(done(unchanged)))).as("nothing was changed").isEmpty();
	}

	@Test
	void undoStartsWhatRanBeforeAndDiedOfTheNewImage() throws Exception {
		engine.images.put("tick-v2", "sha256:2");
		var idle = engine.add("idle", "tick", "exited");
		var first = on(ticker, image("tick-v2"));
		var second = on(idle, image("tick-v2"));
		first.run(updates);
		second.run(updates);
		ticker.state = "exited";
		var back = undo(first.request, first, second);
		for (var each : back) {
			each.run(updates);
		}
		assertThat(ticker.image).isEqualTo("tick");
		assertThat(ticker.state).isEqualTo("running");
		assertThat(back.getFirst().result).isEqualTo("ticker is made of tick and runs again");
		assertThat(idle.image).isEqualTo("tick");
		assertThat(idle.state).isEqualTo("exited");
	}

	@Test
	void uploadsOnceWhatIsMissingAndTakesItBackToo() throws Exception {
		var meter = engine.add("meter", "meter", "running");
		var parameters = file("burst");
		parameters.put("image", "meter-v2");
		var first = on(ticker, parameters);
		var second = on(meter, parameters);
		first.run(updates);
		second.run(updates);
		assertThat(ticker.image).isEqualTo("meter-v2");
		assertThat(meter.image).isEqualTo("meter-v2");
		assertThat(engine.requests.stream().filter(r -> r.startsWith("POST /images/load"))).hasSize(1);
		assertThat(second.log).contains("The image is on the engine already; nothing is uploaded");
		var back = undo(first.request, first, second);
		back.getFirst().run(updates);
		assertThat(back.getFirst().log).contains("The image meter-v2 stays: meter is made of it");
		back.getLast().run(updates);
		assertThat(back.getLast().log).contains("The image meter-v2 is removed again");
		assertThat(engine.images).doesNotContainKey("meter-v2").containsKeys("tick", "meter");
		assertThat(meter.image).isEqualTo("meter");
	}

	@Test
	void anUploadWithoutAnUpdateIsTakenBack() throws Exception {
		var run = on(ticker, file("burst"));
		updates.run(run.step(updates, "upload"), run);
		assertThat(engine.images).containsKey("burst");
		undo(run.request, run).getFirst().run(updates);
		assertThat(engine.images).doesNotContainKey("burst");
		assertThat(ticker.image).isEqualTo("tick");
	}

	@Test
	void seesWhenTheContainerIsNotWell() throws Exception {
		engine.images.put("tick-v2", "sha256:2");
		var run = on(ticker, image("tick-v2"));
		run.run(updates);
		var target = run.request.targets().getFirst();
		assertThat(updates.unhealthy(target, run)).isEmpty();
		ticker.started++;
		assertThat(updates.unhealthy(target, run)).contains("it ended and was started again");
		ticker.started--;
		ticker.state = "exited";
		ticker.nativeState = "dead";
		assertThat(updates.unhealthy(target, run).orElseThrow()).startsWith("it is exited (dead)");
		ticker.state = "running";
		ticker.image = "tick";
		assertThat(updates.unhealthy(target, run)).contains("it is made of another image by now: tick");
		engine.containers.clear();
		assertThat(updates.unhealthy(target, run)).contains("it is no longer there");
		assertThat(Map.copyOf(run.kept)).containsKeys("before", "after");
	}

	@Test
	void oneThatEndsBeforeTheUpdateIsLookedAtIsNotWell() throws Exception {
		engine.images.put("tick-v2", "sha256:2");
		var idle = engine.add("idle", "tick", "exited");
		engine.before = (request, exchange) -> {
			if (request.startsWith("GET ") && ticker.image.equals("tick-v2")) {
				ticker.state = "exited";
			}
		};
		var run = on(ticker, image("tick-v2"));
		run.run(updates);
		assertThat(updates.unhealthy(run.request.targets().getFirst(), run).orElseThrow()).startsWith("it is exited");
		var stopped = on(idle, image("tick-v2"));
		stopped.run(updates);
		assertThat(updates.unhealthy(stopped.request.targets().getFirst(), stopped)).as("it was not up before either").isEmpty();
	}
}
