package org.fleetdesk.so3.engine.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.fleetdesk.so3.engine.internal.runtime.GuestExit.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every runtime promises. */
abstract class GuestRuntimeContract extends RuntimeFixture {

	@Test
	void executesNothingBeforeTheStart() throws Exception {
		var guest = inject();
		assertThat(guest.state()).isEqualTo(GuestState.BOOTING);
		assertThat(rig.lines()).isEmpty();
		guest.finalMigration();
		rig.awaitTick(2);
		assertThat(guest.state()).isEqualTo(GuestState.LIVING);
		Rig.assertCounts(rig.ticks());
	}

	@Test
	void pauseStopsTheOutputAndUnpauseLosesNoLine() throws Exception {
		var guest = inject();
		guest.finalMigration();
		rig.awaitTick(3);
		guest.initMigration();
		assertThat(guest.state()).isEqualTo(GuestState.SUSPENDED);
		var atPause = rig.lines();
		var before = restartAlive();
		assertThat(before.state()).isEqualTo(GuestState.SUSPENDED);
		assertThat(rig.lines()).isEqualTo(atPause);
		before.finalMigration();
		int next = Rig.ticks(atPause).size() + 3;
		rig.awaitTick(next);
		Rig.assertCounts(rig.ticks());
	}

	@Test
	void terminationEndsTheGuestItsLogAndItsFollowers() throws Exception {
		var guest = inject();
		guest.finalMigration();
		rig.awaitTick(1);
		var followed = CompletableFuture.supplyAsync(() -> {
			try {
				return rig.lines(new LogQuery(0, Long.MAX_VALUE, -1, true));
			} catch (Exception e) {
				throw new IllegalStateException(e);
			}
		});
		rig.awaitTick(3);
		guest.forceTerminate();
		assertThat(guest.state()).isEqualTo(GuestState.DEAD);
		assertThat(guest.exit()).isCompletedWithValueMatching(e -> e.reason() == Reason.TERMINATED && e.code() == 137);
		assertThat(followed.get(Rig.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(rig.lines());
		assertThat(restart()).isEqualTo(new Adoption.None());
	}

	@Test
	void aFreshBootCountsFromTheStart() throws Exception {
		var first = inject();
		first.finalMigration();
		rig.awaitTick(3);
		first.forceTerminate();
		int before = rig.lines().size();
		var second = inject();
		assertThat(second.state()).isEqualTo(GuestState.BOOTING);
		assertThat(rig.lines()).hasSize(before);
		second.finalMigration();
		Rig.await("a second banner", () -> rig.ticksFrom(before).contains(2));
		Rig.assertCounts(rig.ticks());
	}

	@Test
	void refusesWhatDoesNotFitTheState() throws Exception {
		var guest = inject();
		assertThatThrownBy(guest::initMigration).isInstanceOf(GuestException.class).hasMessageContaining("booting");
		guest.finalMigration();
		assertThatThrownBy(guest::finalMigration).isInstanceOf(GuestException.class).hasMessageContaining("living");
		guest.forceTerminate();
		assertThatThrownBy(guest::finalMigration).isInstanceOf(GuestException.class);
		assertThatThrownBy(guest::initMigration).isInstanceOf(GuestException.class);
		guest.forceTerminate();
		assertThat(guest.state()).isEqualTo(GuestState.DEAD);
	}

	@Test
	void runsOnWhileNoEngineWatches() throws Exception {
		var guest = inject();
		guest.finalMigration();
		rig.awaitTick(2);
		guest.detach();
		assertThatThrownBy(guest::initMigration).isInstanceOf(GuestException.class);
		int seen = rig.ticks().size();
		var adopted = restartAlive();
		assertThat(adopted.state()).isEqualTo(GuestState.LIVING);
		assertThat(adopted.pid()).isEqualTo(guest.pid());
		rig.awaitTick(seen + 5);
		adopted.initMigration();
		Rig.assertCounts(rig.ticks());
		assertThat(Rig.ticks(rig.slotLines())).isEqualTo(rig.ticks());
	}

	@Test
	void aBootingGuestIsAdoptedAsSuch() throws Exception {
		inject();
		var adopted = restartAlive();
		assertThat(adopted.state()).isEqualTo(GuestState.BOOTING);
		adopted.finalMigration();
		rig.awaitTick(1);
		Rig.assertCounts(rig.ticks());
	}

	@Test
	void tellsItsStatesInOrder() throws Exception {
		var states = new ArrayList<GuestState>();
		var guest = inject();
		guest.onState(states::add);
		guest.finalMigration();
		rig.awaitTick(1);
		guest.initMigration();
		guest.forceTerminate();
		assertThat(states).containsExactly(GuestState.BOOTING, GuestState.LIVING, GuestState.SUSPENDED, GuestState.DEAD);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void anInjectionEndsWhatIsLeftInTheFolder(boolean detached) throws Exception {
		var lost = inject();
		lost.finalMigration();
		rig.awaitTick(2);
		if (detached) {
			lost.detach();
		}
		var guest = inject();
		assertThat(guest.state()).isEqualTo(GuestState.BOOTING);
		lost.pid().ifPresent(pid -> assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty());
		int before = rig.lines().size();
		guest.finalMigration();
		Rig.await("a second banner", () -> rig.ticksFrom(before).contains(2));
		Rig.assertCounts(rig.ticks());
	}

	@Test
	void thereIsNothingToAdoptInAnEmptyFolder() throws Exception {
		assertThat(runtime.adopt(rig.spec(image))).isEqualTo(new Adoption.None());
	}

	@Test
	void refusesAFileThatIsNoImage() throws Exception {
		Path broken = Files.writeString(folder.resolve("broken.itb"), "no image");
		assertThatThrownBy(() -> runtime.refusal(broken)).isInstanceOf(GuestException.class).hasMessageContaining("broken.itb");
		assertThatThrownBy(() -> runtime.inject(rig.spec(broken))).isInstanceOf(GuestException.class).hasMessageContaining("broken.itb");
		assertThat(runtime.adopt(rig.spec(broken))).isEqualTo(new Adoption.None());
	}
}
