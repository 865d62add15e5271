package org.fleetdesk.serverless.engine.internal.cloud.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fleetdesk.serverless.engine.internal.cloud.flow.FlowFixture.ADMIN;
import static org.fleetdesk.serverless.engine.internal.cloud.flow.FlowFixture.USER;

import java.time.Duration;
import java.util.List;

import org.fleetdesk.opennebula.oneflow.RoleState;
import org.fleetdesk.opennebula.oneflow.ServiceState;
import org.fleetdesk.opennebula.vm.LcmState;
import org.fleetdesk.opennebula.vm.VmState;
import org.fleetdesk.opennebula.wire.OneTemplate;
import org.junit.jupiter.api.Test;

class ServiceLifeTest extends OnFlow {

	private static final int DEPLOY = 5;

	private int running(String template) throws Exception {
		int id = flow.instantiate(USER, flow.named(template), "{}");
		flow.phases(DEPLOY);
		assertThat(flow.state(id)).isEqualTo(ServiceState.RUNNING);
		return id;
	}

	@Test
	void livesFromItsInstantiationToItsEnd() throws Exception {
		int id = flow.instantiate(USER, flow.named("Function"), "{'name':'mine'}");
		assertThat(flow.state(id)).isEqualTo(ServiceState.PENDING);
		flow.settle();
		assertThat(flow.state(id)).isEqualTo(ServiceState.DEPLOYING);
		int vm = flow.vms(id, "FAAS").getFirst();
		assertThat(flow.vm(vm).name()).isEqualTo("FAAS_0_(service_" + id + ")");
		assertThat(flow.vm(vm).userTemplate().get("SERVICE_ID")).hasValue(Integer.toString(id));
		assertThat(flow.vm(vm).userTemplate().get("ROLE_NAME")).hasValue("FAAS");
		flow.phases(DEPLOY);
		assertThat(flow.vm(vm).isRunning()).isTrue();
		assertThat(flow.state(id)).isEqualTo(ServiceState.RUNNING);
		assertThat(flow.role(id, "FAAS")).isEqualTo(RoleState.RUNNING);
		assertThat(flow.log(id)).containsExactly("I New state: DEPLOYING_NETS", "I New state: DEPLOYING", "I New state: RUNNING");
		assertThat(flow.call(USER, "DELETE", "/service/" + id, null).status()).isEqualTo(204);
		flow.settle();
		assertThat(flow.state(id)).isEqualTo(ServiceState.UNDEPLOYING);
		flow.phases(3);
		assertThat(flow.vm(vm).isDone()).isTrue();
		assertThat(flow.get(USER, "/service/" + id).status()).isEqualTo(404);
	}

	@Test
	void straightDeploymentWaitsForParentsAndEndsTheOtherWayRound() throws Exception {
		int template = flow.template(ADMIN, "{'name':'tree','deployment':'straight','roles':[{'name':'child','vm_template':0,'parents':['parent']},{'name':'parent','vm_template':0}]}");
		int id = flow.instantiate(ADMIN, template, "{}");
		flow.settle();
		assertThat(flow.role(id, "parent")).isEqualTo(RoleState.DEPLOYING);
		assertThat(flow.role(id, "child")).isEqualTo(RoleState.PENDING);
		assertThat(flow.vms(id, "child")).isEmpty();
		flow.phases(DEPLOY);
		assertThat(flow.role(id, "parent")).isEqualTo(RoleState.RUNNING);
		assertThat(flow.state(id)).isEqualTo(ServiceState.DEPLOYING);
		flow.phases(DEPLOY);
		assertThat(flow.state(id)).isEqualTo(ServiceState.RUNNING);
		int parent = flow.vms(id, "parent").getFirst();
		flow.call(ADMIN, "DELETE", "/service/" + id, null);
		flow.phases(1);
		assertThat(flow.vm(parent).isRunning()).isTrue();
		flow.phases(6);
		assertThat(flow.vm(parent).isDone()).isTrue();
		assertThat(flow.get(ADMIN, "/service/" + id).status()).isEqualTo(404);
	}

	@Test
	void rolesWithoutOrderAreDeployedTogether() throws Exception {
		int template = flow.template(ADMIN, "{'name':'flat','deployment':'none','roles':[{'name':'a','vm_template':0,'parents':['b']},{'name':'b','vm_template':0,'cardinality':2}]}");
		int id = flow.instantiate(ADMIN, template, "{}");
		flow.settle();
		assertThat(flow.vms(id, "a")).hasSize(1);
		assertThat(flow.vms(id, "b")).hasSize(2);
	}

	@Test
	void scalesUpCoolsDownAndScalesDownTheOldestFirst() throws Exception {
		int id = running("Function");
		int first = flow.vms(id, "FAAS").getFirst();
		assertThat(flow.post(USER, "/service/" + id + "/scale", "{'role_name':'FAAS','cardinality':3,'force':false}").status()).isEqualTo(204);
		flow.settle();
		assertThat(flow.state(id)).isEqualTo(ServiceState.SCALING);
		assertThat(flow.role(id, "FAAS")).isEqualTo(RoleState.SCALING);
		flow.phases(DEPLOY);
		assertThat(flow.state(id)).isEqualTo(ServiceState.COOLDOWN);
		assertThat(flow.role(id, "FAAS")).isEqualTo(RoleState.COOLDOWN);
		assertThat(flow.vms(id, "FAAS")).hasSize(3);
		assertThat(flow.vm(flow.vms(id, "FAAS").getLast()).name()).isEqualTo("FAAS_2_(service_" + id + ")");
		assertThat(flow.post(USER, "/service/" + id + "/scale", "{'role_name':'FAAS','cardinality':1,'force':false}").text()).isEqualTo("Service cannot be scaled in state: COOLDOWN");
		flow.pass(Duration.ofMinutes(5));
		assertThat(flow.state(id)).isEqualTo(ServiceState.RUNNING);
		assertThat(flow.post(USER, "/service/" + id + "/scale", "{'role_name':'FAAS','cardinality':1,'force':false}").status()).isEqualTo(204);
		flow.phases(4);
		assertThat(flow.state(id)).isEqualTo(ServiceState.COOLDOWN);
		assertThat(flow.vms(id, "FAAS")).hasSize(1).doesNotContain(first);
		assertThat(flow.allVms(id)).hasSize(1);
		assertThat(flow.log(id)).contains("I Role FAAS scaling up from 1 to 3 nodes", "I New state: SCALING", "I New state: COOLDOWN", "I Role FAAS scaling down from 3 to 1 nodes");
		flow.act(USER, "/service/" + id, "recover", "{}");
		assertThat(flow.state(id)).isEqualTo(ServiceState.RUNNING);
	}

	@Test
	void limitsOfARoleHoldUnlessForced() throws Exception {
		int template = flow.template(ADMIN, "{'name':'few','roles':[{'name':'r','vm_template':0,'cardinality':1,'min_vms':1,'max_vms':2,'cooldown':0}]}");
		int id = flow.instantiate(ADMIN, template, "{}");
		flow.phases(DEPLOY);
		String path = "/service/" + id + "/scale";
		assertThat(flow.post(ADMIN, path, "{'role_name':'r','cardinality':3,'force':false}").text()).isEqualTo("Can't scale service " + id + ": Maximum cardinality is 2");
		assertThat(flow.post(ADMIN, path, "{'role_name':'r','cardinality':0,'force':false}").text()).isEqualTo("Can't scale service " + id + ": Minimum cardinality is 1");
		assertThat(flow.post(ADMIN, path, "{'role_name':'r','cardinality':1,'force':false}").text()).isEqualTo("Cardinality of r is already at 1");
		assertThat(flow.post(ADMIN, path, "{'role_name':'x','cardinality':1,'force':false}").text()).isEqualTo("Role x not found");
		assertThat(flow.state(id)).isEqualTo(ServiceState.RUNNING);
		assertThat(flow.post(ADMIN, path, "{'role_name':'r','cardinality':3,'force':true}").status()).isEqualTo(204);
		flow.phases(DEPLOY);
		assertThat(flow.vms(id, "r")).hasSize(3);
		assertThat(flow.state(id)).isEqualTo(ServiceState.RUNNING);
	}

	@Test
	void aFailedDeploymentCanBeRecoveredWhenItsCauseIsGone() throws Exception {
		int id = flow.instantiate(USER, flow.named("FAILED_DEPLOY"), "{}");
		flow.phases(DEPLOY);
		int vm = flow.vms(id, "FAAS").getFirst();
		assertThat(flow.vm(vm).lcm()).isEqualTo(LcmState.BOOT_FAILURE);
		assertThat(flow.state(id)).isEqualTo(ServiceState.FAILED_DEPLOYING);
		assertThat(flow.role(id, "FAAS")).isEqualTo(RoleState.FAILED_DEPLOYING);
		assertThat(flow.log(id)).contains("E Role FAAS : VM " + vm + " is in BOOT_FAILURE", "I New state: FAILED_DEPLOYING");
		assertThat(flow.call(USER, "DELETE", "/service/" + id, null)).isEqualTo(new FlowFixture.Answer(500, "text/plain", "Service cannot be undeployed in state: FAILED_DEPLOYING"));
		flow.act(USER, "/service/" + id, "recover", "{}");
		flow.phases(DEPLOY);
		assertThat(flow.state(id)).isEqualTo(ServiceState.FAILED_DEPLOYING);
		flow.cloud().vms().update(flow.admin(), vm, flow.vm(vm).userTemplate().copy().remove("SIMULATED_FAIL"), false);
		flow.act(USER, "/service/" + id, "recover", "{}");
		flow.phases(DEPLOY);
		assertThat(flow.state(id)).isEqualTo(ServiceState.RUNNING);
		assertThat(flow.vms(id, "FAAS")).containsExactly(vm);
	}

	/** OneFlow 6.6 calls such a service RUNNING (issue 6396 of OpenNebula). */
	@Test
	void recoveringADeploymentMakesTheVmsThatAreMissing() throws Exception {
		int template = flow.template(ADMIN, "{'name':'secret','roles':[{'name':'r','vm_template':0}]}");
		flow.act(ADMIN, "/service_template/" + template, "chmod", "{'octet':'644'}");
		flow.cloud().templates().chmod(flow.admin(), 0, List.of(1, 1, 0, 0, 0, 0, 0, 0, 0));
		int id = flow.instantiate(USER, template, "{}");
		flow.settle();
		assertThat(flow.state(id)).isEqualTo(ServiceState.FAILED_DEPLOYING);
		assertThat(flow.log(id)).anyMatch(l -> l.startsWith("E Role r : Instantiate failed for template 0; [one.template.instantiate]"));
		assertThat(flow.vms(id, "r")).isEmpty();
		flow.cloud().templates().chmod(flow.admin(), 0, List.of(1, 1, 0, 1, 0, 0, 1, 0, 0));
		flow.act(USER, "/service/" + id, "recover", "{}");
		flow.phases(DEPLOY);
		assertThat(flow.state(id)).isEqualTo(ServiceState.RUNNING);
		assertThat(flow.vms(id, "r")).hasSize(1);
	}

	@Test
	void recoverWithDeleteRemovesInAnyState() throws Exception {
		int failed = flow.instantiate(USER, flow.named("FAILED_DEPLOY"), "{}");
		flow.phases(DEPLOY);
		int deploying = flow.instantiate(USER, flow.named("Function"), "{}");
		flow.phases(2);
		assertThat(flow.vm(flow.vms(deploying, "FAAS").getFirst()).lcm()).isIn(LcmState.PROLOG, LcmState.BOOT);
		for (int id : List.of(failed, deploying)) {
			var vms = flow.vms(id, "FAAS");
			flow.act(USER, "/service/" + id, "recover", "{'delete':true}");
			flow.phases(4);
			assertThat(flow.get(USER, "/service/" + id).status()).isEqualTo(404);
			assertThat(flow.vm(vms.getFirst()).isDone()).isTrue();
		}
	}

	@Test
	void aParentThatFailedDoesNotKeepItsServiceFromBeingDeleted() throws Exception {
		int template = flow.template(ADMIN, "{'name':'tree','deployment':'straight','roles':[{'name':'parent','vm_template':2},{'name':'child','vm_template':0,'parents':['parent']}]}");
		int id = flow.instantiate(ADMIN, template, "{}");
		flow.phases(DEPLOY);
		assertThat(flow.role(id, "parent")).isEqualTo(RoleState.FAILED_DEPLOYING);
		flow.act(ADMIN, "/service/" + id, "recover", "{'delete':true}");
		flow.phases(4);
		assertThat(flow.get(ADMIN, "/service/" + id).status()).isEqualTo(404);
		assertThat(flow.allVms(id)).isEmpty();
	}

	@Test
	void aRunningServiceNeedsNoRecovery() throws Exception {
		int id = running("Function");
		assertThat(flow.post(USER, "/service/" + id + "/action", "{'action':{'perform':'recover'}}").text()).isEqualTo("Service cannot be recovered in state: RUNNING");
	}

	@Test
	void warnsWhenAVmStopsAndIsWellAgainWhenItRuns() throws Exception {
		int id = running("Function");
		int vm = flow.vms(id, "FAAS").getFirst();
		flow.cloud().vms().action(flow.admin(), vm, "poweroff");
		flow.phases(2);
		assertThat(flow.vm(vm).state()).isEqualTo(VmState.POWEROFF);
		assertThat(flow.state(id)).isEqualTo(ServiceState.WARNING);
		assertThat(flow.role(id, "FAAS")).isEqualTo(RoleState.WARNING);
		flow.cloud().vms().action(flow.admin(), vm, "resume");
		flow.phases(2);
		assertThat(flow.state(id)).isEqualTo(ServiceState.RUNNING);
		assertThat(flow.role(id, "FAAS")).isEqualTo(RoleState.RUNNING);
	}

	@Test
	void aVmThatSomebodyTerminatesLeavesItsRole() throws Exception {
		int id = running("Function-Data");
		flow.cloud().vms().action(flow.admin(), flow.vms(id, "DAAS").getFirst(), "terminate");
		flow.phases(3);
		assertThat(flow.state(id)).isEqualTo(ServiceState.RUNNING);
		assertThat(flow.vms(id, "DAAS")).isEmpty();
		assertThat(flow.roleJson(id, "DAAS").path("cardinality").asInt(-1)).isZero();
	}

	@Test
	void aServiceThatIsToEndWithItsVmsDoes() throws Exception {
		int id = flow.instantiate(USER, flow.named("Function"), "{'automatic_deletion':true}");
		flow.phases(DEPLOY);
		flow.cloud().vms().action(flow.admin(), flow.vms(id, "FAAS").getFirst(), "terminate");
		flow.phases(3);
		assertThat(flow.get(USER, "/service/" + id).status()).isEqualTo(404);
	}

	@Test
	void waitsOnHoldUntilItIsReleased() throws Exception {
		int id = flow.instantiate(USER, flow.named("Function-Data"), "{'on_hold':true}");
		flow.phases(DEPLOY);
		assertThat(flow.state(id)).isEqualTo(ServiceState.HOLD);
		assertThat(flow.role(id, "FAAS")).isEqualTo(RoleState.HOLD);
		assertThat(flow.vm(flow.vms(id, "FAAS").getFirst()).state()).isEqualTo(VmState.HOLD);
		flow.act(USER, "/service/" + id, "release", "{}");
		flow.phases(DEPLOY);
		assertThat(flow.state(id)).isEqualTo(ServiceState.RUNNING);
		assertThat(flow.post(USER, "/service/" + id + "/action", "{'action':{'perform':'release'}}").text()).isEqualTo("Service has no roles in HOLD");
	}

	@Test
	void oneRoleOnHoldHoldsThoseThatNeedItAndNoOther() throws Exception {
		int template = flow.template(ADMIN, "{'name':'held','deployment':'straight','roles':[{'name':'a','vm_template':0,'on_hold':true},{'name':'b','vm_template':0,'parents':['a']},"
				+ "{'name':'c','vm_template':0}]}");
		int id = flow.instantiate(ADMIN, template, "{}");
		flow.phases(DEPLOY);
		assertThat(flow.state(id)).isEqualTo(ServiceState.DEPLOYING);
		assertThat(List.of(flow.role(id, "a"), flow.role(id, "b"), flow.role(id, "c"))).containsExactly(RoleState.HOLD, RoleState.HOLD, RoleState.RUNNING);
		flow.act(ADMIN, "/service/" + id, "release", "{}");
		flow.phases(DEPLOY);
		assertThat(flow.role(id, "a")).isEqualTo(RoleState.RUNNING);
		flow.phases(DEPLOY);
		assertThat(flow.state(id)).isEqualTo(ServiceState.RUNNING);
	}

	@Test
	void theGateKeepsAServiceDeployingUntilItsVmsAreReady() throws Exception {
		int id = flow.instantiate(USER, flow.named("Function"), "{'ready_status_gate':true}");
		flow.phases(DEPLOY);
		int vm = flow.vms(id, "FAAS").getFirst();
		assertThat(flow.vm(vm).isRunning()).isTrue();
		assertThat(flow.state(id)).isEqualTo(ServiceState.DEPLOYING);
		flow.cloud().vms().update(flow.admin(), vm, new OneTemplate().set("READY", "YES"), true);
		flow.settle();
		assertThat(flow.state(id)).isEqualTo(ServiceState.RUNNING);
	}

	@Test
	void aVmThatWillNotEndIsSaidAndTriedAgain() throws Exception {
		int id = running("Function");
		int vm = flow.vms(id, "FAAS").getFirst();
		flow.cloud().vms().update(flow.admin(), vm, new OneTemplate().set("SIMULATED_FAIL", "shutdown"), true);
		flow.call(USER, "DELETE", "/service/" + id, null);
		flow.phases(3);
		assertThat(flow.state(id)).isEqualTo(ServiceState.FAILED_UNDEPLOYING);
		assertThat(flow.log(id)).contains("E Role FAAS : VM " + vm + " runs on although it was terminated");
		flow.cloud().vms().update(flow.admin(), vm, flow.vm(vm).userTemplate().copy().set("SIMULATED_FAIL", "epilog"), false);
		flow.act(USER, "/service/" + id, "recover", "{}");
		flow.phases(4);
		assertThat(flow.vm(vm).lcm()).isEqualTo(LcmState.EPILOG_FAILURE);
		assertThat(flow.state(id)).isEqualTo(ServiceState.FAILED_UNDEPLOYING);
		flow.cloud().vms().update(flow.admin(), vm, flow.vm(vm).userTemplate().copy().remove("SIMULATED_FAIL"), false);
		flow.act(USER, "/service/" + id, "recover", "{}");
		flow.phases(4);
		assertThat(flow.get(USER, "/service/" + id).status()).isEqualTo(404);
	}

	@Test
	void aScaleUpWhoseVmFailsCanBeRecovered() throws Exception {
		int id = running("Function");
		flow.post(USER, "/service/" + id + "/scale", "{'role_name':'FAAS','cardinality':2,'force':false}");
		flow.settle();
		int vm = flow.vms(id, "FAAS").getLast();
		flow.cloud().vms().update(flow.admin(), vm, new OneTemplate().set("SIMULATED_FAIL", "boot"), true);
		flow.phases(DEPLOY);
		assertThat(flow.state(id)).isEqualTo(ServiceState.FAILED_SCALING);
		flow.cloud().vms().update(flow.admin(), vm, flow.vm(vm).userTemplate().copy().remove("SIMULATED_FAIL"), false);
		flow.act(USER, "/service/" + id, "recover", "{}");
		flow.phases(DEPLOY);
		assertThat(flow.state(id)).isEqualTo(ServiceState.COOLDOWN);
		assertThat(flow.vms(id, "FAAS")).hasSize(2).contains(vm);
	}

	@Test
	void actionsOfARoleComeOneAfterTheOther() throws Exception {
		int id = flow.instantiate(USER, flow.named("Function"), "{'roles':[{'name':'FAAS','cardinality':2}]}");
		flow.phases(DEPLOY);
		var vms = flow.vms(id, "FAAS");
		flow.act(USER, "/service/" + id + "/role/FAAS", "poweroff", "{'period':60,'number':1}");
		flow.phases(2);
		assertThat(flow.vm(vms.getFirst()).state()).isEqualTo(VmState.POWEROFF);
		assertThat(flow.vm(vms.getLast()).isRunning()).isTrue();
		flow.pass(Duration.ofSeconds(60));
		assertThat(flow.vm(vms.getLast()).state()).isEqualTo(VmState.POWEROFF);
		assertThat(flow.roleJson(id, "FAAS").has("sched_actions")).isFalse();
		flow.act(USER, "/service/" + id, "resume", "{'period':0}");
		flow.phases(3);
		assertThat(flow.state(id)).isEqualTo(ServiceState.RUNNING);
	}

	@Test
	void rolesComeAndGoWhileAServiceRuns() throws Exception {
		int id = running("Function");
		int kept = flow.vms(id, "FAAS").getFirst();
		assertThat(flow.post(USER, "/service/" + id + "/role_action", "{'action':{'perform':'add_role','params':{'role':{'name':'more','vm_template':0}}}}").status()).isEqualTo(204);
		flow.phases(DEPLOY);
		assertThat(flow.state(id)).isEqualTo(ServiceState.RUNNING);
		int added = flow.vms(id, "more").getFirst();
		assertThat(flow.post(USER, "/service/" + id + "/role_action", "{'action':{'perform':'remove_role','params':{'role':'more'}}}").status()).isEqualTo(204);
		flow.phases(4);
		assertThat(flow.state(id)).isEqualTo(ServiceState.RUNNING);
		assertThat(flow.service(id).path("roles")).hasSize(1);
		assertThat(flow.vm(added).isDone()).isTrue();
		assertThat(flow.vm(kept).isRunning()).isTrue();
	}
}
