package org.fleetdesk.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileProblemTest {

	@TempDir
	Path folder;

	@Test
	void saysMoreThanTheNameOfTheFile() throws IOException {
		Path missing = folder.resolve("missing");
		assertThat(FileProblem.reason(catchThrowableOfType(IOException.class, () -> Files.size(missing)))).isEqualTo(missing + " does not exist");
		Path file = Files.createFile(folder.resolve("file"));
		assertThat(FileProblem.reason(catchThrowableOfType(IOException.class, () -> Files.createDirectories(file.resolve("sub"))))).contains(file.toString(), "irectory");
		assertThat(FileProblem.reason(new AccessDeniedException("/a/b"))).isEqualTo("access to /a/b is denied");
		assertThat(FileProblem.reason(new IOException())).isNotBlank();
	}
}
