package org.fleetdesk.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {

	@TempDir
	private Path folder;

	@Test
	void keepsTheOldFileWhenTheNewOneFails() throws IOException {
		Path file = folder.resolve("state.json");
		AtomicFiles.writePrivate(file, "old".getBytes());
		assertThatThrownBy(() -> AtomicFiles.write(file, out -> {
			out.write("half".getBytes());
			throw new IOException("disk full");
		})).hasMessage("disk full");
		assertThat(file).hasContent("old");
		assertThat(Files.list(folder)).containsExactly(file);
	}

	@Test
	void tellsOfTheFolderThatIsNotThere() {
		Path missing = folder.resolve("missing");
		assertThatThrownBy(() -> AtomicFiles.write(missing.resolve("tasks.csv"), out -> out.write(1)))
				.isInstanceOfSatisfying(IOException.class, e -> assertThat(FileProblem.reason(e)).isEqualTo(missing + " does not exist"));
	}

	@Test
	void hidesPrivateFilesFromOthers() throws IOException {
		Path file = folder.resolve("secret");
		AtomicFiles.writePrivate(file, new byte[] { 1 });
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
	}
}
