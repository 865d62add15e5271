package org.fleetdesk.so3.engine.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpoolTailTest {

	@TempDir
	Path folder;
	private Rig rig;
	private Path spool;
	private FolderWatch folders = new FolderWatch();
	private SpoolTail tail;

	@BeforeEach
	void open() throws IOException {
		rig = new Rig(folder);
		spool = Files.createFile(Files.createDirectory(folder.resolve("guest")).resolve("serial-1.raw"));
	}

	@AfterEach
	void close() throws Exception {
		if (tail != null) {
			tail.stop();
		}
		folders.close();
		rig.close();
		new QemuFolder(folder.resolve("guest")).running().ifPresent(ProcessMark::kill);
	}

	private void start(long trim) throws IOException {
		tail = new SpoolTail(spool, new GuestOutput(rig.log, rig.slotLog, "test", 1, InstantSource.system()), folders, new SpoolTrim(trim));
	}

	private void print(String text) throws IOException {
		Files.write(spool, text.getBytes(StandardCharsets.ISO_8859_1), StandardOpenOption.APPEND);
	}

	@Test
	void keepsEveryByteAsItIs() throws Exception {
		start(Long.MAX_VALUE);
		String odd = "\u001b[31mred\u0007\0\r\t\u00ff\u0085\u007f";
		print(odd + "\n\n" + odd);
		Rig.await("the lines", () -> rig.lines().size() == 3);
		tail.finish();
		assertThat(rig.lines()).containsExactly(odd, "", odd);
		assertThat(rig.slotLines()).containsExactly(odd, "", odd);
	}

	@ParameterizedTest(name = "changes are told: {0}")
	@ValueSource(booleans = { true, false })
	void anOpenLineIsShownAfterAPauseAndThenGoesOn(boolean told) throws Exception {
		if (!told) {
			folders.close();
			folders = new FolderWatch(null);
		}
		start(Long.MAX_VALUE);
		print("so3% ");
		Rig.await("the prompt", () -> rig.lines().contains("so3% "));
		print("ls\n");
		Rig.await("the whole line", () -> rig.slotLines().contains("so3% ls"));
		assertThat(rig.lines()).containsExactly("so3% ls");
	}

	@Test
	void waitsForALogThatCannotBeWritten() throws Exception {
		start(Long.MAX_VALUE);
		print("one\n");
		Rig.await("the first line", () -> rig.slotLines().size() == 1);
		Path slotFolder = folder.resolve("so3");
		Files.delete(slotFolder.resolve("me_3.log"));
		Files.delete(slotFolder);
		Files.createFile(slotFolder);
		print("two\n");
		Rig.await("the second line", () -> rig.lines().size() == 2);
		print("three\n");
		Files.delete(slotFolder);
		Rig.await("the third line", () -> rig.lines().size() == 3 && Files.exists(slotFolder.resolve("me_3.log")) && rig.slotLines().size() == 2);
		assertThat(rig.lines()).containsExactly("one", "two", "three");
		assertThat(rig.slotLines()).containsExactly("two", "three");
	}

	@Test
	void givesTheDiskBackWhatHasBeenLogged() throws Exception {
		start(1 << 20);
		String line = "x".repeat(1000) + "\n";
		for (int i = 0; i < 8; i++) {
			print(line.repeat(1000));
		}
		Rig.await("the lines", () -> rig.lines().size() == 8000);
		Rig.await("the disk", () -> blocks(spool) * 512 < 3_000_000);
		print("after\n");
		Rig.await("the next line", () -> rig.lines().size() == 8001);
		assertThat(rig.lines()).endsWith(line.strip(), "after");
		tail.stop();
		rig.reopen();
		start(1 << 20);
		print("after a restart\n");
		Rig.await("the line after a restart", () -> rig.lines().size() == 8002);
	}

	private static long blocks(Path file) throws Exception {
		var stat = new ProcessBuilder("stat", "-c", "%b", file.toString()).start();
		return Long.parseLong(new String(stat.getInputStream().readAllBytes()).strip());
	}

	/**
	 * Another process tails a guest that prints as fast as it can, and is killed with SIGKILL again and again.
	 */
	@Test
	void aKilledEngineLosesAndDoublesNothing() throws Exception {
		Path image = Payloads.image(folder, Payloads.FLOOD);
		rig.close();
		for (int kill = 1; kill <= 6; kill++) {
			int least = kill * 3000;
			var engine = EngineInAnotherProcess.start(folder, image, EngineInAnotherProcess.Work.WATCH);
			try {
				Rig.await(least + " lines", () -> {
					assertThat(engine.isAlive()).as(Files.readString(folder.resolve("engine.out"))).isTrue();
					return lineCount(folder.resolve("container.log")) > least;
				});
			} finally {
				engine.destroyForcibly().waitFor();
			}
		}
		rig = new Rig(folder);
		try (var runtime = new QemuRuntime(QemuRuntime.Options.DEFAULT)) {
			var guest = ((Adoption.Alive) runtime.adopt(rig.spec(image))).guest();
			assertThat(guest.state()).isEqualTo(GuestState.LIVING);
			guest.initMigration();
			byte[] raw = Files.readAllBytes(folder.resolve("guest/serial-1.raw"));
			var expected = new String(raw, StandardCharsets.ISO_8859_1).lines().toList();
			guest.forceTerminate();
			assertThat(rig.lines()).isEqualTo(expected);
			assertThat(rig.slotLines()).isEqualTo(expected);
			assertThat(expected).hasSizeGreaterThan(10_000);
			Rig.assertCounts(Rig.ticks(expected.subList(0, expected.size() - 1)));
		}
	}

	private static long lineCount(Path file) throws IOException {
		if (!Files.exists(file)) {
			return 0;
		}
		try (var in = Files.newInputStream(file)) {
			var block = new byte[1 << 16];
			long lines = 0;
			for (int n = in.read(block); n > 0; n = in.read(block)) {
				for (int i = 0; i < n; i++) {
					lines += block[i] == '\n' ? 1 : 0;
				}
			}
			return lines;
		}
	}
}
