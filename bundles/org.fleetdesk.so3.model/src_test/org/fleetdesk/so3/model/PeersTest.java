package org.fleetdesk.so3.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

import org.fleetdesk.files.Severity;
import org.fleetdesk.files.Finding;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our reader and writer against U-Boot's mkimage and dumpimage, and dtc's fdtget. */
class PeersTest {

	private static final String SOURCE = """
			/dts-v1/;
			/ {
				description = "made by mkimage";
				#address-cells = <1>;
				images {
					so3 {
						description = "the code";
						data = /incbin/("code.bin");
						type = "TYPE"; arch = "arm64"; os = "linux"; compression = "none";
						load = <0x41080000>; entry = <0x8 0x41080000>;
						hash { algo = "crc32"; };
						hash-2 { algo = "md5"; };
						hash@3 { algo = "sha1"; };
						hash-4 { algo = "sha256"; };
						hash-5 { algo = "sha384"; };
						hash-6 { algo = "sha512"; };
					};
					fdt {
						description = "board";
						data = /incbin/("board.dtb");
						type = "flat_dt"; arch = "arm64"; compression = "none";
						hash-1 { algo = "crc32"; };
					};
				};
				configurations { default = "c"; c { description = "conf"; kernel = "so3"; fdt = "fdt"; }; };
			};
			""";
	private static final String BOARD = """
			/dts-v1/;
			/memreserve/ 0x44000000 0x1000;
			/ {
				model = "A board"; compatible = "x,y", "x,z";
				ME { spid = /bits/ 64 <0x0020000000000001>; me_name = "SOO.ticker"; me_shortdesc = "says hello"; };
			};
			""";

	@TempDir
	Path folder;
	private final byte[] code = new byte[1001];

	@BeforeEach
	void payloads() throws Exception {
		for (int i = 0; i < code.length; i++) {
			code[i] = (byte) (i * 7);
		}
		Files.write(folder.resolve("code.bin"), code);
	}

	@ParameterizedTest
	@ValueSource(strings = { "kernel", "kernel -E", "kernel -E -p 0x2000", "guest", "ME -E", "guest -E -B 0x100" })
	void imagesByMkimage(String how) throws Exception {
		assumeTrue(Tool.isThere("mkimage", "dtc"), "no mkimage or dtc");
		String[] words = how.split(" ", 2);
		Files.writeString(folder.resolve("board.dts"), BOARD);
		Tool.run(folder, "dtc", "-O", "dtb", "-o", "board.dtb", "board.dts");
		Files.writeString(folder.resolve("x.its"), SOURCE.replace("TYPE", words[0]));
		Tool.run(folder, "sh", "-c", "exec mkimage " + (words.length > 1 ? words[1] : "") + " -f x.its x.itb");

		var image = FitImage.read(folder.resolve("x.itb"));
		assertThat(image.findings()).extracting(Finding::where, Finding::severity)
				.containsExactly(tuple("/images/so3", Severity.WARNING));
		assertThat(image.findings().getFirst().message()).contains("entry point 0x841080000 lies outside");
		assertThat(image.description()).isEqualTo("made by mkimage");
		assertThat(image.timestamp()).isPresent();
		assertThat(image.capsule()).isEqualTo(!words[0].equals("kernel"));
		assertThat(image.identity()).contains(new Identity("0020000000000001", "SOO.ticker", "says hello"));
		assertThat(image.board()).contains(new Board("A board", List.of("x,y", "x,z")));
		var kernel = image.kernel().orElseThrow();
		assertThat(kernel.external()).isEqualTo(words.length > 1);
		assertThat(kernel.hashes()).extracting(Hash::algorithm).containsExactly("crc32", "md5", "sha1", "sha256", "sha384", "sha512");
		assertThat(image.images()).flatExtracting(SubImage::hashes).hasSize(7).allMatch(h -> h.state() == Hash.State.MATCH);
		kernel.data().orElseThrow().copyTo(folder.resolve("copy"));
		assertThat(folder.resolve("copy")).hasBinaryContent(code);
		assertThat(image.image("fdt").orElseThrow().size()).isEqualTo(Files.size(folder.resolve("board.dtb")));
		var board = DeviceTree.read(folder.resolve("board.dtb"));
		assertThat(board.reservations()).containsExactly(new DeviceTree.Reservation(0x44000000, 0x1000));
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void imagesForDumpimage(boolean external) throws Exception {
		assumeTrue(Tool.isThere("dumpimage", "fdtget"), "no dumpimage or fdtget");
		var kernel = new ImageSpec("so3", "our code", "kernel", "arm64", "linux", "none", OptionalLong.of(0x8_4108_0000L), OptionalLong.of(0x8_4108_0010L),
				Payload.of(folder.resolve("code.bin")), List.of(HashAlgorithm.values()));
		var writer = new FitWriter("made by Fleetdesk").image(kernel).image(ImageSpec.deviceTree("fdt", "board", Payload.of(FitWriterTest.board())))
				.configuration("c", "so3", "fdt");
		(external ? writer.external() : writer).write(folder.resolve("x.itb"));

		assertThat(Tool.run(folder, "dumpimage", "-l", "x.itb")).contains("FIT description: made by Fleetdesk", "our code", "Kernel Image", "AArch64", "0x841080000",
				"0x841080010", "Default Configuration: 'c'", "sha512", "0.98 KiB");
		Tool.run(folder, "dumpimage", "-T", "flat_dt", "-p", "0", "-o", "copy", "x.itb");
		assertThat(folder.resolve("copy")).hasBinaryContent(code);
		assertThat(Tool.run(folder, "fdtget", "-t", "s", "x.itb", "/images/so3/hash-4", "algo")).isEqualTo("sha256\n");
		String expected = FitImage.sha256(folder.resolve("code.bin"), Progress.NONE);
		assertThat(Tool.run(folder, "fdtget", "-t", "bx", "x.itb", "/images/so3/hash-4", "value").strip().split(" "))
				.containsExactly(expected.replaceAll("..", "$0 ").replaceAll("\\b0(.)", "$1").strip().split(" "));
	}

	@Test
	void aHashBrokenByFdtputIsSeen() throws Exception {
		assumeTrue(Tool.isThere("fdtput", "fdtget"), "no fdtput");
		Samples.write("ticker", folder.resolve("x.itb"));
		Tool.run(folder, "fdtput", "-t", "x", "x.itb", "/images/so3/hash-1", "value", "1", "2", "3", "4", "5", "6", "7", "8");
		assertThat(FitImage.read(folder.resolve("x.itb")).findings()).extracting(Finding::where).containsExactly("/images/so3/hash-1");
	}
}
