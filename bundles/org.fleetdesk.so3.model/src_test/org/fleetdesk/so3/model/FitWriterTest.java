package org.fleetdesk.so3.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FitWriterTest {

	@TempDir
	Path folder;

	static byte[] board() throws IOException {
		var me = new FdtNode("ME", List.of(FdtProperty.bytes("spid", new byte[] { 0, 0, 0, 2, 0, 0, 0, 1 }), FdtProperty.string("me_name", "SOO.test"),
				FdtProperty.string("me_shortdesc", "a test")), List.of());
		var out = new ByteArrayOutputStream();
		new DeviceTree(new FdtNode("", List.of(FdtProperty.string("model", "Board"), FdtProperty.strings("compatible", List.of("a,b", "a,c"))), List.of(me))).write(out);
		return out.toByteArray();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void whatIsWrittenIsReadBack(boolean external) throws Exception {
		Path file = folder.resolve("x.itb");
		byte[] code = new byte[100_001];
		code[7] = 7;
		var writer = new FitWriter("two parts").timestamp(Instant.ofEpochSecond(1_700_000_000))
				.image(ImageSpec.kernel("so3", "code", 0x41080000L, Payload.of(code)).withHashes(HashAlgorithm.values()))
				.image(ImageSpec.deviceTree("fdt", "board", Payload.of(board()))).configuration("c", "so3", "fdt");
		(external ? writer.external() : writer).write(file);

		var image = FitImage.read(file);
		assertThat(image.findings()).isEmpty();
		assertThat(image.description()).isEqualTo("two parts");
		assertThat(image.timestamp()).contains(Instant.ofEpochSecond(1_700_000_000));
		assertThat(image.identity()).contains(new Identity("0000000200000001", "SOO.test", "a test"));
		assertThat(image.board()).contains(new Board("Board", List.of("a,b", "a,c")));
		assertThat(image.capsule()).isFalse();
		var kernel = image.kernel().orElseThrow();
		assertThat(kernel.external()).isEqualTo(external);
		assertThat(kernel.load()).hasValue(0x41080000L);
		assertThat(kernel.hashes()).hasSize(6).allMatch(h -> h.state() == Hash.State.MATCH);
		kernel.data().orElseThrow().copyTo(folder.resolve("code"));
		assertThat(folder.resolve("code")).hasBinaryContent(code);
		assertThat(Files.list(folder)).hasSize(2);
		assertThat(image.defaultConfiguration().map(Configuration::images)).isEqualTo(Optional.of(List.of("so3", "fdt")));
	}

	@Test
	void addressesAbove4GiBTakeTwoCells() throws Exception {
		Path file = folder.resolve("x.itb");
		new FitWriter("high").image(ImageSpec.kernel("so3", "code", 0x8_4108_0000L, Payload.of(new byte[8]))).write(file);
		assertThat(FitImage.read(file).kernel().orElseThrow().entry()).hasValue(0x8_4108_0000L);
		assertThat(DeviceTree.read(file).root().number("#address-cells")).hasValue(2);
	}
}
