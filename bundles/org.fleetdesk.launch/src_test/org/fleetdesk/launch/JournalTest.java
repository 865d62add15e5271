package org.fleetdesk.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {

	@TempDir
	Path folder;

	@Test
	void isTheStreamOfTheDeviceAndInodeThatSystemdSaid() throws Exception {
		Path stream = Files.createFile(folder.resolve("stream"));
		String name = Files.getAttribute(stream, "unix:dev") + ":" + Files.getAttribute(stream, "unix:ino");
		assertThat(Journal.takes(Map.of("JOURNAL_STREAM", name), stream)).isTrue();
		assertThat(Journal.takes(Map.of("JOURNAL_STREAM", name + "0"), stream)).isFalse();
		assertThat(Journal.takes(Map.of("JOURNAL_STREAM", name), folder.resolve("none"))).isFalse();
		assertThat(Journal.takes(Map.of(), stream)).isFalse();
	}
}
