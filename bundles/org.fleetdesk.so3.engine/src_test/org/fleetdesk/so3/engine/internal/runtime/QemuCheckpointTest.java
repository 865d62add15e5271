package org.fleetdesk.so3.engine.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.fleetdesk.so3.engine.internal.runtime.EngineInAnotherProcess.Work;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QemuCheckpointTest extends CheckpointContract {

	@Override
	GuestRuntime create() {
		return new QemuRuntime(QemuRuntime.Options.DEFAULT);
	}

	private Path guestFolder() {
		return folder.resolve("guest");
	}

	private void assertCountsOn(Guest guest) throws Exception {
		assertThat(guest.state()).isEqualTo(GuestState.LIVING);
		rig.awaitTick(rig.ticks().size() + 2);
		guest.initMigration();
		Rig.assertCounts(rig.ticks());
	}

	@Test
	void refusesAnotherSize() throws Exception {
		started(1).checkpoint(file("good"));
		var header = header(file("good"));
		assertRefused(changed(file("good"), new CheckpointFile.Header(header.runtime(), header.image(), 64, header.machine(), header.openLine())), "64 MiB");
	}

	@Test
	void saysWhatQemuSaysAndLeavesNothingWhenItCannotTakeTheCheckpoint() throws Exception {
		started(1).checkpoint(file("good"));
		var header = header(file("good"));
		var machine = new CheckpointFile.Header(header.runtime(), header.image(), header.memory(), "virt-0.1", header.openLine());
		assertThatThrownBy(() -> restore(changed(file("good"), machine))).isInstanceOf(GuestException.class).hasMessageContainingAll("virt-0.1", "unsupported machine");
		assertThat(runtime.adopt(rig.spec(image))).isEqualTo(new Adoption.None());
		try (var draft = CheckpointFile.draft(file("garbage"), header)) {
			draft.write(ByteBuffer.wrap(new byte[100_000]));
			draft.commit();
		}
		assertRefused(file("garbage"), "load of migration failed");
		assertThat(runtime.adopt(rig.spec(image))).isEqualTo(new Adoption.None());
		assertThat(EngineInAnotherProcess.guestsIn(guestFolder())).isEmpty();
	}

	@Test
	void anOpenLineGoesOn() throws Exception {
		image = Payloads.image(folder, Payloads.PROMPT);
		var guest = inject();
		guest.finalMigration();
		Rig.await("the prompt", () -> rig.lines().contains("so3% "));
		guest.checkpoint(file("c"));
		guest.forceTerminate();
		restore(file("c"));
		assertThat(rig.lines()).containsExactly("shell", "so3% ", "so3% ");
		assertThat(rig.wholeLines()).containsExactly("shell", "so3% ");
	}

	/** A pipe in place of the file shows a moment in the middle. */
	private Path pipe(String name) throws Exception {
		Path pipe = CheckpointFile.partial(file(name));
		assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
		return pipe;
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aFailureInTheMiddleChangesNothing(boolean living) throws Exception {
		var guest = started(2);
		if (!living) {
			guest.initMigration();
		}
		Path pipe = pipe("c");
		var reader = CompletableFuture.runAsync(() -> {
			try (InputStream in = Files.newInputStream(pipe)) {
				in.readNBytes(1000);
			} catch (IOException e) {
				throw new IllegalStateException(e);
			}
		});
		assertThatThrownBy(() -> guest.checkpoint(file("c"))).isInstanceOf(GuestException.class).hasMessageContaining("Broken pipe");
		reader.get(Rig.PATIENCE.toSeconds(), TimeUnit.SECONDS);
		assertNothingLeftOf(file("c"));
		assertThat(guest.state()).isEqualTo(living ? GuestState.LIVING : GuestState.SUSPENDED);
		if (!living) {
			guest.finalMigration();
		}
		assertCountsOn(guest);
	}

	@Test
	void anInterruptInTheMiddleChangesNothing() throws Exception {
		var guest = started(2);
		Path pipe = pipe("c");
		var failure = new CompletableFuture<Exception>();
		var thread = Thread.ofPlatform().start(() -> {
			try {
				guest.checkpoint(file("c"));
				failure.complete(null);
			} catch (Exception e) {
				failure.complete(e);
			}
		});
		try (InputStream in = Files.newInputStream(pipe)) {
			assertThat(in.readNBytes(1000)).hasSize(1000);
			Rig.await("the standstill", () -> guest.state() == GuestState.SUSPENDED);
			thread.interrupt();
			assertThat(failure.get(Rig.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
		}
		assertNothingLeftOf(file("c"));
		assertCountsOn(guest);
	}

	@Test
	void saysWhatToDoWhenQemuWouldWriteAPausedGuestNoSecondTime() throws Exception {
		var guest = started(2);
		guest.initMigration();
		Path pipe = pipe("c");
		var reader = CompletableFuture.supplyAsync(() -> {
			try (InputStream in = Files.newInputStream(pipe)) {
				return in.readAllBytes().length;
			} catch (IOException e) {
				throw new IllegalStateException(e);
			}
		});
		assertThatThrownBy(() -> guest.checkpoint(file("c"))).as("a pipe cannot be synced").isInstanceOf(GuestException.class);
		assertThat(reader.get(Rig.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isPositive();
		assertThatThrownBy(() -> guest.checkpoint(file("c"))).isInstanceOf(GuestException.class).hasMessageContaining("Unpause it");
		guest.finalMigration();
		guest.checkpoint(file("c"));
		assertCountsOn(guest);
	}

	@ParameterizedTest
	@ValueSource(strings = { "living", "suspended" })
	void whoTakesTheGuestOverPutsAHalfCheckpointRight(String before) throws Exception {
		started(2).detach();
		Monitor.execute(guestFolder(), "stop");
		new QemuFolder(guestFolder()).mark(new QemuFolder.Mark(file("c"), before.equals("living")));
		Files.writeString(CheckpointFile.partial(file("c")), "half");
		var guest = restartAlive();
		assertNothingLeftOf(file("c"));
		if (before.equals("suspended")) {
			assertThat(guest.state()).isEqualTo(GuestState.SUSPENDED);
			guest.finalMigration();
		}
		assertCountsOn(guest);
		assertThat(restartAlive().state()).as("once only").isEqualTo(GuestState.SUSPENDED);
	}

	@Test
	void whoTakesTheGuestOverEndsACheckpointThatHangs() throws Exception {
		started(2).detach();
		Monitor.execute(guestFolder(), "stop");
		new QemuFolder(guestFolder()).mark(new QemuFolder.Mark(file("c"), true));
		try (var server = UnixSocket.listen(guestFolder().resolve("deaf.sock"))) {
			Monitor.execute(guestFolder(), "migrate", Map.of("uri", "unix:deaf.sock"));
			try (var deaf = server.accept()) {
				assertThat(deaf.isConnected()).isTrue();
				assertCountsOn(restartAlive());
			}
		}
	}

	@Test
	void anEngineThatIsKilledInACheckpointLeavesTheGuestLivingAndNoHalfFile() throws Exception {
		killed(Work.CHECKPOINT, Files.createDirectories(folder.resolve("checkpoints")), 4);
		rig = new Rig(folder);
		var guest = restartAlive();
		assertCountsOn(guest);
		List<Path> files;
		try (var all = Files.list(folder.resolve("checkpoints"))) {
			files = all.sorted().toList();
		}
		for (Path file : files) {
			assertThat(CheckpointFile.check(file, "qemu", rig.spec(image)).end()).isPositive();
		}
		var restored = restore(files.getLast());
		int before = rig.wholeLines().size();
		restored.finalMigration();
		Rig.await("its lines", () -> rig.ticksFrom(before).size() > 2);
	}

	@Test
	void anEngineThatIsKilledInARestoreLeavesAWholeGuestOrNone() throws Exception {
		started(2).checkpoint(file("good"));
		killed(Work.RESTORE, Files.createDirectories(folder.resolve("restored")), 2);
		rig = new Rig(folder);
		var found = restart();
		assertThat(EngineInAnotherProcess.guestsIn(guestFolder())).hasSize(found instanceof Adoption.Alive ? 1 : 0);
		if (!(found instanceof Adoption.Alive(Guest guest) && guest.state() == GuestState.LIVING)) {
			int before = rig.wholeLines().size();
			(found instanceof Adoption.Alive(Guest guest) ? guest : restore(file("good"))).finalMigration();
			Rig.await("its lines", () -> rig.ticksFrom(before).size() > 1);
		}
		assertThat(EngineInAnotherProcess.guestsIn(guestFolder())).hasSize(1);
	}

	/** Lets another engine work, and kills it, five times, after so many results each. */
	private void killed(Work work, Path results, int each) throws Exception {
		runtime.close();
		rig.close();
		for (int kill = 0; kill < 5; kill++) {
			int least = count(results) + each;
			var engine = EngineInAnotherProcess.start(folder, image, work);
			try {
				Rig.await(least + " results", () -> {
					assertThat(engine.isAlive()).as(Files.readString(folder.resolve("engine.out"))).isTrue();
					return count(results) >= least;
				});
			} finally {
				engine.destroyForcibly().waitFor();
			}
		}
	}

	private static int count(Path folder) throws IOException {
		try (var files = Files.list(folder)) {
			return (int) files.filter(f -> !f.getFileName().toString().startsWith(".")).count();
		}
	}
}
