package org.fleetdesk.so3.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The same cycle when nothing is executed, and what is different then. */
class DockerCliSimulatedTest extends DockerCliTest {

	@Override
	String runtime() {
		return "simulated";
	}

	@Test
	void saysWhatASimulationCannotDo() throws Exception {
		done("load", "-i", folder + "/samples/ticker.itb");
		assertThat(docker("run", "-d", "--name", "t", "ticker").err()).contains("WARNING", "simulated");
		assertThat(docker("top", "t").err()).contains("Container t is simulated");
		assertThat(docker("stats", "--no-stream", "t").err()).contains("Container t is simulated");
		done("stop", "t");
		assertThat(docker("top", "t").err()).contains("is not running");
	}
}
