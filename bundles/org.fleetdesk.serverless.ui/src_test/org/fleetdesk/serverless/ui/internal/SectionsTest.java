package org.fleetdesk.serverless.ui.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.fleetdesk.core.EngineView;
import org.fleetdesk.core.Health;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.core.Snapshot;
import org.fleetdesk.serverless.CloudFacts;
import org.fleetdesk.serverless.EndpointAnswer;
import org.fleetdesk.serverless.Serverless;
import org.fleetdesk.ui.DetailsSection;
import org.fleetdesk.ui.Fact;
import org.junit.jupiter.api.Test;

/** The ways between a runtime and its virtual machines, as Details shows them. */
class SectionsTest {

	private static Optional<ResourceId> link(DetailsSection section, ResourceId of, String label) {
		return section.facts(Samples.row(of), Samples.engine()).stream().filter(f -> f.label().equals(label)).findFirst().flatMap(Fact::link);
	}

	@Test
	void fromTheRuntimeDownToItsVirtualMachine() {
		assertThat(link(new RuntimeSection(), Samples.RUNTIME, "Service")).contains(Samples.SERVICE);
		assertThat(link(new FaasSection(), Samples.RUNTIME, "Virtual machine")).contains(Samples.VM);
		assertThat(new DaasSection().facts(Samples.row(Samples.RUNTIME), Samples.engine())).as("there is no such function").isEmpty();
		assertThat(new RolesSection().facts(Samples.row(Samples.SERVICE), Samples.engine())).extracting(Fact::value).containsExactly("RUNNING, 1 of 2 virtual machines",
				"FAAS_0_(service_7) (RUNNING)");
		assertThat(link(new RolesSection(), Samples.SERVICE, "FAAS")).contains(Samples.ROLE);
		assertThat(new RoleVmsSection().facts(Samples.row(Samples.ROLE), Samples.engine())).extracting(f -> f.link().orElseThrow()).containsExactly(Samples.VM);
	}

	@Test
	void andBack() {
		assertThat(link(new VmSection(), Samples.VM, "Runtime")).contains(Samples.RUNTIME);
		assertThat(link(new VmSection(), Samples.VM, "Service")).contains(Samples.SERVICE);
		assertThat(link(new VmSection(), Samples.VM, "Role")).contains(Samples.ROLE);
		assertThat(link(new RoleSection(), Samples.ROLE, "Service")).contains(Samples.SERVICE);
		assertThat(link(new ServiceSection(), Samples.SERVICE, "Runtime")).contains(Samples.RUNTIME);
		assertThat(new VmSection().facts(Samples.row(Samples.id(Serverless.VM, "13")), Samples.engine())).as("it belongs to nothing").noneMatch(f -> f.link().isPresent());
	}

	@Test
	void aSimulatedCloudIsSeenAsSuch() {
		assertThat(new RuntimeSection().facts(Samples.row(Samples.RUNTIME), Samples.engine())).extracting(Fact::value).contains("6.6.3 (simulated)");
		assertThat(new VmSection().facts(Samples.row(Samples.VM), Samples.engine())).extracting(Fact::value).contains("6.6.3 (simulated)");
	}

	@Test
	void anEmptyTableDoesNotClaimWhatItsEngineCannotKnow() {
		var now = Instant.now();
		var online = new Health(Health.Status.ONLINE, now, Optional.of(now), "");
		var blind = new EngineView(Samples.CONNECTION, online, Optional.of(new Snapshot("c", now, Map.of(), Map.of(CloudFacts.OPENNEBULA, CloudFacts.unreachable("refused")))));
		var seeing = new EngineView(Samples.CONNECTION, online, Optional.of(new Snapshot("c", now, Map.of(), Map.of(CloudFacts.OPENNEBULA, "6.6.3"))));
		assertThat(new VmTable().emptySentence(List.of(seeing, blind))).isEqualTo("lab: OpenNebula is not reachable: refused.");
		assertThat(new VmTable().emptySentence(List.of(seeing))).startsWith("No virtual machines yet");
	}

	@Test
	void tellsWhatAnEndpointAnswered() {
		var url = URI.create("http://127.8.0.1:8000");
		assertThat(Endpoints.words(new EndpointAnswer(url, 200, Duration.ofMillis(12), "hello\u001b[2J"))).isEqualTo("It answered 200 after 12 ms: hello\\x1b[2J");
		assertThat(Endpoints.words(new EndpointAnswer(url, 404, Duration.ofMillis(3), " "))).isEqualTo("It answered 404 after 3 ms.");
		assertThat(Endpoints.words(new EndpointAnswer(url, 0, Duration.ofMillis(5), "Connection refused"))).isEqualTo("No answer after 5 ms: Connection refused");
	}
}
