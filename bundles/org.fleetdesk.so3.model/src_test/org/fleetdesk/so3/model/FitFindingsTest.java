package org.fleetdesk.so3.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.RandomAccessFile;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

import org.fleetdesk.files.Severity;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator is told about an image. */
class FitFindingsTest {

	@TempDir
	Path folder;
	private Path file;
	private ImageSpec kernel;
	private ImageSpec fdt;

	@BeforeEach
	void parts() throws Exception {
		file = folder.resolve("x.itb");
		kernel = ImageSpec.kernel("so3", "code", 0x41080000L, Payload.of("the code of the kernel".getBytes()));
		fdt = ImageSpec.deviceTree("fdt", "board", Payload.of(FitWriterTest.board()));
	}

	private FitImage packed(ImageSpec... images) throws Exception {
		var writer = new FitWriter("test");
		List.of(images).forEach(writer::image);
		writer.configuration("c", "so3", "fdt").write(file);
		return FitImage.read(file);
	}

	private static void has(FitImage image, Severity severity, String path, String... words) {
		assertThat(image.findings()).anySatisfy(f -> {
			assertThat(f.severity()).isEqualTo(severity);
			assertThat(f.where()).isEqualTo(path);
			assertThat(f.message()).contains(words).endsWith(".");
		});
		assertThat(image.deployable()).isEqualTo(image.findings().stream().noneMatch(f -> f.severity() == Severity.ERROR));
	}

	@Test
	void oneFlippedBitIsFoundByEachAlgorithm() throws Exception {
		packed(kernel.withHashes(HashAlgorithm.values()), fdt);
		byte[] bytes = Files.readAllBytes(file);
		int at = new String(bytes, "ISO-8859-1").indexOf("the code");
		bytes[at] ^= 1;
		Files.write(file, bytes);
		var image = FitImage.read(file);
		assertThat(image.kernel().orElseThrow().hashes()).hasSize(6).allMatch(h -> h.state() == Hash.State.MISMATCH && !h.actual().equals(h.expected()));
		has(image, Severity.ERROR, "/images/so3/hash-1", "does not have this crc32", "damaged");
		assertThat(image.deployable()).isFalse();
		assertThat(FitImage.readUnchecked(file).deployable()).isTrue();
		assertThat(FitImage.readUnchecked(file).kernel().orElseThrow().hashes()).allMatch(h -> h.state() == Hash.State.UNCHECKED);
	}

	@Test
	void hashesThatCannotBeChecked() throws Exception {
		var odd = new FdtNode("so3", List.of(FdtProperty.string("type", "kernel"), FdtProperty.string("arch", "arm64"), FdtProperty.number("load", 0),
				FdtProperty.bytes("data", new byte[8])),
				List.of(new FdtNode("hash", List.of(FdtProperty.string("algo", "crc32")), List.of()),
						new FdtNode("hash-2", List.of(FdtProperty.string("algo", "sm3"), FdtProperty.bytes("value", new byte[4])), List.of()),
						new FdtNode("hash@3", List.of(FdtProperty.string("algo", "sha1"), FdtProperty.bytes("value", new byte[4])), List.of()),
						new FdtNode("hash4", List.of(), List.of())));
		var image = tree(odd);
		has(image, Severity.WARNING, "/images/so3/hash", "no value", "mkimage");
		has(image, Severity.WARNING, "/images/so3/hash-2", "sm3 is not known");
		has(image, Severity.ERROR, "/images/so3/hash@3", "4 bytes, and sha1 has 20");
		has(image, Severity.WARNING, "/images/so3/hash4", "does not say its algorithm");
	}

	@Test
	void hashesAreOptional() throws Exception {
		var image = packed(kernel.withHashes(), fdt);
		has(image, Severity.INFO, "/images/so3", "no hash");
		assertThat(image.deployable()).isTrue();
	}

	@Test
	void nothingToStart() throws Exception {
		has(packed(kernel.withType("ramdisk"), fdt), Severity.ERROR, "/images", "nothing to start");
		assertThat(FitImage.read(file).kernel()).isEmpty();
	}

	@Test
	void capsulesAreRecognisedAndNeedADeviceTree() throws Exception {
		for (String type : List.of("ME", "guest")) {
			var image = packed(kernel.withType(type), fdt);
			assertThat(image.capsule()).isTrue();
			assertThat(image.findings()).isEmpty();
		}
		has(packed(kernel.withType("guest"), fdt.withType("firmware")), Severity.ERROR, "/images", "a capsule needs one");
		has(packed(kernel, fdt.withType("firmware")), Severity.WARNING, "/images", "may do without");
	}

	@Test
	void aWrongArchitectureIsAWarning() throws Exception {
		var image = packed(with(kernel, "arm", "none", kernel.load()), fdt);
		has(image, Severity.WARNING, "/images/so3", "architecture is arm,");
		assertThat(image.deployable()).isTrue();
	}

	@Test
	void whatCannotBeLoaded() throws Exception {
		has(packed(with(kernel, "arm64", "gzip", kernel.load()), fdt), Severity.ERROR, "/images/so3", "compressed with gzip");
		has(packed(with(kernel, "arm64", "none", OptionalLong.empty()), fdt), Severity.ERROR, "/images/so3", "where it is to be loaded");
		has(packed(with(kernel, "arm64", "none", OptionalLong.of(0x41000000)), fdt), Severity.WARNING, "/images/so3", "entry point 0x41080000 lies outside");
	}

	@Test
	void loadRangesOfOneConfigurationMustNotOverlap() throws Exception {
		var over = new ImageSpec("fdt", "", "flat_dt", "arm64", "", "none", OptionalLong.of(0x41080010L), OptionalLong.empty(), fdt.data(), fdt.hashes());
		has(packed(kernel, over), Severity.ERROR, "/images/fdt", "0x41080010", "overwrites so3");
		var other = new ImageSpec("other", "", "flat_dt", "arm64", "", "none", OptionalLong.of(0x41080010L), OptionalLong.empty(), fdt.data(), fdt.hashes());
		assertThat(packed(kernel, fdt, other).deployable()).isTrue();
	}

	@Test
	void configurationsThatNameWhatIsNotThere() throws Exception {
		new FitWriter("test").image(kernel).image(fdt).configuration("c", "so3", "gone").write(file);
		has(FitImage.read(file), Severity.ERROR, "/configurations/c", "sub-image gone");
		var image = tree(List.of(new FdtNode("configurations", List.of(FdtProperty.string("default", "d")), List.of(new FdtNode("c", List.of(), List.of())))));
		has(image, Severity.ERROR, "/configurations", "default configuration d is not there");
	}

	@Test
	void theDefaultConfigurationChoosesTheKernel() throws Exception {
		var second = ImageSpec.kernel("second", "", 0x50000000L, Payload.of(new byte[4]));
		new FitWriter("test").image(kernel).image(second).image(fdt).configuration("c", "second", "fdt").write(file);
		assertThat(FitImage.read(file).kernel().orElseThrow().name()).isEqualTo("second");
		has(FitImage.read(file), Severity.INFO, "/images", "one more sub-image");
	}

	@Test
	void signaturesAreShownAndNotVerified() throws Exception {
		var signature = new FdtNode("signature-1", List.of(FdtProperty.string("algo", "sha256,rsa2048"), FdtProperty.string("key-name-hint", "dev"),
				FdtProperty.string("signer-name", "mkimage"), FdtProperty.string("signer-version", "2023.01"), FdtProperty.bytes("value", new byte[4])), List.of());
		var image = tree(new FdtNode("so3", List.of(FdtProperty.string("type", "kernel"), FdtProperty.bytes("data", new byte[4])), List.of(signature)));
		assertThat(image.images().getFirst().signatures())
				.containsExactly(new Signature("/images/so3/signature-1", "sha256,rsa2048", "dev", "mkimage 2023.01", List.of(), true));
		has(image, Severity.INFO, "/images/so3/signature-1", "sha256,rsa2048, key dev", "not verified");
	}

	@Test
	void aBrokenDeviceTreeInside() throws Exception {
		has(packed(kernel, ImageSpec.deviceTree("fdt", "", Payload.of(new byte[100]))), Severity.ERROR, "/images/fdt", "device tree inside cannot be read");
	}

	@Test
	void endlessListsAndTextsAreCutShort() throws Exception {
		var many = FdtProperty.strings("kernel", Collections.nCopies(30_000, "k"));
		var configurations = new ArrayList<FdtNode>();
		for (int i = 0; i < 100; i++) {
			configurations.add(new FdtNode("c" + i, List.of(many, FdtProperty.string("description", "d".repeat(60_000))), List.of()));
		}
		var image = tree(List.of(new FdtNode("configurations", List.of(), configurations)));
		has(image, Severity.ERROR, "/configurations/c7", "names 30000 sub-images");
		assertThat(image.configurations().getFirst().kernel()).hasSize(64);
		assertThat(image.configurations().getFirst().description()).hasSize(1025).endsWith("…");
		assertThat(image.findings()).hasSizeLessThan(1000);
	}

	@Test
	void bytesBehindTheImage() throws Exception {
		packed(kernel, fdt);
		Files.write(file, new byte[10], StandardOpenOption.APPEND);
		assertThat(FitImage.read(file).findings()).isEmpty();
		Files.write(file, new byte[] { 1, 0 }, StandardOpenOption.APPEND);
		has(FitImage.read(file), Severity.WARNING, "/", "bytes follow the image");
	}

	@Test
	void externalDataMustLieInTheFileAndBelongToOneSubImage() throws Exception {
		new FitWriter("test").external().image(kernel).image(fdt).configuration("c", "so3", "fdt").write(file);
		byte[] whole = Files.readAllBytes(file);
		Files.write(file, Arrays.copyOf(whole, whole.length - 40));
		has(FitImage.read(file), Severity.ERROR, "/images/fdt", "reaches behind the end of the file", "copy it again");

		// Sub-images that share their bytes would let a small file cost hours of hashing.
		long shared = 1L << 40;
		var images = new ArrayList<FdtNode>();
		for (int i = 0; i < 200; i++) {
			images.add(new FdtNode("i" + i, List.of(FdtProperty.string("type", "kernel"), FdtProperty.number("data-size", shared), FdtProperty.number("data-position", 65536)),
					List.of(new FdtNode("hash", List.of(FdtProperty.string("algo", "sha512"), FdtProperty.bytes("value", new byte[64])), List.of()))));
		}
		tree(images.toArray(FdtNode[]::new));
		try (var sparse = new RandomAccessFile(file.toFile(), "rw")) {
			sparse.setLength(65536 + shared);
		}
		has(FitImage.read(file), Severity.ERROR, "/images/i1", "overlaps that of i0");

		for (long[] bad : new long[][] { { -1, 0 }, { 0, -1 }, { Long.MAX_VALUE, Long.MAX_VALUE }, { Long.MIN_VALUE, 4 }, { 1, 1L << 62 } }) {
			for (String place : List.of("data-offset", "data-position")) {
				has(tree(new FdtNode("so3", List.of(FdtProperty.number("data-size", bad[0]), FdtProperty.number(place, bad[1])), List.of())), Severity.ERROR,
						"/images/so3", "reaches behind the end");
			}
		}
		has(tree(new FdtNode("so3", List.of(FdtProperty.string("data-size", "x")), List.of())), Severity.ERROR, "/images/so3", "not given as numbers");
		has(tree(new FdtNode("so3", List.of(), List.of())), Severity.ERROR, "/images/so3", "no data");
	}

	@Test
	void aDeviceTreeAloneIsNoImage() throws Exception {
		Files.write(file, FitWriterTest.board());
		assertThatExceptionOfType(FitException.class).isThrownBy(() -> FitImage.read(file)).withMessageContaining("but no image");
	}

	@Test
	void progressReachesTheEndAndAnInterruptEndsIt() throws Exception {
		packed(ImageSpec.kernel("so3", "", 0, Payload.of(new byte[1 << 20])), fdt);
		var last = new AtomicLong();
		var total = new AtomicLong();
		FitImage.read(file, (done, of) -> {
			assertThat(done).isGreaterThanOrEqualTo(last.get()).isLessThanOrEqualTo(of);
			last.set(done);
			total.set(of);
		});
		assertThat(last).hasValue(total.get());
		assertThat(total).hasValueGreaterThan(1 << 20);

		assertThatThrownBy(() -> FitImage.read(file, (done, of) -> Thread.currentThread().interrupt())).isInstanceOf(ClosedByInterruptException.class);
		assertThat(Thread.interrupted()).isTrue();
	}

	private FitImage tree(FdtNode... images) throws Exception {
		return tree(List.of(new FdtNode("images", List.of(), List.of(images))));
	}

	private FitImage tree(List<FdtNode> top) throws Exception {
		var nodes = new ArrayList<>(top);
		if (top.stream().noneMatch(n -> n.name().equals("images"))) {
			nodes.add(new FdtNode("images", List.of(), List.of()));
		}
		try (var out = Files.newOutputStream(file)) {
			new DeviceTree(new FdtNode("", List.of(), nodes)).write(out);
		}
		return FitImage.read(file);
	}

	private static ImageSpec with(ImageSpec spec, String arch, String compression, OptionalLong load) {
		return new ImageSpec(spec.name(), spec.description(), spec.type(), arch, spec.os(), compression, load, spec.entry(), spec.data(), spec.hashes());
	}
}
