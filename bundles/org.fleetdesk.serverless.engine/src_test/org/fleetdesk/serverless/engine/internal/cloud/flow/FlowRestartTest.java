package org.fleetdesk.serverless.engine.internal.cloud.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fleetdesk.serverless.engine.internal.cloud.flow.FlowFixture.ADMIN;
import static org.fleetdesk.serverless.engine.internal.cloud.flow.FlowFixture.USER;

import java.time.Duration;
import java.util.Set;

import org.fleetdesk.opennebula.oneflow.ServiceState;
import org.junit.jupiter.api.Test;

/** What the next process makes of the services that one was killed with. */
class FlowRestartTest extends OnFlow {

	@Test
	void aServiceThatHadNotBegunIsDeployed() throws Exception {
		int id = flow.instantiate(USER, flow.named("Function"), "{}");
		flow.kill();
		flow.phases(5);
		assertThat(flow.state(id)).isEqualTo(ServiceState.RUNNING);
		assertThat(flow.allVms(id)).isEqualTo(Set.copyOf(flow.vms(id, "FAAS"))).hasSize(1);
	}

	@Test
	void aDeploymentGoesOnWithTheVmsThatItHas() throws Exception {
		int id = flow.instantiate(USER, flow.named("Function-Data"), "{}");
		flow.phases(2);
		var vms = flow.allVms(id);
		assertThat(vms).hasSize(2);
		flow.kill();
		assertThat(flow.state(id)).isEqualTo(ServiceState.DEPLOYING);
		flow.phases(5);
		assertThat(flow.state(id)).isEqualTo(ServiceState.RUNNING);
		assertThat(flow.allVms(id)).isEqualTo(vms);
		assertThat(flow.vm(flow.vms(id, "FAAS").getFirst()).isRunning()).isTrue();
	}

	@Test
	void scalingCooldownAndEndGoOn() throws Exception {
		int id = flow.instantiate(USER, flow.named("Function"), "{}");
		flow.phases(5);
		flow.post(USER, "/service/" + id + "/scale", "{'role_name':'FAAS','cardinality':2,'force':false}");
		flow.phases(1);
		flow.kill();
		flow.phases(5);
		assertThat(flow.state(id)).isEqualTo(ServiceState.COOLDOWN);
		assertThat(flow.allVms(id)).isEqualTo(Set.copyOf(flow.vms(id, "FAAS"))).hasSize(2);
		flow.kill();
		flow.pass(Duration.ofMinutes(5));
		assertThat(flow.state(id)).isEqualTo(ServiceState.RUNNING);
		flow.call(USER, "DELETE", "/service/" + id, null);
		flow.phases(1);
		flow.kill();
		flow.phases(5);
		assertThat(flow.get(ADMIN, "/service/" + id).status()).isEqualTo(404);
		assertThat(flow.allVms(id)).isEmpty();
	}

	@Test
	void aVmThatStoppedMeanwhileIsNoticed() throws Exception {
		int id = flow.instantiate(USER, flow.named("Function"), "{}");
		flow.phases(5);
		flow.cloud().vms().action(flow.admin(), flow.vms(id, "FAAS").getFirst(), "poweroff");
		flow.kill();
		flow.phases(3);
		assertThat(flow.state(id)).isEqualTo(ServiceState.WARNING);
	}

	@Test
	void whatATemplateSaysStaysAsItIs() throws Exception {
		String contents = "CPU=\\\"1\\\"\\nNOTE=\\\"a ]]> b \\\\\\\\ c\\\"\\nTAIL=x\\\\\\\\";
		int id = flow.template(ADMIN, "{'name':'odd','roles':[{'name':'r','vm_template':0,'vm_template_contents':'" + contents + "'}]}");
		var before = flow.get(ADMIN, "/service_template/" + id).body();
		assertThat(before.at("/roles/0/vm_template_contents").asText()).contains("CPU=\"1\"\nNOTE=");
		flow.kill();
		assertThat(flow.get(ADMIN, "/service_template/" + id).body()).isEqualTo(before);
		assertThat(flow.get(ADMIN, "/service_template").json().at("/DOCUMENT_POOL/DOCUMENT")).hasSize(6);
	}
}
