package org.fleetdesk.so3.engine.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every runtime promises about checkpoints. */
abstract class CheckpointContract extends RuntimeFixture {

	Path file(String name) {
		return folder.resolve(name);
	}

	Guest started(int tick) throws Exception {
		var guest = inject();
		guest.finalMigration();
		rig.awaitTick(tick);
		return guest;
	}

	Guest restore(Path file) throws Exception {
		return kept(runtime.restore(rig.spec(image), file));
	}

	/** Starts a restored guest, and sees that its lines go on where those of the checkpoint ended. */
	void assertGoesOn(Guest guest, int lastTick) throws Exception {
		assertThat(guest.state()).isEqualTo(GuestState.SUSPENDED);
		int before = rig.wholeLines().size();
		guest.finalMigration();
		assertThat(guest.state()).isEqualTo(GuestState.LIVING);
		Rig.await("three more", () -> rig.ticksFrom(before).size() > 2);
		var more = rig.ticksFrom(before);
		assertThat(more).containsExactlyElementsOf(IntStream.range(lastTick + 1, lastTick + 1 + more.size()).boxed().toList());
	}

	void assertNothingLeftOf(Path file) throws Exception {
		try (var files = Files.list(file.getParent())) {
			assertThat(files).doesNotContain(file, CheckpointFile.partial(file));
		}
	}

	@Test
	void aLivingGuestGoesOn() throws Exception {
		var guest = started(2);
		guest.checkpoint(file("first"));
		assertThat(guest.state()).isEqualTo(GuestState.LIVING);
		guest.checkpoint(file("second"));
		assertThat(file("first")).isNotEmptyFile();
		assertThat(file("second")).isNotEmptyFile();
		assertThat(Files.getPosixFilePermissions(file("first"))).hasToString("[OWNER_READ, OWNER_WRITE]");
		rig.awaitTick(rig.ticks().size() + 3);
		guest.initMigration();
		Rig.assertCounts(rig.ticks());
		assertThat(Rig.ticks(rig.slotLines())).isEqualTo(rig.ticks());
	}

	@Test
	void aRestoredGuestGoesOnAtTheNextLine() throws Exception {
		var guest = started(3);
		guest.initMigration();
		int last = rig.ticks().getLast();
		guest.checkpoint(file("paused"));
		assertThat(guest.state()).isEqualTo(GuestState.SUSPENDED);
		guest.forceTerminate();
		assertGoesOn(restore(file("paused")), last);
		assertGoesOn(restore(file("paused")), last);
	}

	@Test
	void allThatALivingGuestPrintedUntilThenIsInTheLogAndNothingElseInTheCheckpoint() throws Exception {
		var guest = started(3);
		int sure = rig.ticks().getLast();
		guest.checkpoint(file("living"));
		int atLeast = rig.ticks().getLast();
		guest.forceTerminate();
		int before = rig.wholeLines().size();
		restore(file("living")).finalMigration();
		Rig.await("a line", () -> !rig.ticksFrom(before).isEmpty());
		assertThat(rig.ticksFrom(before).getFirst()).isBetween(sure + 1, atLeast + 1);
	}

	@Test
	void aPausedGuestStaysPausedAndCanBeCheckpointedAgain() throws Exception {
		var guest = started(2);
		guest.initMigration();
		int last = rig.ticks().getLast();
		guest.checkpoint(file("first"));
		guest.checkpoint(file("second"));
		Files.delete(file("first"));
		guest.checkpoint(file("third"));
		assertThat(guest.state()).isEqualTo(GuestState.SUSPENDED);
		assertGoesOn(guest, last);
		assertGoesOn(restore(file("third")), last);
		assertGoesOn(restore(file("second")), last);
	}

	@Test
	void aRestoredGuestSurvivesTheEngineAndCanBeCheckpointedInItsTurn() throws Exception {
		var guest = started(3);
		guest.initMigration();
		int last = rig.ticks().getLast();
		guest.checkpoint(file("first"));
		restore(file("first"));
		var adopted = restartAlive();
		assertThat(adopted.state()).isEqualTo(GuestState.SUSPENDED);
		adopted.checkpoint(file("second"));
		assertGoesOn(adopted, last);
		adopted.initMigration();
		assertGoesOn(restartAlive(), rig.ticks().getLast());
		assertGoesOn(restore(file("second")), last);
	}

	@Test
	void aRestoreEndsTheGuestThatWaits() throws Exception {
		started(2).checkpoint(file("c"));
		var waiting = inject();
		var restored = restore(file("c"));
		assertThat(waiting.state()).isEqualTo(GuestState.DEAD);
		assertThat(restored.state()).isEqualTo(GuestState.SUSPENDED);
	}

	@Test
	void refusesAGuestThatDoesNotRun() throws Exception {
		var guest = inject();
		assertThatThrownBy(() -> guest.checkpoint(file("c"))).isInstanceOf(GuestException.class).hasMessageContaining("booting");
		guest.forceTerminate();
		assertThatThrownBy(() -> guest.checkpoint(file("c"))).isInstanceOf(GuestException.class);
		assertNothingLeftOf(file("c"));
	}

	@Test
	void doesNotReplaceAFile() throws Exception {
		var guest = started(1);
		Files.writeString(file("c"), "mine");
		assertThatThrownBy(() -> guest.checkpoint(file("c"))).isInstanceOf(GuestException.class).hasMessageContaining("exists already");
		assertThat(file("c")).hasContent("mine");
		assertThat(guest.state()).isEqualTo(GuestState.LIVING);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aDiskThatTakesNothingChangesNothing(boolean living) throws Exception {
		var guest = started(2);
		if (!living) {
			guest.initMigration();
		}
		Files.createSymbolicLink(CheckpointFile.partial(file("full")), Path.of("/dev/full"));
		assertThatThrownBy(() -> guest.checkpoint(file("full"))).isInstanceOf(GuestException.class).hasMessageContaining("No space left");
		assertThatThrownBy(() -> guest.checkpoint(file("nowhere").resolve("c"))).isInstanceOf(GuestException.class).hasMessageContaining("nowhere");
		assertNothingLeftOf(file("full"));
		assertThat(guest.state()).isEqualTo(living ? GuestState.LIVING : GuestState.SUSPENDED);
		if (!living) {
			guest.checkpoint(file("again"));
			guest.finalMigration();
		}
		rig.awaitTick(rig.ticks().size() + 2);
		guest.initMigration();
		Rig.assertCounts(rig.ticks());
	}

	@Test
	void anInterruptChangesNothing() throws Exception {
		var guest = started(1);
		Thread.currentThread().interrupt();
		assertThatThrownBy(() -> guest.checkpoint(file("c"))).isInstanceOf(InterruptedException.class);
		assertThat(Thread.interrupted()).isFalse();
		assertNothingLeftOf(file("c"));
		assertThat(guest.state()).isEqualTo(GuestState.LIVING);
		guest.checkpoint(file("c"));
	}

	@Test
	void refusesWhatDoesNotFitAndLeavesTheGuestAlone() throws Exception {
		var guest = started(1);
		guest.checkpoint(file("good"));
		byte[] good = Files.readAllBytes(file("good"));
		byte[] bent = good.clone();
		bent[good.length - 40] ^= 1;
		byte[] shorter = Arrays.copyOf(good, good.length - 1);
		assertRefused(Files.write(file("bent"), bent), "damaged");
		assertRefused(Files.write(file("short"), shorter), "damaged");
		assertRefused(Files.write(file("empty"), new byte[0]), "damaged");
		assertRefused(Files.writeString(file("text"), "no checkpoint\nat all"), "damaged");
		assertRefused(Files.writeString(file("newer"), "{\"fleetdeskCheckpoint\":2}\n" + "x".repeat(99)), "newer Fleetdesk");
		assertRefused(file("absent"), "absent");
		image = Payloads.image(folder, Payloads.TREE);
		assertRefused(file("good"), "another image");
		assertThat(guest.state()).isEqualTo(GuestState.LIVING);
		rig.awaitTick(rig.ticks().size() + 2);
	}

	void assertRefused(Path file, String why) {
		assertThatThrownBy(() -> restore(file)).isInstanceOf(GuestException.class).hasMessageContainingAll(file.getFileName().toString(), why);
	}

	/** A good file that says something else of itself. */
	Path changed(Path good, CheckpointFile.Header header) throws Exception {
		var checked = CheckpointFile.check(good, header(good).runtime(), rig.spec(image));
		try (var draft = CheckpointFile.draft(file("changed"), header)) {
			checked.read(piece -> draft.write(piece));
			draft.commit();
		}
		return file("changed");
	}

	CheckpointFile.Header header(Path good) throws Exception {
		return CheckpointFile.check(good, runtime.name(), rig.spec(image)).header();
	}

	@Test
	void refusesTheCheckpointOfAnotherRuntime() throws Exception {
		var guest = started(1);
		guest.checkpoint(file("good"));
		var header = header(file("good"));
		assertRefused(changed(file("good"), new CheckpointFile.Header("other", header.image(), header.memory(), header.machine(), header.openLine())), "runtime other");
	}
}
