package org.fleetdesk.serverless.engine.internal.cloud;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.fleetdesk.engine.web.EngineServer;
import org.fleetdesk.engine.web.Exchange;
import org.fleetdesk.engine.web.FurtherAddress;
import org.fleetdesk.engine.web.HttpError;
import org.fleetdesk.engine.web.Router;
import org.fleetdesk.opennebula.vm.VmState;
import org.fleetdesk.opennebula.wire.OneTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * Lets the function of a service be reached while its VM runs: it listens at the address of the VM and says that it is simulated. When the VM leaves RUNNING, nobody listens there any
 * more. Where it cannot listen, the VM's user template says why ({@value #NOTE}).
 */
public final class FaasListeners implements AutoCloseable {

	/** Where COGNIT's functions listen. */
	public static final int PORT = 8000;
	/** The attribute of a VM's user template which says why nobody listens at its address. */
	public static final String NOTE = "FAAS_LISTENER";

	private static final Logger LOG = LoggerFactory.getLogger(FaasListeners.class);
	private static final String FAAS = "FAAS";
	/** Each one costs an open file. */
	private static final int MOST = 4096;
	private static final Duration AGAIN = Duration.ofSeconds(10);
	private static final int SERVICE = 100;
	private static final int ERROR = -1;

	private record Listening(VmObject vm, String ip, FurtherAddress address) {
	}

	private final GuestNetwork network;
	private final Map<Integer, Listening> byVm = new ConcurrentHashMap<>();
	private final Map<String, Integer> vmByIp = new ConcurrentHashMap<>();
	/** VMs whose addresses are taken by somebody else; on the cloud's timeline. */
	private final Set<Integer> waiting = new HashSet<>();
	private Cloud cloud;
	private boolean closed;

	private FaasListeners(Path data, int port) throws IOException {
		var router = new Router().add("GET", "/", this::tell).add("GET", "/{path...}", this::tell).add("POST", "/v1/faas/execute-sync", this::decline)
				.add("POST", "/v1/faas/execute-async", this::decline);
		network = GuestNetwork.claim(data, port, x -> {
			x.setHeader("Connection", "close"); // it must not outlive the VM's running
			router.dispatch(x, x.path());
		});
	}

	/**
	 * Takes the addresses for the guests of a cloud.
	 *
	 * @param data the cloud's folder
	 * @param port 0 for one that is free
	 * @throws IOException when the folder cannot be used; that nobody can listen on this machine is no error
	 */
	public static FaasListeners open(Path data, int port) throws IOException {
		return new FaasListeners(data, port);
	}

	/** The first address that a guest of the cloud is to have; the following ones are free for it as well. */
	public String network() {
		return network.first();
	}

	/** At which port guests listen; empty when none can. */
	public Optional<Integer> port() {
		return network.server().map(s -> s.url().getPort());
	}

	/** Listens for the guests of a cloud from now on; before that is started. */
	public void attach(Cloud its) {
		cloud = its;
		its.addVmListener(this::changed);
		its.timeline().soon(() -> {
			try {
				its.vms().list(its.users().admin(), Access.ALL, -1, -1, VmState.ACTIVE.number()).forEach(this::changed);
			} catch (CloudError e) {
				LOG.error("Nobody listens for the guests that run already: {}", e.getMessage());
			}
		});
	}

	/** On the cloud's timeline. */
	private synchronized void changed(VmObject vm) {
		if (closed) {
			return;
		}
		var before = byVm.get(vm.id());
		if (!vm.isRunning() || !isFunction(vm)) {
			stop(before);
		} else if (before == null || !vm.ip().equals(Optional.of(before.ip))) {
			stop(before);
			String why;
			try {
				why = listen(vm);
			} catch (IOException e) {
				why = "nobody listens: cannot listen at " + vm.ip().orElse("") + ":" + port().orElse(PORT) + ", " + e.getMessage();
				again(vm.id());
			}
			note(vm, why);
		} else {
			byVm.put(vm.id(), new Listening(vm, before.ip, before.address));
		}
	}

	/** Who has the address may go. */
	private void again(int vm) {
		if (waiting.add(vm)) {
			cloud.timeline().at(cloud.timeline().now().plus(AGAIN), () -> {
				waiting.remove(vm);
				try {
					changed(cloud.vms().get(cloud.users().admin(), vm, Right.USE));
				} catch (CloudError e) {
					// it is gone
				}
			});
		}
	}

	/** By its role's name, or, where no role is named so, the one that comes first: that is how the engine finds it. */
	private boolean isFunction(VmObject vm) {
		String role = vm.userTemplate().get("ROLE_NAME", "");
		String service = vm.userTemplate().get("SERVICE_ID", "");
		if (role.isEmpty() || !service.matches("\\d{1,9}")) {
			return false;
		}
		if (role.equalsIgnoreCase(FAAS)) {
			return true;
		}
		var roles = roles(Integer.parseInt(service));
		for (var each : roles) {
			if (each.path("name").asText().equalsIgnoreCase(FAAS)) {
				return false;
			}
		}
		return roles.path(0).path("name").asText().equals(role);
	}

	private JsonNode roles(int service) {
		var mapper = new ObjectMapper();
		try {
			var document = cloud.documents().get(cloud.users().admin(), service, Right.USE);
			return document.type() == SERVICE ? mapper.readTree(document.body()).path("roles") : mapper.missingNode();
		} catch (CloudError | IOException e) {
			return mapper.missingNode();
		}
	}

	/**
	 * Empty when it listens, else why it never will.
	 *
	 * @throws IOException when it cannot now
	 */
	private String listen(VmObject vm) throws IOException {
		String ip = vm.ip().orElse("");
		if (network.server().isEmpty()) {
			return "nobody listens: this machine has no loopback addresses for guests";
		}
		if (byVm.size() >= MOST) {
			return "nobody listens: " + MOST + " others do already";
		}
		try {
			var address = InetAddress.ofLiteral(ip);
			int second = address.getAddress()[1];
			if (!address.isLoopbackAddress() || address.getAddress().length != 4 || second < GuestNetwork.LOWEST || second > GuestNetwork.HIGHEST) {
				return "nobody listens: " + address.getHostAddress() + " is no address for guests of the simulated cloud";
			}
			var listening = network.server().get().listenAlso(new InetSocketAddress(address, network.server().get().url().getPort()));
			byVm.put(vm.id(), new Listening(vm, ip, listening));
			vmByIp.put(address.getHostAddress(), vm.id());
			return "";
		} catch (IllegalArgumentException e) {
			return "nobody listens: the VM has no address";
		}
	}

	private void stop(Listening listening) {
		if (listening != null) {
			listening.address.close();
			byVm.remove(listening.vm.id());
			vmByIp.remove(listening.ip, listening.vm.id());
		}
	}

	/** @param text empty when all is well */
	private void note(VmObject vm, String text) {
		if (vm.userTemplate().get(NOTE, "").equals(text)) {
			return;
		}
		try {
			var admin = cloud.users().admin();
			if (text.isEmpty()) {
				cloud.vms().update(admin, vm.id(), vm.userTemplate().copy().remove(NOTE), false);
			} else {
				LOG.warn("VM {}: {}", vm.id(), text);
				cloud.vms().update(admin, vm.id(), new OneTemplate().set(NOTE, text), true);
			}
		} catch (CloudError e) {
			LOG.warn("VM {}: {}", vm.id(), e.getMessage());
		}
	}

	private VmObject vm(Exchange exchange) {
		var listening = exchange.local().map(InetAddress::getHostAddress).map(vmByIp::get).map(byVm::get);
		return listening.orElseThrow(() -> new HttpError(503, "No VM of the simulated cloud runs at this address")).vm;
	}

	private void tell(Exchange exchange) throws IOException {
		var vm = vm(exchange);
		var service = vm.userTemplate().get("SERVICE_ID", "");
		exchange.sendJson(200, Map.of("simulated", true, "message", "A simulated function of Fleetdesk's embedded cloud: it is running, but executes nothing", "vm",
				Map.of("id", vm.id(), "name", vm.name(), "state", vm.lcm().name()), "service", Integer.valueOf(service), "role", vm.userTemplate().get("ROLE_NAME", "")));
	}

	/** As COGNIT's runtime answers a function that failed; whatever was sent is not even read. */
	private void decline(Exchange exchange) throws IOException {
		exchange.sendJson(501, Map.of("simulated", true, "ret_code", ERROR, "res", "", "err", "Simulated: VM " + vm(exchange).id() + " executes no functions"));
	}

	@Override
	public synchronized void close() {
		closed = true;
		byVm.values().forEach(l -> l.address.close());
		byVm.clear();
		network.server().ifPresent(EngineServer::close);
	}
}
