package org.fleetdesk.tasks.internal.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

import org.fleetdesk.tasks.Rollout.State;
import org.fleetdesk.tasks.RolloutPlan;
import org.fleetdesk.tasks.RolloutPlan.OnFailure;
import org.fleetdesk.tasks.TaskState;
import org.fleetdesk.tasks.WaveSize;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.state.Action;
import net.jqwik.api.state.ActionChain;
import net.jqwik.api.state.Transformer;

/** The machine against a world of targets, runs, users and crashes that happen in any order. What must hold then is in {@link RolloutWorld}. */
class RolloutMachineTest {

	private static final int SOME = 1000;

	/** Something that may happen, to the n-th of what it may happen to. */
	private record Happening(String name, Predicate<RolloutWorld> possible, BiConsumer<RolloutWorld, Integer> happen) implements Action.Independent<RolloutWorld> {

		@Override
		public boolean precondition(RolloutWorld world) {
			return possible.test(world);
		}

		@Override
		public Arbitrary<Transformer<RolloutWorld>> transformer() {
			return Arbitraries.integers().between(0, SOME).map(n -> Transformer.mutate(name + " " + n, world -> happen.accept(world, n)));
		}
	}

	@Provide
	Arbitrary<ActionChain<RolloutWorld>> chains() {
		var sizes = Arbitraries.of("1", "2", "3", "25%", "50%", "100%").map(WaveSize::of).list().ofMinSize(1).ofMaxSize(3);
		var thresholds = Arbitraries.of(1, 34, 50, 100);
		var soaks = Arbitraries.of(Duration.ZERO, Duration.ofSeconds(30));
		var plans = Combinators.combine(sizes, thresholds, thresholds, soaks, Arbitraries.of(OnFailure.class)).as(RolloutPlan::new);
		return Combinators.combine(plans, Arbitraries.integers().between(1, 9)).flatAs((plan, targets) -> ActionChain.startWith(() -> new RolloutWorld(plan, targets))
				.withAction(20, new Happening("succeeds", RolloutWorld::busy, (w, n) -> w.end(n, TaskState.SUCCEEDED)))
				.withAction(3, new Happening("fails", RolloutWorld::busy, (w, n) -> w.end(n, TaskState.FAILED)))
				.withAction(1, new Happening("is cancelled by a user", RolloutWorld::busy, (w, n) -> w.end(n, TaskState.CANCELLED)))
				.withAction(8, new Happening("soak is over", w -> w.is(State.SOAKING), (w, n) -> w.soakOver()))
				.withAction(2, new Happening("is not healthy", RolloutWorld::soaking, (w, n) -> w.unhealthy(n)))
				.withAction(1, new Happening("next run does not start", w -> true, (w, n) -> w.refuseNext()))
				.withAction(2, new Happening("pause", w -> w.may("pause"), (w, n) -> w.pause()))
				.withAction(6, new Happening("resume", w -> w.may("resume"), (w, n) -> w.resume()))
				.withAction(1, new Happening("halt", w -> w.may("halt"), (w, n) -> w.halt()))
				.withAction(4, new Happening("retry", w -> w.may("retry"), (w, n) -> w.retry()))
				.withAction(1, new Happening("roll back", w -> w.may("rollback"), (w, n) -> w.rollBack()))
				.withAction(1, new Happening("acknowledge", w -> w.may("acknowledge"), (w, n) -> w.acknowledge()))
				.withAction(2, new Happening("restart", w -> true, RolloutWorld::restart))
				.withMaxTransformations(40));
	}

	@Property(tries = 2000)
	void keepsItsPromisesWhateverHappens(@ForAll("chains") ActionChain<RolloutWorld> chain) {
		var world = chain.withInvariant(RolloutWorld::check).run();
		world.bringToAnEnd();
		assertThat(world.state().state().ended()).isTrue();
	}

	@Property(tries = 200)
	void aQuietWorldEndsWithAllTargetsDone(@ForAll("chains") ActionChain<RolloutWorld> chain) {
		var world = chain.transformers().isEmpty() ? new RolloutWorld(RolloutPlan.USUAL, 5) : new RolloutWorld(RolloutPlan.USUAL, 1 + chain.transformers().size() % 9);
		world.bringToAnEnd();
		assertThat(world.is(State.SUCCEEDED)).isTrue();
	}

	@Property(tries = 50)
	void refusesInAStateInWhichItIsNotPossible(@ForAll("chains") ActionChain<RolloutWorld> chain) {
		var world = chain.run();
		for (String action : List.of("pause", "resume", "halt", "retry", "rollback", "acknowledge")) {
			assertThat(world.accepts(action)).as(action + " of " + world).isEqualTo(world.may(action));
		}
	}
}
