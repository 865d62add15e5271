package org.fleetdesk.gateways.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

import org.fleetdesk.faults.HostileTarball;
import org.fleetdesk.faults.Tarball;
import org.fleetdesk.files.Finding;
import org.fleetdesk.files.Severity;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Packages that would do harm: the inspector refuses each, and the unpacker, asked all the same, writes nothing outside of its folder. */
class HostilePackageTest {

	private static final int LARGE_SEED = 64 << 10;
	/** Small enough that the tests of limits need no large files. */
	private static final PackageLimits LIMITS = new PackageLimits(4 << 20, 8 << 20, 2 << 20, 50, 8, 200, 100, 1 << 20);

	@TempDir
	private Path folder;
	private Path inside;

	@BeforeEach
	void makeFolder() throws IOException {
		inside = Files.createDirectories(folder.resolve("a/b/inside"));
	}

	static List<HostileTarball> hostile() {
		return HostileTarball.all();
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("hostile")
	void isRefusedByInspectorAndUnpacker(HostileTarball hostile) throws IOException {
		Path file = Files.write(folder.resolve("test_app.v1.tar.gz"), hostile.bytes());
		var inspected = inspector().inspect(file);
		assertThat(inspected.usable()).isFalse();
		assertThat(inspected.findings()).filteredOn(f -> f.severity() == Severity.ERROR).anySatisfy(f -> {
			assertThat(hostile.messages()).anyMatch(f.message()::contains);
			if (!hostile.where().isEmpty()) {
				assertThat(f.where()).isEqualTo(hostile.where());
			}
		});
		assertThat(inspected.findings()).extracting(Finding::where).noneMatch(w -> w.chars().anyMatch(Character::isISOControl));

		var outside = outside();
		assertThatThrownBy(() -> new PackageUnpacker(LIMITS).unpack(file, inspected.sha256(), inside)).isInstanceOf(IOException.class);
		assertThat(outside()).as("nothing is written outside").isEqualTo(outside);
		assertThat(Path.of("/tmp/evil")).doesNotExist();
	}

	private Stream<Path> all() throws IOException {
		return Files.walk(folder).filter(p -> !p.startsWith(inside));
	}

	private String outside() throws IOException {
		try (var files = all()) {
			return files.sorted().toList().toString();
		}
	}

	private static PackageInspector inspector() {
		return new PackageInspector(LIMITS, path -> true, java.time.Clock.systemUTC());
	}

	@Test
	void tellsTheDigestOfWhatItRefuses() throws Exception {
		Path file = Files.write(folder.resolve("x.v1.tar.gz"), "hello".getBytes(StandardCharsets.UTF_8));
		assertThat(inspector().inspect(file).sha256()).isEqualTo("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
	}

	/** Whatever the bytes: refused with sentences, or unpacked within the folder into what was promised. */
	@MethodSource("fuzzSeeds")
	@FuzzTest(maxDuration = "10m")
	void anything(byte[] bytes) throws IOException {
		Path work = Files.createTempDirectory("package");
		try {
			tryAnything(work, bytes);
		} finally {
			try (var files = Files.walk(work)) {
				for (Path p : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
					Files.delete(p);
				}
			}
		}
	}

	/** The same below gzip, whose check sum would refuse nearly all that a fuzzer tries. */
	@MethodSource("archives")
	@FuzzTest(maxDuration = "10m")
	void anyArchive(byte[] tar) throws IOException {
		anything(Tarball.gzip(tar));
	}

	static Stream<Arguments> archives() throws IOException {
		var archives = Stream.<Arguments>builder().add(Arguments.of((Object) Tarball.testApp().folder("d").pax("path", "d/long").file("z", 0644, "x").tar()));
		for (var hostile : hostile()) {
			try (var unpacked = new GZIPInputStream(new ByteArrayInputStream(hostile.bytes()))) {
				byte[] tar = unpacked.readAllBytes();
				if (tar.length <= LARGE_SEED) {
					archives.add(Arguments.of((Object) tar));
				}
			} catch (IOException e) {
				// what is wrong with this one is its gzip
			}
		}
		return archives.build();
	}

	private static void tryAnything(Path work, byte[] bytes) throws IOException {
		Path file = Files.write(work.resolve("x.v1.tar.gz"), bytes);
		Path target = Files.createDirectory(work.resolve("inside"));
		var inspected = inspector().inspect(file);
		assertThat(inspected.findings()).allMatch(f -> f.message().endsWith("."));
		if (!inspected.usable()) {
			return;
		}
		new PackageUnpacker(LIMITS).unpack(file, inspected.sha256(), target);
		for (var member : inspected.members()) {
			Path path = target.resolve(member.path());
			assertThat(path.normalize()).startsWith(target);
			assertThat(member.directory() || Files.size(path) == member.size()).isTrue();
		}
		try (var files = Files.list(work)) {
			assertThat(files).containsExactlyInAnyOrder(file, target);
		}
	}

	static Stream<Arguments> fuzzSeeds() {
		return Stream.concat(Stream.of(Arguments.of((Object) Tarball.testApp().packed())), hostile().stream().map(h -> Arguments.of((Object) h.bytes())));
	}

	/** A thousand copies of the document's application with one byte changed, always the same ones. */
	@Test
	void anyDamageIsRefusedOrHarmless() throws IOException {
		byte[] tar = Tarball.testApp().folder("d").pax("path", "d/long").file("z", 0644, "x").tar();
		var random = new Random(6);
		for (int i = 0; i < 1000; i++) {
			byte[] damaged = tar.clone();
			damaged[random.nextInt(tar.length)] = (byte) random.nextInt(256);
			anything(Tarball.gzip(damaged));
		}
	}
}
