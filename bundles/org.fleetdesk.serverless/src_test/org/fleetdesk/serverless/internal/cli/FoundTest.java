package org.fleetdesk.serverless.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

import org.fleetdesk.core.Connection;
import org.fleetdesk.core.FilterTerm;
import org.fleetdesk.core.Phase;
import org.fleetdesk.core.Resource;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.core.Snapshot;
import org.fleetdesk.core.State;
import org.fleetdesk.serverless.Serverless;
import org.fleetdesk.serverless.internal.cli.Found.On;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FoundTest {

	private static final Connection LAB = new Connection("c1", Serverless.KIND, "lab", URI.create("http://lab:1337"), Optional.empty(), Map.of(), false);
	private static final Resource SENSOR = new Resource(new ResourceId("c1", Serverless.RUNTIME, "5"), "sensor-7", new State(Phase.FAILED, "error", "POWEROFF"), Optional.empty(),
			Map.of(Serverless.OWNER, "ann", Serverless.FLAVOURS, "Function-Data", Serverless.CPU, "2"), Map.of(), Map.of());

	@ParameterizedTest
	@CsvSource({ "sensor, true", "state:error, true", "state:poweroff, true", "state:running, false", "'state:running,error', true", "-state:error, false", "owner:ann, true", "owner:bob, false",
			"-owner:bob, true", "on:lab, true", "on:field, false", "flavours:data, true", "state:error owner:bob, false", "state:error sensor, true", "problem:gone, false", "meter, false" })
	void resourcesAreChosenAsInTheTables(String filter, boolean matches) {
		var on = new On(LAB, null, new Snapshot("c1", Instant.EPOCH, Map.of(SENSOR.id(), SENSOR), Map.of()), SENSOR);
		assertThat(Found.matches(on, FilterTerm.parse(filter))).isEqualTo(matches);
	}
}
