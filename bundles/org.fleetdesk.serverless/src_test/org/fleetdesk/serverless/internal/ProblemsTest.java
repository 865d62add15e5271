package org.fleetdesk.serverless.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

import org.fleetdesk.core.Phase;
import org.fleetdesk.core.Resource;
import org.fleetdesk.core.Snapshot;
import org.fleetdesk.serverless.CloudInfo;
import org.fleetdesk.serverless.Repair;
import org.fleetdesk.serverless.Serverless;
import org.fleetdesk.serverless.ServiceInfo;
import org.fleetdesk.serverless.VmInfo;
import org.fleetdesk.serverless.VmSample;
import org.fleetdesk.serverless.model.ServerlessRuntime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.databind.ObjectMapper;

/** What is told of pools that were read, and of those that were not. */
class ProblemsTest {

	private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
	private static final Instant LONG_AGO = NOW.minus(Duration.ofHours(1));

	private final List<DocumentInfo> documents = new ArrayList<>();
	private final List<ServiceInfo> services = new ArrayList<>();
	private final List<VmInfo> vms = new ArrayList<>();
	private String openNebula = "";
	private String flow = "";
	private boolean all = true;
	private Duration creation = Duration.ofMinutes(2);

	private void document(int id, String serviceId) throws Exception {
		String body = "{\"NAME\":\"r%d\",\"ID\":%d,\"FAAS\":{\"FLAVOUR\":\"Function\",\"VM_ID\":%d,\"STATE\":\"RUNNING\",\"CPU\":1,\"MEMORY\":128,\"DISK_SIZE\":1024}%s}".formatted(id, id, id,
				serviceId.isEmpty() ? "" : ",\"SERVICE_ID\":" + serviceId);
		documents.add(new DocumentInfo(id, "r" + id, "ann", "users", ServerlessRuntime.fromJson(new ObjectMapper().readTree(body)), "", Optional.of(LONG_AGO)));
	}

	private void service(int id, String state, Instant since, Integer... nodes) {
		wanting(1, id, state, since, nodes);
	}

	private void wanting(int cardinality, int id, String state, Instant since, Integer... nodes) {
		services.add(new ServiceInfo(id, "Function", "ann", "users", state, Optional.of(LONG_AGO), List.of(new ServiceInfo.Role("FAAS", state.equals("WARNING") ? "RUNNING" : state, cardinality, List.of(nodes))),
				List.of(new ServiceInfo.Line(since, state.startsWith("FAILED") ? "E" : "I", state.startsWith("FAILED") ? "The disk is full" : "New state: " + state))));
	}

	private void vm(int id, String state, String lcm, String runtime, int service, Instant since) {
		vms.add(new VmInfo(id, "FAAS_" + id, "ann", "users", state, lcm, runtime, runtime.equals("ERROR") ? "no such disk" : "", Optional.of(LONG_AGO), Optional.of(since), "host1", 2, 512, false,
				OptionalInt.of(service), "FAAS", List.of(new VmInfo.Nic(0, "private", "", List.of("10.0.0.7"))), List.of(new VmInfo.Disk(0, "disk", OptionalInt.of(2048))), List.of(),
				Map.of("FLAVOURS", "1"), Map.of("CPU", "12.5", "MEMORY", "1024")));
	}

	private CloudState state() {
		var info = new CloudInfo("1.3.3", "6.6.3", false, Optional.empty(), Optional.empty(), "bob", openNebula, flow);
		return new CloudState(info, documents, !openNebula.isEmpty(), flow.isEmpty() && openNebula.isEmpty() ? Optional.of(services) : Optional.empty(),
				openNebula.isEmpty() ? Optional.of(vms) : Optional.empty(), Optional.empty(),
				Map.of(9, new VmSample(NOW, 12.54, 1 << 20, 0, 0, 0, 0)), all, Map.of(), creation);
	}

	private Snapshot snapshot() {
		return Snapshots.of(Setup.CONNECTION, state(), NOW);
	}

	private Resource of(String kind, Object key) {
		return Setup.resource(snapshot(), kind, key);
	}

	private Optional<Repair> repair(String kind, Object key) {
		return new Problems(new Joined(state()), NOW).of(Setup.id(kind, key)).flatMap(Problems.Problem::repair);
	}

	@Test
	void aRuntimeIsAsItsVirtualMachineIsNotAsItsDocumentSays() throws Exception {
		document(4, "3");
		service(3, "RUNNING", LONG_AGO, 9);
		vm(9, "ACTIVE", "BOOT", "PENDING", 3, NOW.minusSeconds(30));
		var runtime = of(Serverless.RUNTIME, 4);
		assertThat(runtime.state().toString()).isEqualTo("pending (BOOT)");
		assertThat(runtime.state().phase()).isEqualTo(Phase.STARTING);
		assertThat(runtime.attributes()).containsEntry(Serverless.CPU, "2").containsEntry(Serverless.MEMORY, Long.toString(512L << 20)).containsEntry(Serverless.DISK, Long.toString(2048L << 20))
				.containsEntry(Serverless.ENDPOINT, "10.0.0.7").containsEntry(Serverless.SINCE, NOW.minusSeconds(30).toString()).containsEntry(Serverless.HOST, "host1")
				.containsEntry(Serverless.faas(Serverless.VM_ID), "9").doesNotContainKey(Serverless.PROBLEM);
		assertThat(runtime.refusals()).containsEntry(Serverless.UPDATE, "It is pending; it can be changed when it runs.").containsKeys(Serverless.RECOVER, Serverless.REPAIR)
				.doesNotContainKeys(Serverless.DELETE, Serverless.RENAME, Serverless.SCALE);
	}

	@Test
	void aDocumentWithoutItsServiceIsDeleted() throws Exception {
		document(4, "3");
		var runtime = of(Serverless.RUNTIME, 4);
		assertThat(runtime.state().phase()).isEqualTo(Phase.FAILED);
		assertThat(runtime.attribute(Serverless.PROBLEM)).isEqualTo("Its OneFlow service 3 is gone.");
		assertThat(repair(Serverless.RUNTIME, 4)).hasValueSatisfying(r -> assertThat(r.kind()).isEqualTo(Repair.Kind.DELETE_DOCUMENT));
		assertThat(snapshot().facts()).containsEntry("Problems", "1");
	}

	@Test
	void whatACreationMayBeAtWorkOnIsNoProblem() throws Exception {
		document(4, "");
		service(3, "RUNNING", LONG_AGO, 9);
		vm(8, "ACTIVE", "RUNNING", "RUNNING", 7, LONG_AGO);
		assertThat(of(Serverless.RUNTIME, 4).attribute(Serverless.PROBLEM)).startsWith("It has no OneFlow service");
		assertThat(of(Serverless.SERVICE, 3).attribute(Serverless.PROBLEM)).isEqualTo("No runtime refers to it.");
		assertThat(of(Serverless.VM, 8).attribute(Serverless.PROBLEM)).isEqualTo("Its OneFlow service 7 is gone.");
		creation = Duration.between(LONG_AGO, NOW).plusSeconds(1);
		assertThat(snapshot().resources().values()).allSatisfy(r -> assertThat(r.attributes()).doesNotContainKey(Serverless.PROBLEM));
	}

	@Test
	void whatBelongsToOthersAndIsNotSeenIsNotSaidToBeGone() throws Exception {
		all = false;
		document(4, "3");
		var runtime = of(Serverless.RUNTIME, 4);
		assertThat(runtime.state().phase()).isEqualTo(Phase.UNKNOWN);
		assertThat(runtime.attributes()).doesNotContainKey(Serverless.PROBLEM);
	}

	@Test
	void aServiceThatNoRuntimeRefersToIsDeletedUnlessItIsYoungOrSomebodyElses() {
		service(3, "RUNNING", LONG_AGO, 9);
		vm(9, "ACTIVE", "RUNNING", "RUNNING", 3, LONG_AGO);
		assertThat(of(Serverless.SERVICE, 3).attribute(Serverless.PROBLEM)).isEqualTo("No runtime refers to it.");
		assertThat(repair(Serverless.SERVICE, 3)).hasValueSatisfying(r -> assertThat(r.kind()).isEqualTo(Repair.Kind.DELETE_SERVICE));
		assertThat(of(Serverless.VM, 9).attributes()).as("it belongs to the service").doesNotContainKey(Serverless.PROBLEM).containsEntry(Serverless.CPU_USED, "12.5")
				.containsEntry(Serverless.MEMORY_USED, Long.toString(1 << 20));

		services.clear();
		service(3, "RUNNING", NOW.minusSeconds(20), 9);
		assertThat(of(Serverless.SERVICE, 3).attributes()).as("it may be in the middle of its creation").doesNotContainKey(Serverless.PROBLEM);

		services.clear();
		vms.clear();
		services.add(new ServiceInfo(5, "web shop", "ann", "users", "RUNNING", Optional.of(LONG_AGO), List.of(new ServiceInfo.Role("web", "RUNNING", 1, List.of())), List.of()));
		assertThat(of(Serverless.SERVICE, 5).attributes()).as("OneFlow has other services too").doesNotContainKey(Serverless.PROBLEM);
	}

	@Test
	void aVirtualMachineOfNoServiceIsTerminated() {
		vm(9, "ACTIVE", "RUNNING", "RUNNING", 3, LONG_AGO);
		assertThat(of(Serverless.VM, 9).attribute(Serverless.PROBLEM)).isEqualTo("Its OneFlow service 3 is gone.");
		assertThat(repair(Serverless.VM, 9)).hasValueSatisfying(r -> assertThat(r.kind()).isEqualTo(Repair.Kind.TERMINATE_VM));
	}

	@ParameterizedTest
	@CsvSource({ "FAILED_DEPLOYING, RECOVER_SERVICE", "FAILED_SCALING, RECOVER_SERVICE", "FAILED_UNDEPLOYING, DELETE_SERVICE", "FAILED_UNDEPLOYING_NETS, DELETE_SERVICE",
			"DEPLOYING, RECOVER_SERVICE", "SCALING, RECOVER_SERVICE", "UNDEPLOYING, DELETE_SERVICE" })
	void aServiceThatFailedOrIsStuckIsRecoveredOrDeletedAndItsRuntimeSaysSo(String state, Repair.Kind kind) throws Exception {
		document(4, "3");
		service(3, state, LONG_AGO);
		assertThat(of(Serverless.SERVICE, 3).attribute(Serverless.PROBLEM)).contains(state).contains(state.startsWith("FAILED") ? "The disk is full" : "60 minutes");
		assertThat(repair(Serverless.SERVICE, 3)).hasValueSatisfying(r -> assertThat(r.kind()).isEqualTo(kind));
		assertThat(of(Serverless.RUNTIME, 4).attribute(Serverless.PROBLEM)).startsWith("Service 3: it is " + state);
		assertThat(repair(Serverless.RUNTIME, 4)).hasValueSatisfying(r -> assertThat(r.id()).isEqualTo(3));
	}

	@Test
	void aServiceThatWaitsForRoomHasNoRepair() throws Exception {
		document(4, "3");
		service(3, "DEPLOYING", LONG_AGO, 9);
		vm(9, "PENDING", "LCM_INIT", "PENDING", 3, LONG_AGO);
		assertThat(of(Serverless.RUNTIME, 4).attribute(Serverless.PROBLEM)).isEqualTo("Service 3: it is DEPLOYING for 60 minutes. Virtual machine 9 is not placed.");
		assertThat(of(Serverless.RUNTIME, 4).refusals()).containsKey(Serverless.REPAIR);
		assertThat(repair(Serverless.RUNTIME, 4)).isEmpty();
	}

	@Test
	void aRunningRoleWithoutItsVirtualMachinesIsSeen() throws Exception {
		document(4, "3");
		service(3, "RUNNING", LONG_AGO);
		assertThat(of(Serverless.ROLE, "3/FAAS").attribute(Serverless.PROBLEM)).startsWith("It is RUNNING with 0 of 1 virtual machines");
		assertThat(of(Serverless.RUNTIME, 4)).satisfies(r -> {
			assertThat(r.state().phase()).isEqualTo(Phase.FAILED);
			assertThat(r.attribute(Serverless.PROBLEM)).startsWith("Role FAAS: it is RUNNING with 0 of 1");
		});
	}

	/** When its last one was terminated OneFlow wants none any more. */
	@Test
	void aRunningRoleThatWantsNoVirtualMachineIsSeen() throws Exception {
		document(4, "3");
		wanting(0, 3, "RUNNING", LONG_AGO);
		assertThat(of(Serverless.RUNTIME, 4).attribute(Serverless.PROBLEM)).isEqualTo("Role FAAS: it is RUNNING without a virtual machine; scale it, or delete the runtime.");
	}

	@Test
	void aVirtualMachineThatFailedIsRecovered() throws Exception {
		document(4, "3");
		service(3, "WARNING", LONG_AGO, 9);
		vm(9, "ACTIVE", "BOOT_FAILURE", "ERROR", 3, LONG_AGO);
		assertThat(of(Serverless.VM, 9).attribute(Serverless.PROBLEM)).isEqualTo("It is BOOT_FAILURE: no such disk.");
		assertThat(of(Serverless.VM, 9).refusals()).containsKeys("serverless.vm.poweroff", "serverless.vm.terminate").doesNotContainKeys(Serverless.RECOVER_VM, Serverless.REPAIR);
		assertThat(repair(Serverless.RUNTIME, 4)).hasValueSatisfying(r -> assertThat(r.kind()).isEqualTo(Repair.Kind.RECOVER_VM));
		assertThat(of(Serverless.RUNTIME, 4).refusals()).doesNotContainKey(Serverless.RECOVER);
	}

	@Test
	void whatCannotBeReadIsSaidAndNotShownAsGone() throws Exception {
		document(4, "3");
		flow = "OneFlow: connection refused";
		var runtime = of(Serverless.RUNTIME, 4);
		assertThat(runtime.attributes()).doesNotContainKey(Serverless.PROBLEM);
		assertThat(runtime.refusals()).containsEntry(Serverless.SCALE, "OneFlow: connection refused");
		assertThat(snapshot().facts()).containsEntry("OneFlow", "not reachable: OneFlow: connection refused");
		openNebula = "OpenNebula: connection refused";
		assertThat(of(Serverless.RUNTIME, 4).state().word()).as("as the engine itself said").isEqualTo("running");
		assertThat(snapshot().facts()).containsEntry("OpenNebula", "not reachable: OpenNebula: connection refused");
	}

	@Test
	void tenThousandRuntimesAreJoinedInNoTime() throws Exception {
		for (int i = 0; i < 10_000; i++) {
			document(i, Integer.toString(i));
			service(i, "RUNNING", LONG_AGO, i);
			vm(i, "ACTIVE", "RUNNING", "RUNNING", i, LONG_AGO);
		}
		var snapshot = snapshot();
		assertThat(snapshot.resources()).hasSize(40_000);
		assertThat(snapshot.facts()).containsEntry("Runtimes", "10000").doesNotContainKey("Problems");
	}
}
