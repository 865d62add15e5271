package org.fleetdesk.gateways.agent.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import org.fleetdesk.gateways.agent.internal.AgentHome;
import org.fleetdesk.gateways.agent.internal.install.InstallSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstallOptionsTest {

	@TempDir
	private Path folder;

	private InstallSettings read(String text) throws Exception {
		var home = new AgentHome(folder);
		Files.writeString(home.engineConfig(), text);
		return new Configuration(home).engine().install();
	}

	@Test
	void whatIsGivenCounts() throws Exception {
		var settings = read("[install]\ntimeout = 90\nroots = /srv/apps: /opt\ncopies = 7\nhealthy = 3\n");

		assertThat(settings.timeout()).isEqualTo(Duration.ofSeconds(90));
		assertThat(settings.healthy()).isEqualTo(Duration.ofSeconds(3));
		assertThat(settings.roots()).containsExactly(Path.of("/srv/apps"), Path.of("/opt"));
		assertThat(settings.copies()).isEqualTo(7);
		assertThat(settings.output()).isEqualTo(InstallSettings.USUAL.output());
	}

	@Test
	void whatIsMissingIsAsUsual() throws Exception {
		assertThat(read("[engine]\nupdate_interval = 60\n")).isEqualTo(InstallSettings.USUAL);
	}

	@ParameterizedTest
	@ValueSource(strings = { "roots = srv/apps", "copies = many", "output = -1", "timeout = 0" })
	void whatIsWrongIsNamed(String line) {
		assertThatThrownBy(() -> read("[install]\n" + line + "\n")).isInstanceOf(ConfigException.class).hasMessageContaining(line.substring(0, line.indexOf(' ')));
	}
}
