package org.fleetdesk.tasks.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.fleetdesk.tasks.internal.Bench.request;
import static org.fleetdesk.tasks.internal.Bench.until;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.tasks.TaskState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Taking back what a run did. */
class UndoTest {

	@TempDir
	private Path folder;
	private final Map<String, String> world = new ConcurrentHashMap<>(Map.of("one", "red", "two", "red", "three", "blue"));
	private Bench bench;
	private TaskEngine engine;

	@BeforeEach
	void opens() {
		bench = new Bench(folder);
		engine = bench.engine;
		for (String key : world.keySet()) {
			bench.handler.actions.put("change " + key, context -> {
				String wanted = context.request().parameters().path("to " + key).asText("blue");
				if (!world.get(key).equals(wanted)) {
					context.put("before", world.get(key));
					world.put(key, wanted);
				}
			});
		}
	}

	@AfterEach
	void closes() {
		bench.close();
	}

	@Test
	void takesBackWhatWasChangedAsARunOfItsOwn() throws Exception {
		String id = engine.submit(request("change", "one", "two", "three"));
		assertThat(engine.await(id).state()).isEqualTo(TaskState.SUCCEEDED);
		assertThat(world).containsOnly(Map.entry("one", "blue"), Map.entry("two", "blue"), Map.entry("three", "blue"));
		assertThat(engine.undoable(id)).isTrue();
		var back = engine.await(engine.undo(id));
		assertThat(world).containsOnly(Map.entry("one", "red"), Map.entry("two", "red"), Map.entry("three", "blue"));
		assertThat(back.request().title()).isEqualTo("Undo: Do change");
		assertThat(back.targets()).extracting(t -> t.target().resource().key()).as("three was blue before").containsExactly("one", "two");
		assertThat(back.links().undoOf()).contains(id);
		assertThat(engine.run(id).orElseThrow().links().undoneBy()).contains(back.id());
		assertThat(engine.undoable(id)).isFalse();
		assertThatThrownBy(() -> engine.undo(id)).isInstanceOf(IllegalArgumentException.class).hasMessage("Task " + id + " was undone already, by " + back.id());

		bench.close();
		opens();
		assertThat(engine.run(id).orElseThrow().links().undoneBy()).as("after a restart").contains(back.id());
		assertThat(engine.undoable(id)).isFalse();
		var redo = engine.await(engine.undo(back.id()));
		assertThat(redo.request().title()).isEqualTo("Redo: Do change");
		assertThat(world).containsEntry("one", "blue").containsEntry("two", "blue");
		assertThat(engine.await(engine.undo(redo.id())).request().title()).isEqualTo("Undo: Do change");
		assertThat(world).containsEntry("one", "red");
	}

	@Test
	void aRunThatChangedNothingCannotBeUndone() throws Exception {
		String id = engine.submit(request("change", "three"));
		engine.await(id);
		assertThat(engine.undoable(id)).isFalse();
		assertThatThrownBy(() -> engine.undo(id)).isInstanceOf(IllegalArgumentException.class).hasMessage("\"Do change\" cannot be undone, or changed nothing");
		assertThat(engine.undoable("nothing")).isFalse();
	}

	@Test
	void onlyWhatSucceededIsTakenBackAndOnlyWhenAllHasEnded() throws Exception {
		var go = new CountDownLatch(1);
		bench.handler.actions.put("change two", context -> {
			context.put("before", "red");
			go.await();
			throw new EngineException(EngineException.Kind.REFUSED, "no");
		});
		String id = engine.submit(request("change", "one", "two"));
		until("two is at it", () -> bench.handler.calls.contains("run change two"));
		assertThat(engine.undoable(id)).isFalse();
		assertThatThrownBy(() -> engine.undo(id)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("still running");
		go.countDown();
		engine.await(id);
		assertThat(engine.await(engine.undo(id)).targets()).extracting(t -> t.target().resource().key()).containsExactly("one");
	}

	@Test
	void theRetryOfAnUndoIsAnUndo() throws Exception {
		String id = engine.submit(request("change", "one"));
		engine.await(id);
		var change = bench.handler.actions.put("change one", context -> {
			throw new EngineException(EngineException.Kind.REFUSED, "no");
		});
		var failed = engine.await(engine.undo(id));
		bench.handler.actions.put("change one", change);
		var again = engine.await(engine.retry(failed.id()));
		assertThat(again.links().undoOf()).contains(id);
		assertThat(engine.run(id).orElseThrow().links().undoneBy()).contains(again.id());
		assertThat(world).containsEntry("one", "red");
	}
}
