package org.fleetdesk.so3.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import com.code_intelligence.jazzer.junit.FuzzTest;

/**
 * Hostile images. In a normal test run each target gets its seeds, and {@code damaged...} a few thousand broken copies of them, always the same ones.
 * <p>
 * To fuzz for long, one target in a run:
 * {@code JAZZER_FUZZ=1 releng/unit/unit so3.model --include-methodname '.*FitFuzzTest.image' --config jazzer.hooks=true --config jazzer.max_duration=1h}.
 * An input that breaks something is stored, its path printed; put it beside this class as {@code FitFuzzTestInputs/METHOD/NAME}, and each test run tries it.
 * What was collected on the way stays in {@code .cifuzz-corpus/}, which is not committed. ({@code junit-platform.properties} switches Jazzer's sanitizers
 * off in normal runs: they find nothing without fuzzing, print 150 lines and slow the class down fivefold.)
 */
class FitFuzzTest {

	private static final int DAMAGED = 3000;

	/** An image either is refused with a reason, or everything it promises is there: its payloads can be copied and its findings be shown. */
	@MethodSource("images")
	@FuzzTest(maxDuration = "10m")
	void image(byte[] bytes) throws IOException {
		Path file = Files.createTempFile("fuzz", ".itb");
		try {
			Files.write(file, bytes);
			var image = FitImage.read(file);
			for (var part : image.images()) {
				if (part.data().isPresent()) {
					part.data().get().copyTo(OutputStream.nullOutputStream());
				}
			}
			assertThat(image.findings()).allMatch(f -> f.where().startsWith("/") && f.message().endsWith("."));
			if (image.kernel().isEmpty()) {
				assertThat(image.deployable()).isFalse();
			}
		} catch (FitException e) {
			assertThat(e).hasMessageEndingWith(".");
		} finally {
			Files.delete(file);
		}
	}

	/** What can be read can be written, and reads as the same. */
	@MethodSource("trees")
	@FuzzTest(maxDuration = "10m")
	void tree(byte[] bytes) throws Exception {
		DeviceTree tree;
		try {
			tree = DeviceTree.read(ByteBuffer.wrap(bytes));
		} catch (FitException e) {
			assertThat(e).hasMessageEndingWith(".");
			return;
		}
		var out = new ByteArrayOutputStream();
		tree.write(out);
		var again = DeviceTree.read(ByteBuffer.wrap(out.toByteArray()));
		assertThat(again.root()).isEqualTo(tree.root());
		assertThat(again.reservations()).isEqualTo(tree.reservations());
		assertThat(again.totalSize()).isEqualTo(tree.writtenSize());
	}

	static Stream<Arguments> images() throws IOException {
		return Stream.of(Arguments.of(image(false)), Arguments.of(image(true)));
	}

	static Stream<Arguments> trees() throws IOException {
		return Stream.of(Arguments.of(FitWriterTest.board()));
	}

	@Test
	void damagedImages() throws Exception {
		for (byte[] good : List.of(image(false), image(true))) {
			for (byte[] bad : (Iterable<byte[]>) damaged(good)::iterator) {
				image(bad);
			}
		}
	}

	@Test
	void damagedTrees() throws Exception {
		for (byte[] bad : (Iterable<byte[]>) damaged(FitWriterTest.board())::iterator) {
			tree(bad);
		}
	}

	private static byte[] image(boolean external) throws IOException {
		var writer = Samples.image("x", "kernel", 1, "", new byte[40]);
		var out = new ByteArrayOutputStream();
		(external ? writer.external() : writer).write(out);
		return out.toByteArray();
	}

	/** The bytes cut at each word, and with one to three words or bytes replaced by values that parsers trip over. */
	private static Stream<byte[]> damaged(byte[] good) {
		var random = new Random(2);
		int[] awkward = { 0, 1, 2, 3, 4, 9, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, -4, good.length, good.length - 1, 0x01000000 };
		var cut = IntStream.range(0, good.length / 4).mapToObj(n -> Arrays.copyOf(good, n * 4));
		var changed = IntStream.range(0, DAMAGED).mapToObj(n -> {
			byte[] bytes = good.clone();
			for (int i = random.nextInt(3); i >= 0; i--) {
				if (random.nextInt(4) == 0) {
					bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
				} else {
					ByteBuffer.wrap(bytes).putInt(random.nextInt(bytes.length / 4) * 4, awkward[random.nextInt(awkward.length)]);
				}
			}
			return bytes;
		});
		return Stream.concat(cut, changed);
	}
}
