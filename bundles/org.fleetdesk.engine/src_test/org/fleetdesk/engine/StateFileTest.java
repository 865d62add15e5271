package org.fleetdesk.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.ObjectMapper;

class StateFileTest {

	@TempDir
	Path folder;
	private StateFile state;

	@BeforeEach
	void open() {
		state = new StateFile(folder.resolve("state.json"), 2, new ObjectMapper());
	}

	@Test
	void keepsWhatWasWrittenAndNothingElse() throws IOException {
		assertThat(state.read()).isEmpty();
		state.write(Map.of("a", 1));
		state.write(Map.of("b", 2));
		assertThat(state.read().orElseThrow().toString()).isEqualTo("{\"b\":2}");
		try (var files = Files.list(folder)) {
			assertThat(files).hasSize(1);
		}
	}

	@Test
	void saysWhenAFileIsDamagedOrNewer() throws IOException {
		for (String damaged : new String[] { "", "{\"version\":1,", "[]", "{\"state\":{}}", "{\"version\":1}" }) {
			Files.writeString(state.file(), damaged);
			assertThatThrownBy(() -> state.read()).as(damaged).isInstanceOf(IOException.class).hasMessageContaining("damaged").hasMessageContaining("state.json");
		}
		Files.writeString(state.file(), "{\"version\":3,\"state\":{}}");
		assertThatThrownBy(() -> state.read()).isInstanceOf(IOException.class).hasMessageContaining("newer");
		Files.writeString(state.file(), "{\"version\":1,\"state\":{\"old\":true}}");
		assertThat(state.read().orElseThrow().path("old").asBoolean()).isTrue();
	}
}
