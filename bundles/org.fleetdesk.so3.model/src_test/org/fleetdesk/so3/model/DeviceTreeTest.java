package org.fleetdesk.so3.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceTreeTest {

	private static final int PROP = FdtReader.PROP;

	@TempDir
	Path folder;

	@Test
	void typedValues() throws Exception {
		var tree = new Blob().strings("n\0w\0s\0").begin("").word(PROP, 4, 0, 0xffff_fff0).word(PROP, 8, 2, 1, 2).word(PROP, 4, 4).text("a\0b").begin("x@1").end().end().word(9)
				.read();
		assertThat(tree.root().number("n")).hasValue(0xffff_fff0L);
		assertThat(tree.root().number("w")).hasValue(0x1_0000_0002L);
		assertThat(tree.root().strings("s")).containsExactly("a", "b");
		assertThat(tree.root().string("s")).isEmpty();
		assertThat(tree.root().number("s")).hasValue(0x61006200L);
		assertThat(tree.root().find("/x@1")).isPresent();
	}

	@Test
	void controlCharactersOfAStringAreHarmless() {
		assertThat(FdtProperty.string("a", "x\u001b[2J\u202ey\u009b\n").asString()).contains("x\ufffd[2J\ufffdy\ufffd\ufffd");
	}

	@Test
	void theMessageSaysWhatTheFileIs() throws Exception {
		refused(() -> DeviceTree.read(ByteBuffer.wrap("\177ELF".repeat(20).getBytes())), "an ELF program", "Choose an .itb file");
		refused(() -> DeviceTree.read(ByteBuffer.allocate(3)), "only 3 bytes");
		byte[] good = new Blob().begin("").end().word(9).bytes();
		refused(() -> DeviceTree.read(ByteBuffer.wrap(good, 0, good.length - 4)), "incomplete: copy it again");
	}

	@Test
	void headerBounds() {
		for (int field : new int[] { 8, 12, 16, 32, 36 }) {
			for (int value : new int[] { -1, -4, Integer.MIN_VALUE, Integer.MAX_VALUE - 3, 0x7fff_fff8, 4096 }) {
				byte[] bytes = new Blob().strings("a\0").begin("").end().word(9).bytes();
				ByteBuffer.wrap(bytes).putInt(field, value);
				refused(() -> DeviceTree.read(ByteBuffer.wrap(bytes)), "does not lie within");
			}
		}
		byte[] overlapping = new Blob().strings("a\0b\0").begin("").end().word(9).bytes();
		ByteBuffer.wrap(overlapping).putInt(12, 60);
		refused(() -> DeviceTree.read(ByteBuffer.wrap(overlapping)), "overlap");
		byte[] future = new Blob().begin("").end().word(9).bytes();
		ByteBuffer.wrap(future).putInt(20, 18).putInt(24, 18);
		refused(() -> DeviceTree.read(ByteBuffer.wrap(future)), "Version 18");
	}

	@Test
	void reservationsWithoutEnd() {
		// The list of reserved memory points into the structure block, where no empty entry follows.
		byte[] bytes = new Blob().begin("").word(4, 4, 4, 4, 4, 4, 4, 4, 4).end().word(9).bytes();
		ByteBuffer.wrap(bytes).putInt(16, 56);
		refused(() -> DeviceTree.read(ByteBuffer.wrap(bytes)), "reserved memory");
	}

	@Test
	void brokenStructure() {
		var blob = new Blob().strings("a\0").begin("");
		refused(() -> blob.read(), "ends too early");
		refused(() -> new Blob().word(9).read(), "no root node");
		refused(() -> new Blob().begin("").begin("x").end().word(9).read(), "ends within a node", "in /");
		refused(() -> new Blob().begin("").end().end().word(9).read(), "did not begin");
		refused(() -> new Blob().begin("").end().begin("").end().word(9).read(), "second root");
		refused(() -> new Blob().begin("").begin("x").end().begin("x").end().end().word(9).read(), "two nodes x");
		refused(() -> new Blob().begin("").begin("a/b").end().end().word(9).read(), "slash");
		refused(() -> new Blob().begin("").begin("a\nb").end().end().word(9).read(), "not allowed");
		refused(() -> new Blob().begin("").word(5).end().word(9).read(), "Unknown entry 0x5");
		refused(() -> new Blob().strings("a\0").word(PROP, 0, 0).begin("").end().word(9).read(), "outside of every node");
		refused(() -> new Blob().strings("a\0").begin("").word(PROP, 0, 0, PROP, 0, 0).end().word(9).read(), "two properties a");
	}

	@Test
	void propertyBounds() {
		for (int length : new int[] { -1, -8, Integer.MAX_VALUE, Integer.MIN_VALUE, 40 }) {
			refused(() -> new Blob().strings("a\0").begin("").word(PROP, length, 0, 0).end().word(9).read(), "property a", "reaches behind", "in /");
		}
		for (int name : new int[] { 2, -1, Integer.MAX_VALUE }) {
			refused(() -> new Blob().strings("a\0").begin("").word(PROP, 0, name).end().word(9).read(), "outside of the strings block");
		}
		refused(() -> new Blob().strings("a").begin("").word(PROP, 0, 0).end().word(9).read(), "no end");
		refused(() -> new Blob().strings("\0").begin("").word(PROP, 0, 0).end().word(9).read(), "is empty");
		refused(() -> new Blob().strings("a".repeat(300) + "\0").begin("").word(PROP, 0, 0).end().word(9).read(), "more than 255");
	}

	@Test
	void tooDeepTooManyTooLarge() {
		refused(() -> {
			var deep = new Blob().begin("");
			for (int i = 0; i < 1_000_000; i++) {
				deep.begin("n");
			}
			deep.read();
		}, "more than 64 deep");
		refused(() -> {
			var wide = new Blob().begin("");
			for (int i = 0; i < 20_000; i++) {
				wide.begin("n" + i).end();
			}
			wide.end().word(9).read();
		}, "more than 16384 nodes");
		refused(() -> {
			var idle = new Blob().begin("");
			for (int i = 0; i < 1_000_001; i++) {
				idle.word(FdtReader.NOP);
			}
			idle.end().word(9).read();
		}, "empty entries");
		refused(() -> {
			var fat = new Blob().strings("a".repeat(254) + "\0" + "b".repeat(254) + "\0").begin("");
			for (int i = 0; i < 300; i++) {
				fat.word(PROP, FdtProperty.SMALL, i < 254 ? i : i + 1).word(new int[FdtProperty.SMALL / 4]);
			}
			fat.end().word(9).read();
		}, "more than 16777216 bytes");
	}

	/** 3 GiB in one property, in a file with a hole: neither read nor held in memory. */
	@Test
	void aLargeValueStaysInTheFile() throws Exception {
		Path file = folder.resolve("large.dtb");
		byte[] head = new Blob().strings("a\0").begin("").word(PROP, 0, 0).bytes();
		long value = 3L << 30;
		try (var out = new RandomAccessFile(file.toFile(), "rw")) {
			out.write(head, 0, head.length - 2);
			long behind = head.length - 2 + value;
			out.seek(behind);
			out.writeInt(FdtReader.END_NODE);
			out.writeInt(FdtReader.END);
			out.writeBytes("a\0");
			for (long[] field : new long[][] { { 4, behind + 10 }, { 12, behind + 8 }, { 36, behind + 8 - 56 }, { head.length - 10, value } }) {
				out.seek(field[0]);
				out.writeInt((int) field[1]);
			}
		}
		var property = DeviceTree.read(file).root().property("a").orElseThrow();
		assertThat(property.value().size()).isEqualTo(value);
		assertThat(property.asBytes()).isEmpty();
		assertThat(property.asString()).isEmpty();
	}

	@Test
	void treesOf2GiBAreNotWritten() {
		var huge = new DeviceTree(new FdtNode("", List.of(new FdtProperty("a", new Payload.Slice(Path.of("x"), 0, 1L << 31))), List.of()));
		assertThatThrownBy(() -> huge.write(java.io.OutputStream.nullOutputStream())).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("too large");
	}

	@Test
	void aFileThatVanishesHalfwayIsAnError() throws Exception {
		Path file = Files.write(folder.resolve("f"), new byte[100]);
		var payload = Payload.of(file);
		Files.write(file, new byte[10]);
		assertThatThrownBy(() -> payload.copyTo(folder.resolve("copy"))).hasMessageContaining("Only 10 of 100 bytes");
		assertThat(folder).isDirectoryNotContaining(p -> !p.equals(file));
	}

	private static void refused(ThrowingCallable read, String... words) {
		assertThatExceptionOfType(FitException.class).isThrownBy(read).withMessageContainingAll(words).withMessageEndingWith(".");
	}
}
