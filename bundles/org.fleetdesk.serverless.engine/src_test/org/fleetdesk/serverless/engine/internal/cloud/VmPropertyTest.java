package org.fleetdesk.serverless.engine.internal.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.fleetdesk.opennebula.vm.VmState;
import org.fleetdesk.opennebula.wire.OneTemplate;
import org.fleetdesk.serverless.engine.internal.cloud.CloudSettings.HostSpec;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever is done with VMs, in whatever order: they go only from where to where OpenNebula lets them go, and no host gives more than it has. */
class VmPropertyTest {

	/** What somebody does, or time that passes, or a kill. */
	record Step(int vm, String what) {
	}

	/** Which state may follow which: OpenNebula's life cycle, written down apart from the code that follows it. */
	private static final Map<String, Set<String>> FOLLOWS = follows("""
			PENDING: HOLD PROLOG PROLOG_RESUME PROLOG_UNDEPLOY DONE
			HOLD: PENDING PROLOG PROLOG_RESUME PROLOG_UNDEPLOY DONE
			PROLOG: BOOT PROLOG_FAILURE
			PROLOG_FAILURE: PROLOG BOOT
			BOOT: RUNNING BOOT_FAILURE
			BOOT_FAILURE: BOOT RUNNING
			RUNNING: SHUTDOWN SHUTDOWN_POWEROFF SHUTDOWN_UNDEPLOY SAVE_STOP SAVE_SUSPEND SAVE_MIGRATE HOTPLUG_RESIZE DISK_RESIZE UNKNOWN
			UNKNOWN: RUNNING BOOT_UNKNOWN SHUTDOWN SHUTDOWN_POWEROFF SHUTDOWN_UNDEPLOY
			BOOT_UNKNOWN: RUNNING UNKNOWN
			SHUTDOWN: EPILOG RUNNING
			EPILOG: DONE EPILOG_FAILURE
			EPILOG_FAILURE: EPILOG DONE
			SHUTDOWN_POWEROFF: POWEROFF RUNNING
			POWEROFF: BOOT_POWEROFF EPILOG EPILOG_UNDEPLOY DISK_RESIZE_POWEROFF
			BOOT_POWEROFF: RUNNING POWEROFF
			SHUTDOWN_UNDEPLOY: EPILOG_UNDEPLOY RUNNING
			EPILOG_UNDEPLOY: UNDEPLOYED EPILOG_UNDEPLOY_FAILURE
			EPILOG_UNDEPLOY_FAILURE: EPILOG_UNDEPLOY UNDEPLOYED
			UNDEPLOYED: PENDING EPILOG DISK_RESIZE_UNDEPLOYED PROLOG_UNDEPLOY
			PROLOG_UNDEPLOY: BOOT_UNDEPLOY PROLOG_UNDEPLOY_FAILURE
			PROLOG_UNDEPLOY_FAILURE: PROLOG_UNDEPLOY BOOT_UNDEPLOY
			BOOT_UNDEPLOY: RUNNING BOOT_UNDEPLOY_FAILURE
			BOOT_UNDEPLOY_FAILURE: BOOT_UNDEPLOY RUNNING
			SAVE_SUSPEND: SUSPENDED RUNNING
			SUSPENDED: BOOT_SUSPENDED EPILOG EPILOG_STOP
			BOOT_SUSPENDED: RUNNING SUSPENDED
			SAVE_STOP: EPILOG_STOP RUNNING
			EPILOG_STOP: STOPPED EPILOG_STOP_FAILURE
			EPILOG_STOP_FAILURE: EPILOG_STOP STOPPED
			STOPPED: PENDING EPILOG PROLOG_RESUME
			PROLOG_RESUME: BOOT_STOPPED PROLOG_RESUME_FAILURE
			PROLOG_RESUME_FAILURE: PROLOG_RESUME BOOT_STOPPED
			BOOT_STOPPED: RUNNING BOOT_STOPPED_FAILURE
			BOOT_STOPPED_FAILURE: BOOT_STOPPED RUNNING
			SAVE_MIGRATE: PROLOG_MIGRATE RUNNING
			PROLOG_MIGRATE: BOOT_MIGRATE PROLOG_MIGRATE_FAILURE
			PROLOG_MIGRATE_FAILURE: PROLOG_MIGRATE BOOT_MIGRATE
			BOOT_MIGRATE: RUNNING BOOT_MIGRATE_FAILURE
			BOOT_MIGRATE_FAILURE: BOOT_MIGRATE RUNNING
			HOTPLUG_RESIZE: RUNNING
			DISK_RESIZE: RUNNING
			DISK_RESIZE_POWEROFF: POWEROFF
			DISK_RESIZE_UNDEPLOYED: UNDEPLOYED
			CLEANUP_DELETE: DONE
			CLEANUP_RESUBMIT: PENDING
			DONE:""");
	/** Where a recovery or the end of a failure leads from anywhere but DONE. */
	private static final Set<String> RECOVERED = Set.of("CLEANUP_DELETE", "CLEANUP_RESUBMIT", "PENDING", "DONE");

	private static final List<String> STEPS = List.of("terminate", "terminate-hard", "poweroff", "poweroff-hard", "undeploy", "undeploy-hard", "stop", "suspend", "resume", "resume",
			"resume", "hold", "release", "reboot", "reboot-hard", "resched", "unresched", "recover 0", "recover 1", "recover 2", "recover 3", "recover 4", "recover 5", "bigger", "smaller",
			"disk", "fail prolog", "fail boot", "fail shutdown,save", "fail epilog", "fail resize,disk", "fail unknown", "fail", "fail", "deploy", "host", "host well", "kill", "pass", "pass",
			"pass", "pass", "pass", "new");

	private static Map<String, Set<String>> follows(String text) {
		return text.lines().map(l -> l.split(":")).collect(Collectors.toMap(l -> l[0].strip(),
				l -> l.length < 2 ? Set.of() : Set.copyOf(Arrays.asList(l[1].strip().split(" ")))));
	}

	@Provide
	Arbitrary<List<Step>> steps() {
		return Combinators.combine(Arbitraries.integers().between(0, 5), Arbitraries.of(STEPS)).as(Step::new).list().ofMinSize(10).ofMaxSize(60);
	}

	private final Map<Integer, String> states = new HashMap<>();
	private final Set<String> seen = new HashSet<>();

	@Property(tries = 150)
	void noTransitionThatOpenNebulaDoesNotHaveAndNoHostIsOverCommitted(@ForAll("steps") List<Step> steps) throws Exception {
		states.clear();
		Path folder = Files.createTempDirectory("cloud");
		var test = new TestCloud(folder, new HostSpec("one", 3, 1024), new HostSpec("two", 2, 1024));
		try {
			listen(test);
			for (int i = 0; i < 6; i++) {
				test.vm(test.admin(), "");
			}
			test.pass(1);
			for (var step : steps) {
				run(test, step);
				hostsHaveWhatTheyGive(test);
			}
		} finally {
			test.close();
			delete(folder);
		}
	}

	private void listen(TestCloud test) {
		test.cloud.addVmListener(vm -> {
			String now = Lifecycle.name(vm);
			String before = states.put(vm.id(), now);
			if (before != null && !before.equals(now)) {
				seen.add(before + " " + now);
				assertThat(FOLLOWS.get(before).contains(now) || !before.equals("DONE") && RECOVERED.contains(now)).as(before + " to " + now).isTrue();
			}
		});
	}

	private void run(TestCloud test, Step step) throws IOException, CloudError {
		var vms = test.cloud.vms();
		var admin = test.admin();
		try {
			String[] words = step.what.split(" ");
			switch (words[0]) {
			case "pass" -> test.pass(2);
			case "new" -> test.vm(admin, "");
			case "kill" -> {
				test.reopen();
				listen(test);
			}
			case "recover" -> vms.recover(admin, step.vm, Integer.parseInt(words[1]));
			case "bigger" -> vms.resize(admin, step.vm, new OneTemplate().add("CPU", "2").add("VCPU", "2").add("MEMORY", "256"), true);
			case "smaller" -> vms.resize(admin, step.vm, new OneTemplate().add("CPU", "0.5").add("MEMORY", "64"), true);
			case "disk" -> vms.diskResize(admin, step.vm, 0, Integer.toString(2000 + step.vm));
			case "fail" -> vms.update(admin, step.vm, new OneTemplate().add("SIMULATED_FAIL", words.length > 1 ? words[1] : ""), true);
			case "deploy" -> vms.deploy(admin, step.vm, step.vm % 2, true);
			case "host" -> test.cloud.hosts().update(admin, step.vm % 2, new OneTemplate().add("SIMULATED_FAIL", words.length > 1 ? "" : "YES"), true);
			default -> vms.action(admin, step.vm, step.what);
			}
		} catch (CloudError e) {
			// refused: then nothing may have changed, which the listener sees
		}
		test.cloud.timeline().runDue();
	}

	private static void hostsHaveWhatTheyGive(TestCloud test) throws CloudError {
		var vms = test.cloud.vms().list(test.admin(), -2, -1, -1, -1);
		for (var host : test.cloud.hosts().list(test.admin())) {
			double cpu = 0;
			int memory = 0;
			for (var vm : vms) {
				boolean there = vm.state() == VmState.POWEROFF || vm.state() == VmState.SUSPENDED || vm.state() == VmState.ACTIVE && vm.history().getLast().etime() == 0;
				if (there && vm.history().getLast().hid() == host.id()) {
					cpu += Double.parseDouble(vm.template().get("CPU").orElseThrow());
					memory += Integer.parseInt(vm.template().get("MEMORY").orElseThrow());
				}
			}
			assertThat(cpu).isLessThanOrEqualTo(host.cpu() / 100.0);
			assertThat(memory * 1024L).isLessThanOrEqualTo(host.memory());
		}
	}

	private static void delete(Path folder) throws IOException {
		try (Stream<Path> files = Files.walk(folder)) {
			for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
				Files.delete(file);
			}
		}
	}
}
