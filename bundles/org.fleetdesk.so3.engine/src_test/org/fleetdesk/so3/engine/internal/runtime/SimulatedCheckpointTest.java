package org.fleetdesk.so3.engine.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;

import org.junit.jupiter.api.Test;

class SimulatedCheckpointTest extends CheckpointContract {

	@Override
	GuestRuntime create() {
		return new SimulatedRuntime(Duration.ofMillis(50), InstantSource.system());
	}

	@Test
	void theFileSaysThatItIsSimulated() throws Exception {
		started(1).checkpoint(file("c"));
		assertThat(Files.readString(file("c"), StandardCharsets.ISO_8859_1)).startsWith("{\"fleetdeskCheckpoint\":1,\"runtime\":\"simulated\",");
	}
}
