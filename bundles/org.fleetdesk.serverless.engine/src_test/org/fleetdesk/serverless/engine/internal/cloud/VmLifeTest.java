package org.fleetdesk.serverless.engine.internal.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.fleetdesk.opennebula.OneError;
import org.fleetdesk.opennebula.wire.OneTemplate;
import org.fleetdesk.serverless.engine.internal.cloud.CloudSettings.HostSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VmLifeTest {

	@TempDir
	Path folder;
	private TestCloud test;
	private User admin;
	private User ann;
	private Vms vms;

	@BeforeEach
	void open() throws Exception {
		test = new TestCloud(folder);
		admin = test.admin();
		ann = test.user("ann");
		vms = test.cloud.vms();
	}

	@AfterEach
	void close() {
		test.close();
	}

	private void refused(OneError error, String message, ThrowingCallable call) {
		assertThatThrownBy(call).isInstanceOfSatisfying(CloudError.class, e -> {
			assertThat(e).hasMessage(message);
			assertThat(e.error()).isEqualTo(error);
		});
	}

	@Test
	void aVmGoesThroughPrologAndBootToRunning() throws Exception {
		int vm = test.vm(ann, "");

		assertThat(test.states(vm, 3)).containsExactly("PENDING", "PROLOG", "BOOT", "RUNNING");

		var running = test.vm(vm);
		assertThat(running.name()).isEqualTo("function-" + vm);
		assertThat(running.history()).hasSize(1);
		var stay = running.history().getFirst();
		assertThat(stay.hostname()).isEqualTo("one");
		assertThat(stay.pstime()).isPositive();
		assertThat(stay.rstime()).isEqualTo(stay.petime()).isGreaterThan(stay.pstime());
		assertThat(stay.etime()).isZero();
		assertThat(running.ip()).get().asString().startsWith("127.");
	}

	@Test
	void terminatingEndsInDoneAndGivesEverythingBack() throws Exception {
		int vm = test.running(ann);

		vms.action(ann, vm, "terminate");

		assertThat(test.states(vm, 3)).containsExactly("SHUTDOWN", "EPILOG", "DONE");
		var done = test.vm(vm);
		assertThat(done.life().etime()).isPositive();
		assertThat(done.history().getLast().etime()).isEqualTo(done.life().etime());
		assertThat(done.history().getLast().action()).isEqualTo(27);
		assertThat(vms.list(ann, -2, -1, -1, -1)).isEmpty();
		assertThat(vms.list(ann, -2, -1, -1, -2)).extracting(VmObject::id).containsExactly(vm);
		long taken = vms.usage(0, usage -> usage.cpu() + usage.memory());
		assertThat(taken).isZero();
	}

	@Test
	void everyVmHasAnAddressOfItsOwnAlsoAfterARestart() throws Exception {
		var addresses = new ArrayList<String>();
		for (int i = 0; i < 300; i++) {
			addresses.add(test.vm(test.vm(ann, "")).ip().orElseThrow());
			if (i == 150) {
				test.reopen();
			}
		}

		assertThat(addresses).doesNotHaveDuplicates().noneMatch(a -> a.endsWith(".0") || a.endsWith(".255"));
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			poweroff,  SHUTDOWN_POWEROFF POWEROFF,                 BOOT_POWEROFF RUNNING
			suspend,   SAVE_SUSPEND SUSPENDED,                     BOOT_SUSPENDED RUNNING
			stop,      SAVE_STOP EPILOG_STOP STOPPED,              PENDING PROLOG_RESUME BOOT_STOPPED RUNNING
			undeploy,  SHUTDOWN_UNDEPLOY EPILOG_UNDEPLOY UNDEPLOYED, PENDING PROLOG_UNDEPLOY BOOT_UNDEPLOY RUNNING""")
	void whatEndsCanBeResumed(String action, String down, String up) throws Exception {
		int vm = test.running(ann);

		vms.action(ann, vm, action);
		assertThat(test.states(vm, 3)).containsExactly(down.split(" "));
		vms.action(ann, vm, "resume");
		assertThat(test.states(vm, 4)).containsExactly(up.split(" "));

		assertThat(test.vm(vm).history()).hasSize(2);
	}

	@Test
	void holdKeepsTheSchedulerAwayUntilRelease() throws Exception {
		int vm = vms.instantiate(ann, test.template(ann, ""), "held", true, new OneTemplate());

		assertThat(test.states(vm, 3)).containsExactly("HOLD");
		vms.action(ann, vm, "release");
		assertThat(test.states(vm, 3)).containsExactly("PENDING", "PROLOG", "BOOT", "RUNNING");
	}

	@ParameterizedTest
	@CsvSource({ "resume", "hold", "release" })
	void anActionThatTheStateDoesNotAllowIsRefusedInOpenNebulasWords(String action) throws Exception {
		int vm = test.running(ann);

		refused(OneError.ACTION, "Error performing action \"" + action + "\": This action is not available for state RUNNING", () -> vms.action(ann, vm, action));
		assertThat(test.state(vm)).isEqualTo("RUNNING");
	}

	@Test
	void onAHostWithFourCpusTheFifthVmStaysPendingUntilOneGoes() throws Exception {
		var all = new ArrayList<Integer>();
		for (int i = 0; i < 5; i++) {
			all.add(test.vm(ann, ""));
		}
		test.pass(4);

		assertThat(all.subList(0, 4)).allSatisfy(vm -> assertThat(test.state(vm)).isEqualTo("RUNNING"));
		assertThat(test.state(all.get(4))).isEqualTo("PENDING");
		assertThat(test.vm(all.get(4)).userTemplate().get("SCHED_MESSAGE")).get().asString()
				.matches("\\w{3} \\w{3} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d 2026: Cannot dispatch VM: No host with enough capacity to deploy the VM");

		vms.action(ann, all.get(1), "poweroff");
		test.pass(5);
		assertThat(test.state(all.get(4))).as("a VM that is off keeps its place").isEqualTo("PENDING");

		vms.action(ann, all.get(1), "terminate");
		test.pass(5);
		assertThat(test.state(all.get(4))).isEqualTo("RUNNING");
		assertThat(test.vm(all.get(4)).userTemplate().get("SCHED_MESSAGE")).isEmpty();
	}

	@Test
	void requirementsThatNoHostMeetsKeepAVmPending() throws Exception {
		int vm = test.vm(ann, "SCHED_REQUIREMENTS=\"ENERGY_RENEWABLE = YES\"");
		test.pass(3);

		assertThat(test.state(vm)).isEqualTo("PENDING");
		assertThat(test.vm(vm).userTemplate().get("SCHED_MESSAGE")).get().asString()
				.endsWith("Cannot dispatch VM: No host meets capacity and SCHED_REQUIREMENTS: ENERGY_RENEWABLE = YES");

		test.cloud.hosts().update(admin, 0, new OneTemplate().add("ENERGY_RENEWABLE", "yes"), true);
		test.pass(3);
		assertThat(test.state(vm)).isEqualTo("RUNNING");
	}

	@Test
	void requirementsThatCannotBeReadAreToldAsSuch() throws Exception {
		int vm = test.vm(ann, "SCHED_REQUIREMENTS=\"( ID = \"");
		test.pass(3);

		assertThat(test.state(vm)).isEqualTo("PENDING");
		assertThat(test.vm(vm).userTemplate().get("SCHED_MESSAGE")).get().asString().contains("Error in SCHED_REQUIREMENTS: ( ID = ");
	}

	@Test
	void aBootThatFailsWaitsForARecovery() throws Exception {
		int vm = test.vm(ann, "SIMULATED_FAIL=\"BOOT\"");
		assertThat(test.states(vm, 4)).containsExactly("PENDING", "PROLOG", "BOOT", "BOOT_FAILURE");
		assertThat(test.vm(vm).userTemplate().get("ERROR")).get().asString().contains("Simulated failure");

		vms.recover(admin, vm, 2);
		assertThat(test.states(vm, 2)).containsExactly("BOOT", "BOOT_FAILURE");

		vms.update(ann, vm, new OneTemplate().add("SIMULATED_FAIL", ""), true);
		vms.recover(admin, vm, 2);
		assertThat(test.states(vm, 2)).containsExactly("BOOT", "RUNNING");
		assertThat(test.vm(vm).userTemplate().get("ERROR")).isEmpty();
	}

	@Test
	void recoveriesThatForceDeleteAndRecreate() throws Exception {
		int forced = test.vm(ann, "SIMULATED_FAIL=\"prolog\"");
		test.pass(3);
		assertThat(test.state(forced)).isEqualTo("PROLOG_FAILURE");
		vms.recover(admin, forced, 0);
		assertThat(test.state(forced)).isEqualTo("PROLOG_FAILURE");
		vms.recover(admin, forced, 1);
		assertThat(test.states(forced, 1)).containsExactly("BOOT", "RUNNING");

		vms.recover(admin, forced, 4);
		assertThat(test.states(forced, 3)).startsWith("CLEANUP_RESUBMIT", "PENDING", "PROLOG");
		vms.recover(admin, forced, 3);
		assertThat(test.states(forced, 1)).containsExactly("CLEANUP_DELETE", "DONE");

		int gone = test.running(ann);
		vms.recover(admin, gone, 5);
		assertThat(test.state(gone)).isEqualTo("DONE");
		refused(OneError.ACTION, "Recover action is not available for state DONE", () -> vms.recover(admin, gone, 3));
		int well = test.running(ann);
		refused(OneError.ACTION, "Recover action is not available for state RUNNING", () -> vms.recover(admin, well, 2));
		refused(OneError.ACTION, "Wrong recovery operation code", () -> vms.recover(admin, well, 6));
	}

	@Test
	void ownersMayActButNotRecoverDeployOrReschedule() throws Exception {
		int vm = test.running(ann);
		String message = "User [" + ann.id() + "] : Not authorized to perform ADMIN VM [" + vm + "].";

		refused(OneError.AUTHORIZATION, message, () -> vms.recover(ann, vm, 3));
		refused(OneError.AUTHORIZATION, message, () -> vms.deploy(ann, vm, 0, false));
		refused(OneError.AUTHORIZATION, message, () -> vms.action(ann, vm, "resched"));
		var bob = test.user("bob");
		refused(OneError.AUTHORIZATION, "User [" + bob.id() + "] : Not authorized to perform MANAGE VM [" + vm + "].", () -> vms.action(bob, vm, "poweroff"));
		refused(OneError.NO_EXISTS, "Error getting virtual machine [99].", () -> vms.action(bob, 99, "poweroff"));
		assertThat(vms.list(bob, -2, -1, -1, -1)).isEmpty();
	}

	@Test
	void aRunningVmIsResizedWithinItsLimitsAndItsHost() throws Exception {
		int vm = test.running(ann);
		test.running(ann);

		vms.resize(ann, vm, new OneTemplate().add("CPU", "2").add("VCPU", "2").add("MEMORY", "256"), true);
		assertThat(test.states(vm, 1)).containsExactly("HOTPLUG_RESIZE", "RUNNING");
		assertThat(test.vm(vm).template().get("MEMORY")).contains("256");
		assertThat(test.vm(vm).template().get("CPU")).contains("2");

		refused(OneError.ACTION, "Cannot resize a running VM: MEMORY 300 exceeds MEMORY_MAX 256", () -> vms.resize(ann, vm, new OneTemplate().add("MEMORY", "300"), true));
		refused(OneError.ACTION, "virtual machine [" + vm + "] does not fit in host [0]. Not enough CPU. Requested 200, available 100.",
				() -> vms.resize(ann, vm, new OneTemplate().add("CPU", "4"), true));
		refused(OneError.ACTION, "CPU attribute must be a positive float or integer value.", () -> vms.resize(ann, vm, new OneTemplate().add("CPU", "-1"), true));
		assertThat(test.state(vm)).isEqualTo("RUNNING");
	}

	@Test
	void aResizeThatFailsLeavesTheOldCapacity() throws Exception {
		int vm = test.vm(ann, "SIMULATED_FAIL=\"resize\"");
		test.pass(3);

		vms.resize(ann, vm, new OneTemplate().add("CPU", "2").add("MEMORY", "64"), true);
		assertThat(test.states(vm, 1)).containsExactly("HOTPLUG_RESIZE", "RUNNING");

		assertThat(test.vm(vm).template().get("CPU")).contains("1");
		assertThat(test.vm(vm).template().get("MEMORY")).contains("128");
		assertThat(test.vm(vm).userTemplate().get("ERROR")).isPresent();
	}

	@Test
	void aDiskGrowsAndNeverShrinks() throws Exception {
		int vm = test.running(ann);

		vms.diskResize(ann, vm, 0, "2048");
		assertThat(test.states(vm, 1)).containsExactly("DISK_RESIZE", "RUNNING");
		assertThat(test.vm(vm).template().vectors("DISK").getFirst().get("SIZE")).isEqualTo("2048");

		refused(OneError.ACTION, "New disk size has to be greater than current one", () -> vms.diskResize(ann, vm, 0, "1024"));
		refused(OneError.ACTION, "VM disk does not exist", () -> vms.diskResize(ann, vm, 3, "4096"));
		refused(OneError.ACTION, "Disk SIZE is not a valid integer", () -> vms.diskResize(ann, vm, 0, "4 GB"));

		vms.action(ann, vm, "poweroff");
		test.pass(1);
		vms.diskResize(ann, vm, 0, "4096");
		assertThat(test.states(vm, 1)).containsExactly("DISK_RESIZE_POWEROFF", "POWEROFF");
	}

	@Test
	void aVmThatIsToBeRescheduledMovesToAnotherHostWithRoom() throws Exception {
		test.close();
		test = new TestCloud(folder.resolve("two"), new HostSpec("one", 1, 1024), new HostSpec("two", 1, 1024));
		vms = test.cloud.vms();
		admin = test.admin();
		int vm = test.running(admin);
		assertThat(test.vm(vm).history().getLast().hostname()).isEqualTo("one");

		vms.action(admin, vm, "resched");
		assertThat(test.states(vm, 5)).containsExactly("RUNNING", "SAVE_MIGRATE", "PROLOG_MIGRATE", "BOOT_MIGRATE", "RUNNING");

		var moved = test.vm(vm);
		assertThat(moved.history()).extracting(VmObject.History::hostname).containsExactly("one", "two");
		assertThat(moved.history().getFirst().etime()).isPositive();
		assertThat(moved.life().resched()).isFalse();
		int other = test.running(admin);
		assertThat(test.vm(other).history().getLast().hostname()).isEqualTo("one");
		vms.action(admin, vm, "resched");
		assertThat(test.states(vm, 5)).as("there is no room anywhere else").containsExactly("RUNNING");
		assertThat(test.vm(vm).life().resched()).isTrue();
	}

	@Test
	void aHostInErrorLosesItsVmsFromSightAndTakesNoOthers() throws Exception {
		int vm = test.running(ann);

		test.cloud.hosts().update(admin, 0, new OneTemplate().add("SIMULATED_FAIL", "YES"), true);
		assertThat(test.state(vm)).isEqualTo("UNKNOWN");
		int other = test.vm(ann, "");
		test.pass(2);
		assertThat(test.vm(other).userTemplate().get("SCHED_MESSAGE")).get().asString().endsWith("No hosts enabled to run VMs");

		test.cloud.hosts().update(admin, 0, new OneTemplate().add("SIMULATED_FAIL", ""), true);
		assertThat(test.state(vm)).isEqualTo("RUNNING");
		test.pass(3);
		assertThat(test.state(other)).isEqualTo("RUNNING");
	}

	@Test
	void aGuestThatReportsReadinessSaysSoOnlyAfterItRuns() throws Exception {
		int vm = vms.instantiate(ann, test.template(ann, ""), "", false, OneTemplate.parse("CONTEXT=[REPORT_READY=\"YES\"]"));
		test.pass(3);
		assertThat(test.state(vm)).isEqualTo("RUNNING");
		assertThat(test.vm(vm).userTemplate().get("READY")).isEmpty();

		test.pass(1);
		assertThat(test.vm(vm).userTemplate().get("READY")).contains("YES");
	}

	@Test
	void listenersAreToldOfEveryStateInOrder() throws Exception {
		var told = new ArrayList<String>();
		test.cloud.addVmListener(vm -> told.add(Lifecycle.name(vm)));

		test.running(ann);

		assertThat(told).isEqualTo(List.of("PENDING", "PROLOG", "BOOT", "RUNNING"));
	}

	@Test
	void aVmsLogTellsItsStatesInOpenNebulasForm() throws Exception {
		int vm = test.vm(ann, "SIMULATED_FAIL=\"boot\"");
		test.pass(2);
		test.reopen();
		test.pass(2);
		test.cloud.vms().recover(admin, vm, 3);
		test.pass(2);

		var lines = Files.readAllLines(folder.resolve("vms/" + vm + "/vm.log"));
		assertThat(lines).allMatch(l -> l.matches("\\w{3} \\w{3} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d 2026 \\[Z0\\]\\[VM\\]\\[[IE]\\]: .+"));
		assertThat(lines.getFirst()).contains("simulated");
		assertThat(lines.stream().skip(1).map(l -> l.substring(l.indexOf("]: ") + 3))).satisfiesExactly(l -> assertThat(l).isEqualTo("New state is PENDING"),
				l -> assertThat(l).isEqualTo("New state is ACTIVE"), l -> assertThat(l).isEqualTo("New LCM state is PROLOG"), l -> assertThat(l).isEqualTo("New LCM state is BOOT"),
				l -> assertThat(l).isEqualTo("New LCM state is BOOT_FAILURE"), l -> assertThat(l).contains("Simulated failure of phase BOOT"),
				l -> assertThat(l).isEqualTo("New LCM state is CLEANUP_DELETE"), l -> assertThat(l).isEqualTo("New state is DONE"));
	}

	@Test
	void monitoringFollowsFromTheTimeInWhichItRan() throws Exception {
		int vm = test.running(ann);
		test.pass(65);
		var first = vms.monitoring(test.vm(vm), -1);

		assertThat(first).hasSizeBetween(6, 7);
		assertThat(first).allSatisfy(s -> {
			assertThat(s.cpu()).isBetween(0.0, 100.0);
			assertThat(s.memory()).isBetween(1L, 128L * 1024);
			assertThat(s.time() % 10).isZero();
		});
		assertThat(first).extracting(Sample::netRx).isSorted();
		assertThat(vms.monitoring(test.vm(vm), 0)).containsExactly(first.getLast());
		assertThat(vms.monitoring(test.vm(vm), 25)).isEqualTo(first.subList(first.size() - 3, first.size()).stream().filter(s -> s.time() >= test.clock.instant().getEpochSecond() - 25).toList());

		test.cloud.close();
		test.reopen();
		assertThat(test.cloud.vms().monitoring(test.vm(vm), -1)).as("the same after a restart").isEqualTo(first);
		test.cloud.vms().action(ann, vm, "poweroff");
		test.pass(60);
		assertThat(test.cloud.vms().monitoring(test.vm(vm), -1)).as("nothing is measured of what is off").isEqualTo(first);
		test.pass(3600);
		assertThat(test.cloud.vms().monitoring(test.vm(vm), -1)).as("what is old is forgotten").isEmpty();
	}
}
