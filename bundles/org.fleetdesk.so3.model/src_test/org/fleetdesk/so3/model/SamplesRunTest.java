package org.fleetdesk.so3.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The samples on the machine that they are written for. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SamplesRunTest {

	@TempDir
	Path folder;

	@BeforeEach
	void qemu() {
		assumeTrue(Tool.isThere("qemu-system-aarch64"), "no QEMU");
	}

	/** Starts what an image holds, takes this many lines or all, and ends the machine. */
	private List<String> lines(Path payload, long address, int count) throws IOException, InterruptedException {
		var qemu = new ProcessBuilder("qemu-system-aarch64", "-M", "virt", "-cpu", "cortex-a53", "-m", "32", "-nodefaults", "-nic", "none", "-display", "none",
				"-no-reboot", "-serial", "stdio", "-device",
				"loader,file=" + payload + ",addr=0x" + Long.toHexString(address) + ",force-raw=on,cpu-num=0").redirectErrorStream(true).start();
		try (BufferedReader out = qemu.inputReader()) {
			var lines = out.lines().limit(count).toList();
			if (lines.size() < count) {
				assertThat(qemu.waitFor(20, TimeUnit.SECONDS)).isTrue();
			}
			return lines;
		} finally {
			qemu.destroyForcibly().waitFor();
		}
	}

	private List<String> sample(String name, int count) throws Exception {
		Path file = folder.resolve(name + ".itb");
		Samples.write(name, file);
		var kernel = FitImage.read(file).kernel().orElseThrow();
		kernel.data().orElseThrow().copyTo(folder.resolve("code"));
		return lines(folder.resolve("code"), kernel.entry().orElseThrow(), count);
	}

	@Test
	void tickerCounts() throws Exception {
		assertThat(sample("ticker", 4)).containsExactly("ticker up", "tick 0", "tick 1", "tick 2");
		assertThat(sample("ticker-v2", 2)).containsExactly("ticker version 2 up", "tock 0");
	}

	@Test
	void burstPrintsAllAndPowersOff() throws Exception {
		var lines = sample("burst", Integer.MAX_VALUE);
		assertThat(lines.subList(1, 1001)).isEqualTo(IntStream.rangeClosed(1, 1000).mapToObj(i -> "line " + i + " of 1000").toList());
		assertThat(lines).hasSize(1002).startsWith("burst up").endsWith("burst done");
	}

	@Test
	void crashResetsItsMachine() throws Exception {
		assertThat(sample("crash", Integer.MAX_VALUE)).containsExactly("crash up", "tick 0", "tick 1", "tick 2", "panic: giving up");
	}

	@Test
	void aPayloadWithAWordOfOnesOwn() throws Exception {
		assumeTrue(Tool.isThere("aarch64-linux-gnu-as"), "no assembler");
		Path sources = SamplesTest.SOURCES;
		Tool.run(folder, sources.resolve("assemble.sh").toString(), sources.resolve("nonce.S.in").toString(), "nonce.bin", "NONCE=b3_x-7");
		assertThat(lines(folder.resolve("nonce.bin"), Samples.ADDRESS, 3)).containsExactly("nonce b3_x-7 up", "nonce b3_x-7 tick 0", "nonce b3_x-7 tick 1");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> Tool.run(folder, sources.resolve("assemble.sh").toString(),
				sources.resolve("nonce.S.in").toString(), "bad.bin", "NONCE=x/e touch y"));
		assertThat(Files.exists(folder.resolve("bad.bin"))).isFalse();
	}
}
