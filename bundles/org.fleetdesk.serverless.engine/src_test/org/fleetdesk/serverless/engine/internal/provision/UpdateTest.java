package org.fleetdesk.serverless.engine.internal.provision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

import org.fleetdesk.opennebula.vm.LcmState;
import org.fleetdesk.serverless.engine.internal.cloud.Delays;
import org.junit.jupiter.api.Test;

/** What an update changes in the VMs, and what it leaves. */
class UpdateTest extends EngineFixture {

	@Test
	void whatIsNotWishedAnyMoreDoesNotStayInTheVm() throws Exception {
		start(ApiFace.NEW);
		var runtime = running(spec("\"FAAS\":{\"FLAVOUR\":\"Function\"},\"SCHEDULING\":{\"POLICY\":\"free_cpu\",\"REQUIREMENTS\":\"arch = \\\"x86_64\\\"\"}"));
		int vm = runtime.runtime().at("/FAAS/VM_ID").asInt();
		assertThat(vm(vm).userTemplate().get("SCHED_REQUIREMENTS")).contains("ARCH = \"X86_64\"");
		var updated = api.put(RUNTIMES + "/" + runtime.id(), ANNA, spec("\"FAAS\":{\"FLAVOUR\":\"Function\"},\"SCHEDULING\":{\"POLICY\":\"running_vms\"}"));
		assertThat(updated.status()).as(updated.text()).isEqualTo(200);
		assertThat(updated.runtime().path("SCHEDULING")).hasToString("{\"POLICY\":\"running_vms\"}");
		assertThat(vm(vm).userTemplate().get("SCHED_REQUIREMENTS", "")).isEmpty();
		assertThat(vm(vm).userTemplate().get("SCHED_RANK")).contains("RUNNING_VMS");
		var emptied = api.put(RUNTIMES + "/" + runtime.id(), ANNA, spec("\"FAAS\":{\"FLAVOUR\":\"Function\"},\"SCHEDULING\":{\"POLICY\":\"\",\"REQUIREMENTS\":\"\"}"));
		assertThat(emptied.status()).as(emptied.text()).isEqualTo(200);
		assertThat(vm(vm).userTemplate().get("SCHED_RANK", "")).isEmpty();
	}

	@Test
	void aDevicesUpdateNamesNoFlavours() throws Exception {
		start(ApiFace.NEW);
		int id = created(ANNA, spec("\"FAAS\":{\"FLAVOUR\":\"Function\"},\"DAAS\":{\"FLAVOUR\":\"Data\"}")).id();
		var runtime = await(id, r -> r.runtime().at("/FAAS/STATE").asText().equals("RUNNING") && r.runtime().at("/DAAS/STATE").asText().equals("RUNNING"));
		var updated = api.put(RUNTIMES + "/" + runtime.id(), ANNA, spec("\"FAAS\":{\"FLAVOUR\":\"\"},\"DAAS\":{\"FLAVOUR\":\"\",\"MEMORY\":200}"));
		assertThat(updated.status()).as(updated.text()).isEqualTo(200);
		assertThat(updated.runtime().at("/DAAS/MEMORY").asInt()).isEqualTo(200);
		assertThat(updated.runtime().at("/DAAS/FLAVOUR").asText()).isEqualTo("Data");
	}

	@Test
	void aVmThatMovesIsRescheduledWhenItHasArrived() throws Exception {
		var soon = Duration.ofMillis(10);
		startCloud(s -> s.withDelays(new Delays(soon, soon, soon, Duration.ofSeconds(4), soon, soon, soon)));
		var between = part(new Meddler(cloud.xmlRpc()));
		startEngine(ApiFace.NEW, between.url("/RPC2"), cloud.oneflow(), UnaryOperator.identity());
		int id = created(ADMIN, faas("Function")).id();
		var runtime = await(RUNTIMES + "/" + id, ADMIN, r -> r.runtime().at("/FAAS/STATE").asText().equals("RUNNING"));
		int vm = runtime.runtime().at("/FAAS/VM_ID").asInt();
		var calls = new AtomicInteger();
		between.fail(request -> {
			if (request.contains("resched") && calls.getAndIncrement() == 0) {
				move(vm);
			}
			return false;
		}, Meddler.Moment.BEFORE);
		var updated = api.put(RUNTIMES + "/" + id, ADMIN, spec("\"FAAS\":{\"FLAVOUR\":\"\"},\"SCHEDULING\":{\"POLICY\":\"free_cpu\"}"));
		assertThat(updated.status()).as(updated.text()).isEqualTo(200);
		assertThat(calls).hasValue(2);
	}

	/** Somebody else has it moved, so that it is on its way when this returns. */
	private void move(int vm) {
		try {
			vm(vm).resched().orThrow();
			while (vm(vm).lcm() == LcmState.RUNNING) {
				Thread.onSpinWait();
			}
		} catch (Exception e) {
			throw new IllegalStateException(e);
		}
	}

	@Test
	void aRuntimeWithoutDaasStaysSo() throws Exception {
		start(ApiFace.NEW);
		var runtime = running(faas("Function"));
		assertThat(api.put(RUNTIMES + "/" + runtime.id(), ANNA, spec("\"FAAS\":{\"FLAVOUR\":\"\"},\"DAAS\":{\"FLAVOUR\":\"\"}")).status()).isEqualTo(200);
		assertThat(api.put(RUNTIMES + "/" + runtime.id(), ANNA, spec("\"FAAS\":{\"FLAVOUR\":\"\"},\"DAAS\":{\"FLAVOUR\":\"Data\"}")).status()).isEqualTo(400);
	}
}
