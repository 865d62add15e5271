package org.fleetdesk.so3.engine.internal.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.stream.StreamSupport;

import org.fleetdesk.so3.engine.internal.daemon.Runtimes;
import org.junit.jupiter.api.Test;

/** Lists and inspections of containers. */
class ContainerListTest extends EngineFixture {

	@Test
	void elementsSayWhenTheLastRunBegan() throws Exception {
		created("a");
		assertThat(docker.get("/containers/json?all=1").json().at("/0/SO3/StartedAt").asText()).isEqualTo(Times.ZERO);
		docker.verb("a", "start");
		assertThat(docker.get("/containers/json?all=1").json().at("/0/SO3/StartedAt").asText()).isEqualTo(docker.inspect("a").at("/State/StartedAt").asText())
				.isNotEqualTo(Times.ZERO);
	}

	@Test
	void runsCapsulesSimulatedOrSaysWhyNot() throws Exception {
		fake.refusal = "The image is a capsule and needs the AVZ hypervisor.";
		docker.load(ticker);
		assertThat(docker.create("sim", "ticker").json().at("/Warnings/0").asText()).contains("simulated", fake.refusal);
		var element = docker.get("/containers/json?all=1").json().path(0);
		assertThat(element.path("Status").asText()).isEqualTo("Created (booting, slot 2, simulated)");
		assertThat(element.at("/SO3/Runtime").asText()).isEqualTo("simulated");
		assertThat(element.at("/SO3/Why").asText()).isEqualTo(fake.refusal);
		assertThat(docker.inspect("sim").at("/SO3/Why").asText()).isEqualTo(fake.refusal);
		docker.delete("/containers/sim");
		stop();
		start(Runtimes.Mode.QEMU, false);
		var refused = docker.create("a", "ticker");
		assertThat(refused.status()).isEqualTo(501);
		assertThat(refused.message()).contains("AVZ hypervisor").contains("--runtime qemu");
	}

	@Test
	void filtersLists() throws Exception {
		created("web");
		created("db");
		docker.verb("web", "start");
		assertThat(names("")).containsExactly("/web");
		assertThat(names("?all=1")).containsExactly("/db", "/web");
		assertThat(names("?all=1&limit=1")).containsExactly("/db");
		assertThat(names("?filters={\"status\":[\"created\"]}")).containsExactly("/db");
		assertThat(names("?all=1&filters={\"name\":{\"^/we\":true}}")).containsExactly("/web");
		assertThat(names("?all=1&filters={\"label\":[\"site=lab\",\"site\"]}")).hasSize(2);
		assertThat(names("?all=1&filters={\"label\":[\"site=home\"]}")).isEmpty();
		assertThat(names("?all=1&filters={\"ancestor\":[\"ticker:latest\"],\"name\":[\"db\"]}")).containsExactly("/db");
		assertThat(docker.get("/containers/json?filters=%7B%22nosuch%22:[%22x%22]%7D".replace("[", "%5B").replace("]", "%5D")).status()).isEqualTo(400);
		assertThat(docker.get("/containers/json?filters=nonsense").status()).isEqualTo(400);
	}

	private List<String> names(String query) throws IOException {
		var found = docker.get("/containers/json" + query.replace("{", "%7B").replace("}", "%7D").replace("\"", "%22").replace("[", "%5B").replace("]", "%5D").replace("^",
				"%5E")).json();
		return StreamSupport.stream(found.spliterator(), false).map(c -> c.path("Names").path(0).asText()).toList();
	}
}
