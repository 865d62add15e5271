package org.fleetdesk.so3.engine.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.fleetdesk.so3.engine.internal.runtime.GuestExit.Reason;
import org.fleetdesk.so3.model.DeviceTree;
import org.fleetdesk.so3.model.FdtNode;
import org.fleetdesk.so3.model.FdtProperty;
import org.fleetdesk.so3.model.FitWriter;
import org.fleetdesk.so3.model.ImageSpec;
import org.fleetdesk.so3.model.Payload;
import org.fleetdesk.so3.model.Samples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QemuRuntimeTest extends GuestRuntimeContract {

	@Override
	GuestRuntime create() {
		return new QemuRuntime(QemuRuntime.Options.DEFAULT);
	}

	private Path guestFolder() {
		return folder.resolve("guest");
	}

	private Path sample(String name) throws Exception {
		Path file = folder.resolve(name + ".itb");
		Samples.write(name, file);
		return file;
	}

	private static GuestExit end(Guest guest) throws Exception {
		return guest.exit().get(Rig.PATIENCE.toSeconds(), TimeUnit.SECONDS);
	}

	@Test
	void showsItsStateToOthers() throws Exception {
		var guest = inject();
		assertThat(Monitor.status(guestFolder())).isEqualTo("prelaunch");
		guest.finalMigration();
		assertThat(Monitor.status(guestFolder())).isEqualTo("running");
		guest.initMigration();
		assertThat(Monitor.status(guestFolder())).isEqualTo("paused");
	}

	@Test
	void followsWhatOthersDo() throws Exception {
		var guest = inject();
		Monitor.execute(guestFolder(), "cont");
		Rig.await("living", () -> guest.state() == GuestState.LIVING);
		Monitor.execute(guestFolder(), "stop");
		Rig.await("suspended", () -> guest.state() == GuestState.SUSPENDED);
		guest.finalMigration();
		rig.awaitTick(2);
	}

	@Test
	void logsAllOfABurstAndItsEnd() throws Exception {
		var guest = inject(sample("burst"));
		guest.finalMigration();
		assertThat(end(guest)).matches(e -> e.reason() == Reason.GUEST_SHUTDOWN && e.code() == 0);
		assertThat(guest.state()).isEqualTo(GuestState.DEAD);
		var expected = IntStream.rangeClosed(1, 1000).mapToObj(i -> "line " + i + " of 1000").toList();
		assertThat(rig.lines()).containsAll(expected).hasSize(1002);
		assertThat(rig.slotLines()).isEqualTo(rig.lines());
		guest.forceTerminate();
		assertThat(end(guest).code()).isZero();
	}

	@Test
	void aResetEndsTheGuestWithCodeOne() throws Exception {
		var guest = inject(sample("crash"));
		guest.finalMigration();
		assertThat(end(guest)).matches(e -> e.reason() == Reason.GUEST_RESET && e.code() == 1);
		assertThat(rig.lines()).endsWith("panic: giving up");
	}

	@ParameterizedTest
	@CsvSource({ "KILL,137", "TERM,143" })
	void aSignalGivesItsNumber(String signal, int code) throws Exception {
		var guest = inject();
		guest.finalMigration();
		rig.awaitTick(1);
		signal(guest, signal);
		assertThat(end(guest)).matches(e -> e.reason() == Reason.KILLED && e.code() == code);
	}

	private static void signal(Guest guest, String signal) throws Exception {
		assertThat(new ProcessBuilder("kill", "-" + signal, Long.toString(guest.pid().getAsLong())).start().waitFor()).isZero();
	}

	@Test
	void noticesAnOrderToQuit() throws Exception {
		var guest = inject();
		guest.finalMigration();
		Monitor.execute(guestFolder(), "quit");
		assertThat(end(guest).reason()).isEqualTo(Reason.HOST_QUIT);
	}

	@ParameterizedTest
	@CsvSource({ "burst,GUEST_SHUTDOWN,0,burst done", "crash,GUEST_RESET,1,panic: giving up" })
	void knowsHowAGuestEndedThatNobodyWatched(String sample, Reason reason, int code, String lastLine) throws Exception {
		var guest = inject(sample(sample));
		var qemu = ProcessHandle.of(guest.pid().getAsLong()).orElseThrow();
		guest.detach();
		Monitor.execute(guestFolder(), "cont");
		Rig.await("its end", () -> !qemu.isAlive());
		assertThat(restart()).isInstanceOfSatisfying(Adoption.Ended.class, e -> assertThat(e.exit()).matches(x -> x.reason() == reason && x.code() == code));
		assertThat(rig.lines()).endsWith(lastLine);
		int lines = rig.lines().size();
		assertThat(restart()).isInstanceOf(Adoption.Ended.class);
		assertThat(rig.lines()).hasSize(lines);
	}

	@Test
	void knowsTheSignalThatEndedAGuestThatNobodyWatched() throws Exception {
		var guest = inject();
		guest.finalMigration();
		guest.detach();
		signal(guest, "KILL");
		Rig.await("its exit code", () -> Files.exists(guestFolder().resolve("exit")));
		assertThat(restart()).isInstanceOfSatisfying(Adoption.Ended.class, e -> assertThat(e.exit()).matches(x -> x.reason() == Reason.KILLED && x.code() == 137));
	}

	@Test
	void makesNothingUpWhenNoTraceIsLeft() throws Exception {
		var guest = inject();
		var shell = ProcessHandle.of(guest.pid().getAsLong()).flatMap(ProcessHandle::parent).orElseThrow();
		guest.detach();
		shell.destroyForcibly();
		signal(guest, "KILL");
		assertThat(restart()).isInstanceOfSatisfying(Adoption.Ended.class,
				e -> assertThat(e.exit()).matches(x -> x.reason() == Reason.UNKNOWN && x.code() == GuestExit.UNKNOWN_CODE));
	}

	@Test
	void aLaterProcessOfTheSameNumberIsNotTakenForTheGuest() throws Exception {
		var guest = inject();
		guest.finalMigration();
		guest.detach();
		Path state = guestFolder().resolve("guest.json");
		long stranger = ProcessHandle.current().pid();
		Files.writeString(state, Files.readString(state).replace("\"pid\":" + guest.pid().getAsLong(), "\"pid\":" + stranger));
		try {
			assertThat(restart()).isInstanceOfSatisfying(Adoption.Ended.class, e -> assertThat(e.exit().reason()).isEqualTo(Reason.UNKNOWN));
			assertThat(inject().state()).as("and this test, which runs in that process, is not killed for it").isEqualTo(GuestState.BOOTING);
		} finally {
			ProcessHandle.of(guest.pid().getAsLong()).ifPresent(ProcessHandle::destroyForcibly);
		}
	}

	@Test
	void outlivesItsShell() throws Exception {
		var guest = inject();
		guest.finalMigration();
		ProcessHandle.of(guest.pid().getAsLong()).flatMap(ProcessHandle::parent).orElseThrow().destroyForcibly();
		rig.awaitTick(3);
		assertThat(guest.state()).isEqualTo(GuestState.LIVING);
	}

	@Test
	void showsAnOpenLineWithoutEndingIt() throws Exception {
		var guest = inject(Payloads.image(folder, Payloads.PROMPT));
		guest.finalMigration();
		Rig.await("the prompt", () -> rig.lines().contains("so3% "));
		assertThat(rig.slotLines()).containsExactly("shell");
		guest.forceTerminate();
		assertThat(rig.lines()).containsExactly("shell", "so3% ");
		assertThat(rig.slotLines()).containsExactly("shell", "so3% ");
	}

	@Test
	void handsTheDeviceTreeOver() throws Exception {
		long address = 0x44a0_0000L;
		var tree = new ByteArrayOutputStream();
		new DeviceTree(new FdtNode("", List.of(FdtProperty.string("model", "test")), List.of())).write(tree);
		var guest = inject(Payloads.imageWithTree(folder, Payloads.TREE, tree.toByteArray(), address));
		guest.finalMigration();
		end(guest);
		assertThat(rig.lines()).containsExactly("tree at " + address + " begins with " + 0xd00dfeedL + " x1 0");
	}

	@Test
	void reachesSocketsBehindALongPath() throws Exception {
		Path deep = folder.resolve("a-folder-with-a-long-name".repeat(5)).resolve("another-with-a-long-name".repeat(5));
		try (var far = new Rig(deep)) {
			var guest = runtime.inject(far.spec(image));
			try {
				guest.finalMigration();
				far.awaitTick(1);
			} finally {
				guest.forceTerminate();
			}
		}
	}

	@Test
	void keepsGuestsAndTheirFilesPrivate() throws Exception {
		inject();
		assertThat(Files.getPosixFilePermissions(guestFolder())).hasToString("[OWNER_READ, OWNER_WRITE, OWNER_EXECUTE]");
		try (var files = Files.list(guestFolder())) {
			assertThat(files.map(f -> f.getFileName().toString())).noneMatch(f -> f.startsWith("segment"));
		}
	}

	@Test
	void measuresTheProcess() throws Exception {
		var guest = inject();
		assertThat(guest.usage()).hasValueSatisfying(u -> {
			assertThat(u.memory()).isBetween(1L << 20, 1L << 30);
			assertThat(u.memoryLimit()).isEqualTo(32L << 20);
			assertThat(u.cpu()).isPositive();
		});
		assertThat(guest.process()).hasValueSatisfying(p -> {
			assertThat(p.pid()).isEqualTo(guest.pid().getAsLong());
			assertThat(p.parent()).isPositive();
			assertThat(p.user()).isEqualTo(System.getProperty("user.name"));
			assertThat(p.started()).isBefore(Instant.now().plusSeconds(5));
			assertThat(p.cpu()).isPositive();
			assertThat(p.command()).contains("qemu-system-aarch64", "-name fleetdesk-3-c1");
		});
		guest.forceTerminate();
		assertThat(guest.usage()).isEmpty();
		assertThat(guest.process()).isEmpty();
	}

	@Test
	void anInterruptedInjectionLeavesNothingBehind() throws Exception {
		Thread.currentThread().interrupt();
		assertThatThrownBy(this::inject).isInstanceOf(InterruptedException.class);
		assertThat(Thread.interrupted()).isFalse();
		assertThat(runtime.adopt(rig.spec(image))).isEqualTo(new Adoption.None());
	}

	@Test
	void anInjectionThatIsInterruptedInTheMiddleEndsWhatItStarted() throws Exception {
		Path pid = folder.resolve("started");
		Path fake = Files.writeString(folder.resolve("qemu"), "#!/bin/sh\necho $$ >" + pid + ".tmp\nmv " + pid + ".tmp " + pid + "\nexec sleep 600\n");
		assertThat(fake.toFile().setExecutable(true)).isTrue();
		try (var slow = new QemuRuntime(new QemuRuntime.Options(fake.toString(), 1L << 30, Duration.ofSeconds(60)))) {
			var failure = new CompletableFuture<Exception>();
			var thread = Thread.ofVirtual().start(() -> {
				try {
					slow.inject(rig.spec(image));
				} catch (Exception e) {
					failure.complete(e);
				}
			});
			Rig.await("the process", () -> Files.exists(pid));
			thread.interrupt();
			assertThat(failure.get(Rig.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
			assertThat(ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).filter(ProcessHandle::isAlive)).isEmpty();
			try (var left = Files.list(guestFolder())) {
				assertThat(left).isEmpty();
			}
		}
	}

	@Test
	void saysWhatQemuSaidWhenItDoesNotStart() throws Exception {
		Path fake = Files.writeString(folder.resolve("qemu"), "#!/bin/sh\necho no machine of this kind\nexit 3\n");
		assertThat(fake.toFile().setExecutable(true)).isTrue();
		try (var broken = new QemuRuntime(new QemuRuntime.Options(fake.toString(), 1L << 30, Duration.ofSeconds(10)))) {
			assertThatThrownBy(() -> broken.inject(rig.spec(image))).isInstanceOf(GuestException.class).hasMessageContaining("no machine of this kind");
			assertThat(broken.adopt(rig.spec(image))).isEqualTo(new Adoption.None());
		}
	}

	@Test
	void aMonitorThatDoesNotAnswerEndsAtTheDeadline() throws Exception {
		var guest = inject();
		guest.finalMigration();
		guest.detach();
		signal(guest, "STOP");
		try (var hasty = new QemuRuntime(new QemuRuntime.Options("qemu-system-aarch64", 1L << 30, Duration.ofMillis(300)))) {
			assertThatThrownBy(() -> hasty.adopt(rig.spec(image))).isInstanceOf(GuestException.class).hasMessageContaining("does not answer");
		}
		signal(guest, "CONT");
		restartAlive();
	}

	@Test
	void saysWhatIsMissingWithoutQemu() throws Exception {
		try (var without = new QemuRuntime(new QemuRuntime.Options("/nowhere/qemu", 1L << 30, Duration.ofSeconds(10)))) {
			assertThat(without.refusal(image)).hasValueSatisfying(r -> assertThat(r).contains("qemu-system-arm"));
			assertThatThrownBy(() -> without.inject(rig.spec(image))).isInstanceOf(GuestException.class).hasMessageContaining("qemu-system-arm");
		}
	}

	@Test
	void refusesACapsuleBecauseOfTheHypervisor() throws Exception {
		assertThat(runtime.refusal(sample("capsule"))).hasValueSatisfying(r -> assertThat(r).contains("AVZ hypervisor", "type guest"));
		var old = Payloads.image(folder, "ME", Payloads.TICKER);
		assertThat(runtime.refusal(old)).hasValueSatisfying(r -> assertThat(r).contains("AVZ hypervisor", "type ME"));
		assertThatThrownBy(() -> inject(old)).isInstanceOf(GuestException.class).hasMessageContaining("AVZ hypervisor");
		assertThat(runtime.refusal(image)).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "arm,none,0x41080000,for arm;", "arm64,gzip,0x41080000,compressed (gzip)", "arm64,none,0x1000,loaded to 0x1000",
			"arm64,none,0x90000000,needs 1", "arm64,none,0x7fffffffffffffff,loaded to" })
	void refusesWhatTheMachineCannotTake(String arch, String compression, String address, String reason) throws Exception {
		Path file = folder.resolve("odd.itb");
		var kernel = ImageSpec.kernel("so3", "odd", Long.decode(address), Payload.of(new byte[64]));
		new FitWriter("odd").image(new ImageSpec("so3", "odd", "kernel", arch, "linux", compression, kernel.load(), kernel.entry(), kernel.data(),
				kernel.hashes())).configuration("c", "so3", null).write(file);
		assertThat(runtime.refusal(file)).hasValueSatisfying(r -> assertThat(r).contains(reason));
	}
}
