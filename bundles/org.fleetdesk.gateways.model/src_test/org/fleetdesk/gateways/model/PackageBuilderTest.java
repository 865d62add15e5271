package org.fleetdesk.gateways.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

import org.fleetdesk.files.Finding;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PackageBuilderTest {

	private static final PackageName NAME = new PackageName("app", "1");

	@TempDir
	private Path folder;
	private Path source;

	@BeforeEach
	void makeApplication() throws IOException {
		source = Files.createDirectories(folder.resolve("source"));
		Files.writeString(source.resolve("install.sh"), "#!/bin/sh\n");
		Files.setPosixFilePermissions(source.resolve("install.sh"), PosixFilePermissions.fromString("rwxrwx---"));
		Files.createDirectories(source.resolve("lib/" + "d".repeat(150)));
		Files.writeString(source.resolve("lib/" + "d".repeat(150) + "/größe.py"), "x");
		Files.writeString(source.resolve("lib/a.py"), "");
		Files.writeString(source.resolve("notes.txt"), "");
	}

	@Test
	void whatIsBuiltPassesTheInspectionAndGnuTar() throws Exception {
		Path file = PackageBuilder.build(NAME, PackageBuilder.filesIn(source), folder);
		assertThat(file).hasFileName("app.v1.tar.gz");
		var app = PackageInspector.ofShipments().inspect(file);
		assertThat(app.findings()).isEmpty();
		assertThat(app.members()).extracting(PackageMember::path).containsExactly("install.sh", "lib/a.py", "lib/" + "d".repeat(150) + "/größe.py", "notes.txt");
		assertThat(app.members()).extracting(PackageMember::mode).containsExactly(0755, 0644, 0644, 0644);
		var tar = new ProcessBuilder("tar", "--quoting-style=literal", "-tzf", file.toString()).redirectErrorStream(true).start();
		assertThat(new String(tar.getInputStream().readAllBytes()).lines()).contains("lib/" + "d".repeat(150) + "/größe.py").hasSize(4);
	}

	@Test
	void theSameFilesMakeTheSameBytes() throws Exception {
		byte[] first = Files.readAllBytes(PackageBuilder.build(NAME, PackageBuilder.filesIn(source), folder));
		assertThat(Files.readAllBytes(PackageBuilder.build(NAME, PackageBuilder.filesIn(source), folder))).isEqualTo(first);
	}

	@Test
	void aLinkIsRefusedByNameAndNothingStays() throws Exception {
		Files.createSymbolicLink(source.resolve("passwd"), Path.of("/etc/passwd"));
		assertThatThrownBy(() -> PackageBuilder.filesIn(source)).isInstanceOf(IOException.class).hasMessageContaining("passwd").hasMessageContaining("link");
		assertThat(folder.resolve("app.v1.tar.gz")).doesNotExist();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "*.sh|install.sh", "lib/*.py|lib/a.py", "./install.sh|install.sh", "*.txt|notes.txt", "*.none|" })
	void aBuildfileIncludesByPattern(String pattern, String file) throws Exception {
		var build = new Buildfile("app", "1", List.of(pattern), List.of(), List.of(), List.of());
		assertThat(build.files(source).keySet()).isEqualTo(file == null ? java.util.Set.of() : java.util.Set.of(file));
	}

	@Test
	void aFolderIsIncludedWithAllThatIsInItButForWhatIsExcluded() throws Exception {
		var build = new Buildfile("app", "1", List.of("install.sh", "lib"), List.of("lib/a.py"), List.of(), List.of());
		assertThat(build.files(source).keySet()).containsExactly("install.sh", "lib/" + "d".repeat(150) + "/größe.py");
		assertThat(build.check(source)).isEmpty();
		assertThat(Buildfile.of(build.text())).isEqualTo(build);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "{\"name\":\"a b\",\"version\":\"1\",\"includes\":[\"install.sh\"]}|name", "{\"name\":\"app\",\"version\":1,\"includes\":[]}|includes",
			"{\"name\":\"app\",\"version\":1,\"includes\":[\"install.sh\",\"nothing.py\"]}|includes", "{\"name\":\"app\",\"version\":1,\"includes\":[\"notes.txt\"]}|includes",
			"{\"name\":\"app\",\"version\":1,\"includes\":[\"install.sh\",\"[\"]}|includes" })
	void commonProblemsAreFound(String text, String where) throws Exception {
		assertThat(Buildfile.of(text).check(source)).singleElement().satisfies(f -> {
			assertThat(f.where()).isEqualTo(where);
			assertThat(f.message()).endsWith(".");
		});
	}

	@Test
	void filesThatCommandsMakeBeforehandAreNotMissed() throws Exception {
		assertThat(new Buildfile("app", "1", List.of("made.sh"), List.of(), List.of("make"), List.of()).check(source)).extracting(Finding::message).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "[]", "{}", "{\"name\":\"a\"}", "{\"name\":\"a\",\"version\":[]}", "{\"name\":\"a\",\"version\":\"1\",\"includes\":\"x\"}",
			"{\"name\":\"a\",\"version\":\"1\",\"includes\":[1]}" })
	void whatIsNoBuildfileIsRefusedInASentence(String text) {
		assertThatThrownBy(() -> Buildfile.of(text)).isInstanceOf(IllegalArgumentException.class).hasMessageEndingWith(".");
	}

	@Test
	void aFreshOnePacksTheInstallScript() throws Exception {
		assertThat(Buildfile.of(NAME).files(source).keySet()).containsExactly("install.sh");
	}
}
