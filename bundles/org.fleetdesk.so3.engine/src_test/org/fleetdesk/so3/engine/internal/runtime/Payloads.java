package org.fleetdesk.so3.engine.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

import org.fleetdesk.so3.model.FitWriter;
import org.fleetdesk.so3.model.ImageSpec;
import org.fleetdesk.so3.model.Payload;
import org.fleetdesk.so3.model.Samples;

/** Bare-metal programs for the tests, assembled with the samples' tools. */
final class Payloads {

	/** Counts from 0, twenty lines a second. */
	static final String TICKER = """
				.include "common.inc"
				.global	_start
			_start:	setup
				mov	x21, #20
				udiv	x11, x11, x21
				say	"up\\n"
				mov	x20, #0
			tick:	say	"tick "
				mov	x0, x20
				bl	putdec
				say	"\\n"
				sleep
				add	x20, x20, #1
				b	tick
				routines
			""";

	/** Counts as fast as it can. */
	static final String FLOOD = TICKER.replace("sleep", "");

	/** Prints a prompt without a line feed and sleeps for ever. */
	static final String PROMPT = """
				.include "common.inc"
				.global	_start
			_start:	setup
				say	"shell\\nso3% "
			1:	wfi
				b	1b
				routines
			""";

	/** Prints what it was handed over in x0 as a device tree, then switches itself off. */
	static final String TREE = """
				.include "common.inc"
				.global	_start
			_start:	mov	x22, x0
				mov	x23, x1
				setup
				say	"tree at "
				mov	x0, x22
				bl	putdec
				say	" begins with "
				ldr	w0, [x22]
				rev	w0, w0
				bl	putdec
				say	" x1 "
				mov	x0, x23
				bl	putdec
				say	"\\n"
				psci	SYSTEM_OFF
				routines
			""";

	private static final Path TOOLS = Path.of("../../releng/samples").toAbsolutePath().normalize();

	private Payloads() {
	}

	/** An image of type {@code kernel} as the samples are packed. */
	static Path image(Path folder, String source) throws IOException, InterruptedException {
		return image(folder, "kernel", source);
	}

	static Path image(Path folder, String type, String source) throws IOException, InterruptedException {
		Path image = folder.resolve(type + "-" + Integer.toHexString(source.hashCode()) + ".itb");
		if (!Files.exists(image)) {
			Samples.image("test", type, 7, "for a test", code(folder, source)).write(image);
		}
		return image;
	}

	/** An image whose device tree has a load address. */
	static Path imageWithTree(Path folder, String source, byte[] tree, long treeAddress) throws IOException, InterruptedException {
		Path image = folder.resolve("tree.itb");
		var spec = ImageSpec.deviceTree("fdt", "board", Payload.of(tree));
		new FitWriter("tree").image(ImageSpec.kernel("so3", "test", Samples.ADDRESS, Payload.of(code(folder, source))))
				.image(new ImageSpec("fdt", "board", "flat_dt", "arm64", "", "none", OptionalLong.of(treeAddress), OptionalLong.empty(),
						Payload.of(tree), spec.hashes()))
				.configuration("c", "so3", "fdt").write(image);
		return image;
	}

	static byte[] code(Path folder, String source) throws IOException, InterruptedException {
		Path file = Files.writeString(Files.createTempFile(folder, "payload", ".S"), source);
		Path out = Files.createTempFile(folder, "payload", ".bin");
		var assembler = new ProcessBuilder(TOOLS.resolve("assemble.sh").toString(), file.toString(), out.toString()).redirectErrorStream(true).start();
		String said = new String(assembler.getInputStream().readAllBytes());
		assertThat(assembler.waitFor()).as(said).isZero();
		return Files.readAllBytes(out);
	}
}
