package org.fleetdesk.so3.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SamplesTest {

	static final Path SOURCES = Stream.iterate(Path.of("").toAbsolutePath(), p -> p != null, Path::getParent).map(p -> p.resolve("releng/samples"))
			.filter(Files::isDirectory).findFirst().orElseThrow();

	@TempDir
	Path folder;

	@Test
	void samplesHaveNothingToComplainAbout() throws Exception {
		for (Path file : Samples.writeTo(folder.resolve("new/folder"))) {
			var image = FitImage.read(file);
			String name = file.getFileName().toString().replace(".itb", "");
			assertThat(image.findings()).as(name).isEmpty();
			assertThat(image.kernel().orElseThrow().load()).hasValue(0x41080000L);
			assertThat(image.identity().orElseThrow().name()).isEqualTo(name);
			assertThat(image.capsule()).isEqualTo(name.equals("capsule"));
		}
	}

	@Test
	void sameBytesEachTime() throws Exception {
		Samples.write("ticker", folder.resolve("a"));
		Samples.write("ticker", folder.resolve("b"));
		assertThat(folder.resolve("a")).hasSameBinaryContentAs(folder.resolve("b"));
		assertThat(FitImage.sha256(folder.resolve("a"), Progress.NONE)).isEqualTo(FitImage.sha256(folder.resolve("b"), Progress.NONE)).matches("[0-9a-f]{64}");
	}

	@Test
	void committedPayloadsComeFromTheSources() throws Exception {
		assumeTrue(Tool.isThere("aarch64-linux-gnu-as"), "no assembler");
		Tool.run(folder, SOURCES.resolve("build.sh").toString(), folder.toString());
		try (var built = Files.list(folder)) {
			for (Path file : built.toList()) {
				try (var shipped = Samples.class.getResourceAsStream("samples/" + file.getFileName())) {
					assertThat(shipped).as("%s is not committed: run releng/samples/build.sh", file.getFileName()).isNotNull();
					assertThat(file).as("run releng/samples/build.sh").hasBinaryContent(shipped.readAllBytes());
				}
			}
		}
		assertThat(folder.resolve("ticker.bin")).exists();
	}
}
