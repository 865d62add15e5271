package org.fleetdesk.serverless.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Collectors;

import org.fleetdesk.opennebula.vm.LcmState;
import org.fleetdesk.opennebula.vm.VmState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RuntimeStateTest {

	@ParameterizedTest
	@CsvSource({ "PENDING, LCM_INIT BOOT PROLOG BOOT_UNKNOWN BOOT_POWEROFF BOOT_SUSPENDED BOOT_STOPPED BOOT_UNDEPLOY PROLOG_UNDEPLOY CLEANUP_RESUBMIT",
			"ERROR, FAILURE UNKNOWN BOOT_FAILURE BOOT_MIGRATE_FAILURE PROLOG_FAILURE PROLOG_MIGRATE_FAILURE PROLOG_MIGRATE_UNKNOWN PROLOG_MIGRATE_UNKNOWN_FAILURE",
			"RUNNING, RUNNING", "UPDATING, HOTPLUG HOTPLUG_RESIZE DISK_RESIZE MIGRATE SHUTDOWN SHUTDOWN_POWEROFF EPILOG PROLOG_MIGRATE CLEANUP_DELETE DISK_SNAPSHOT" })
	void theLifeCycleOfARunningVmIsToldInFourWords(RuntimeState state, String names) throws IOException {
		for (String name : names.split(" ")) {
			assertThat(RuntimeState.of(Machines.active(LcmState.valueOf(name)))).as(name).isEqualTo(state);
		}
	}

	@ParameterizedTest
	@EnumSource(LcmState.class)
	void everyFailureToBootOrToPrepareIsAnError(LcmState lcm) throws IOException {
		boolean failure = lcm.name().matches("(BOOT|PROLOG)_.*FAILURE");

		assertThat(RuntimeState.of(Machines.active(lcm)) == RuntimeState.ERROR).isEqualTo(failure || lcm == LcmState.FAILURE || lcm == LcmState.UNKNOWN
				|| lcm == LcmState.PROLOG_MIGRATE_UNKNOWN);
	}

	@Test
	void aVmThatReportsWhenItIsReadyIsPendingUntilThen() throws IOException {
		String reports = "<CONTEXT><REPORT_READY>YES</REPORT_READY></CONTEXT>";

		assertThat(RuntimeState.of(Machines.of(VmState.ACTIVE, LcmState.RUNNING, reports, ""))).isEqualTo(RuntimeState.PENDING);
		assertThat(RuntimeState.of(Machines.of(VmState.ACTIVE, LcmState.RUNNING, reports, "<READY>YES</READY>"))).isEqualTo(RuntimeState.RUNNING);
	}

	@ParameterizedTest
	@CsvSource({ "POWEROFF, The VM is powered off", "STOPPED, The VM is stopped", "SUSPENDED, The VM is suspended", "UNDEPLOYED, The VM is undeployed", "DONE, The VM is gone" })
	void aVmThatIsOffIsNotPendingButAnErrorWithItsReason(VmState state, String reason) throws IOException {
		var vm = Machines.in(state);

		assertThat(RuntimeState.of(vm)).isEqualTo(RuntimeState.ERROR);
		assertThat(RuntimeState.reason(vm)).isEqualTo(reason);
	}

	@Test
	void aVmThatWaitsForAHostIsPending() throws IOException {
		assertThat(Arrays.stream(VmState.values()).filter(s -> s != VmState.ACTIVE && state(s) == RuntimeState.PENDING).map(Enum::name).collect(Collectors.toSet()))
				.containsExactlyInAnyOrder("INIT", "PENDING", "HOLD", "CLONING");
	}

	private static RuntimeState state(VmState state) {
		try {
			return RuntimeState.of(Machines.in(state));
		} catch (IOException e) {
			throw new AssertionError(e);
		}
	}

	@Test
	void theVmsOwnErrorIsTheReason() throws IOException {
		assertThat(RuntimeState.reason(Machines.of(VmState.ACTIVE, LcmState.BOOT_FAILURE, "", "<ERROR>no such kernel</ERROR>"))).isEqualTo("no such kernel");
		assertThat(RuntimeState.reason(Machines.active(LcmState.BOOT_FAILURE))).startsWith("No VM Error from Cloud Edge Manager").contains("BOOT_FAILURE");
	}

	@Test
	void wordsOfBothVersionsOfTheEngineAreKnown() {
		assertThat(RuntimeState.parse("UPDATING")).contains(RuntimeState.UPDATING);
		assertThat(RuntimeState.parse("ACTIVE")).contains(RuntimeState.RUNNING);
		assertThat(RuntimeState.parse("POWEROFF")).contains(RuntimeState.ERROR);
		assertThat(RuntimeState.parse("")).isEmpty();
		assertThat(RuntimeState.parse("SOMETHING")).isEmpty();
	}
}
