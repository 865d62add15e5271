package org.fleetdesk.serverless.engine.internal.cloud;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

import org.fleetdesk.opennebula.vm.VmState;
import org.fleetdesk.opennebula.wire.OneTemplate;
import org.fleetdesk.serverless.engine.internal.cloud.CloudSettings.HostSpec;

/** A cloud whose time the test moves, with an administrator and two users. */
final class TestCloud implements AutoCloseable {

	static final String ADMIN = "oneadmin:secret-of-admin";
	static final String TEMPLATE = "NAME=\"function\"\nCPU=1\nVCPU=1\nMEMORY=128\nVCPU_MAX=2\nMEMORY_MAX=256\nDISK=[SIZE=1024]\nNIC=[NETWORK=\"simulated\"]\nCONTEXT=[NETWORK=\"YES\"]";
	/** Each phase lasts a second. */
	static final Delays SECONDS = Delays.all(Duration.ofSeconds(1));

	/** A clock that the test moves. */
	static final class Clock implements InstantSource {

		private volatile Instant now = Instant.parse("2026-01-05T10:00:00Z");

		@Override
		public Instant instant() {
			return now;
		}
	}

	private final Path folder;
	private final List<HostSpec> hosts;
	final Clock clock = new Clock();
	Cloud cloud;

	TestCloud(Path folder, HostSpec... hosts) throws IOException {
		this.folder = folder;
		this.hosts = List.of(hosts);
		open();
	}

	/** With a host of 4 CPUs. */
	TestCloud(Path folder) throws IOException {
		this(folder, new HostSpec("one", 4, 8192));
	}

	CloudSettings settings() {
		return CloudSettings.of(folder, "oneadmin", "secret-of-admin").withDelays(SECONDS).withHosts(hosts).withClock(clock).withHashing(10);
	}

	private void open() throws IOException {
		cloud = Cloud.open(settings());
	}

	/** As after a kill: nothing is closed, the folder is opened again by a new cloud. */
	void reopen() throws IOException {
		open();
	}

	/** Lets time pass, second by second. */
	void pass(int seconds) {
		for (int i = 0; i < seconds; i++) {
			clock.now = clock.now.plusSeconds(1);
			cloud.timeline().runDue();
		}
	}

	User admin() {
		return cloud.users().admin();
	}

	User user(String name) throws CloudError {
		int id = cloud.users().allocate(admin(), name, "secret-of-" + name, List.of());
		return cloud.users().user(id);
	}

	/** A VM template of the user's with these attributes more. */
	int template(User user, String more) throws CloudError {
		return cloud.templates().allocate(user, TEMPLATE + "\n" + more);
	}

	/** A new VM with these attributes more. */
	int vm(User user, String more) throws CloudError {
		return cloud.vms().instantiate(user, template(user, more), "", false, new OneTemplate());
	}

	/** A VM that runs. */
	int running(User user) throws CloudError {
		int vm = vm(user, "");
		pass(3);
		return vm;
	}

	VmObject vm(int id) throws CloudError {
		return cloud.vms().get(admin(), id, Right.USE);
	}

	/** The name of its state, the life cycle's when it is active. */
	String state(int id) throws CloudError {
		var vm = vm(id);
		return vm.state() == VmState.ACTIVE ? vm.lcm().name() : vm.state().name();
	}

	/** The states through which a VM goes in so many seconds, each once. */
	List<String> states(int id, int seconds) throws CloudError {
		var states = new ArrayList<>(List.of(state(id)));
		for (int i = 0; i < seconds; i++) {
			pass(1);
			if (!states.getLast().equals(state(id))) {
				states.add(state(id));
			}
		}
		return states;
	}

	@Override
	public void close() {
		cloud.close();
	}
}
