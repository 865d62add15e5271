package org.fleetdesk.serverless.engine.internal.provision;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

import org.fleetdesk.opennebula.OneException;
import org.fleetdesk.opennebula.Pool;
import org.fleetdesk.opennebula.document.Document;
import org.fleetdesk.opennebula.document.DocumentPool;
import org.fleetdesk.opennebula.vm.VirtualMachine;
import org.fleetdesk.opennebula.vm.VirtualMachinePool;
import org.fleetdesk.opennebula.vm.VmState;
import org.fleetdesk.serverless.engine.internal.provision.CloudAccess.Session;
import org.fleetdesk.serverless.engine.internal.provision.LiveRuntime.Live;
import org.fleetdesk.serverless.engine.internal.provision.LiveRuntime.Machine;
import org.fleetdesk.serverless.engine.internal.provision.LiveRuntime.Nothing;
import org.fleetdesk.serverless.model.Function;
import org.fleetdesk.serverless.model.RuntimeDocuments;

/**
 * Lists the runtimes that a caller may see, page by page: an extension, the original has no list. Two calls do for a page of runtimes whose VMs are as their
 * documents say; only one whose VMs are others by now costs calls of its own.
 */
final class Listing {

	/** The most on a page. */
	static final int MOST = 1000;
	private static final String FAILED = "Failed to list Serverless Runtimes";

	private final Reading reading;

	Listing(Reading reading) {
		this.reading = reading;
	}

	/**
	 * @param offset how many are left away
	 * @param limit  1 to {@link #MOST}
	 */
	List<LiveRuntime> page(Session cloud, int offset, int limit) throws Refusal, InterruptedException {
		var documents = new DocumentPool(cloud.one(), RuntimeDocuments.TYPE);
		try {
			// -1 means no limit, so that one is asked for as two
			documents.info(Pool.ALL, offset, -Math.max(2, limit)).orThrow();
			var wanted = documents.elements().stream().limit(limit).toList();
			String ids = wanted.stream().flatMap(d -> Reading.vms(RuntimeDocuments.read(d)).stream()).map(String::valueOf).collect(Collectors.joining(","));
			var vms = new VirtualMachinePool(cloud.one());
			if (!ids.isEmpty()) {
				vms.infoSet(ids, true).orThrow();
			}
			return all(cloud, wanted, vms);
		} catch (OneException e) {
			throw Refusal.of(e, FAILED);
		}
	}

	private List<LiveRuntime> all(Session cloud, List<Document> documents, VirtualMachinePool vms) throws Refusal, InterruptedException {
		var found = new ArrayList<Future<LiveRuntime>>();
		try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
			for (var document : documents) {
				var known = known(document, vms);
				found.add(known.isPresent() ? CompletableFuture.completedFuture(known.get()) : threads.submit(() -> closer(cloud, document)));
			}
			var list = new ArrayList<LiveRuntime>();
			try {
				for (var runtime : found) {
					list.add(runtime.get());
				}
			} catch (ExecutionException e) {
				threads.shutdownNow();
				switch (e.getCause()) {
					case InterruptedException i -> throw i;
					case Refusal r -> throw r;
					default -> throw new IllegalStateException(e.getCause());
				}
			} catch (InterruptedException e) {
				threads.shutdownNow();
				throw e;
			}
			return list;
		}
	}

	/** A runtime that may be read, but whose service or VMs may not, is listed all the same. */
	private LiveRuntime closer(Session cloud, Document document) throws Refusal, InterruptedException {
		try {
			return reading.runtime(cloud, document);
		} catch (Refusal e) {
			if (e.status() != 403) {
				throw e;
			}
			var body = RuntimeDocuments.readBody(document);
			var hidden = Nothing.error("Its service or VM may not be looked at");
			var daas = RuntimeDocuments.read(document).daas().filter(d -> !d.flavour().isEmpty()).map(d -> (Live) hidden);
			return new LiveRuntime(document, body, StoredBody.service(body), hidden, daas);
		}
	}

	/** A runtime whose VMs are those of its document. */
	private static Optional<LiveRuntime> known(Document document, VirtualMachinePool vms) {
		var runtime = RuntimeDocuments.read(document);
		var faas = machine(runtime.faas().vmId(), vms);
		Optional<Function> daas = runtime.daas().filter(d -> !d.flavour().isEmpty());
		var second = daas.flatMap(d -> machine(d.vmId(), vms));
		if (runtime.serviceId().isEmpty() || faas.isEmpty() || daas.isPresent() && second.isEmpty()) {
			return Optional.empty();
		}
		return Optional.of(new LiveRuntime(document, RuntimeDocuments.readBody(document), runtime.serviceId(), faas.get(), second));
	}

	private static Optional<Live> machine(OptionalInt id, VirtualMachinePool vms) {
		VirtualMachine vm = id.isPresent() ? vms.getById(id.getAsInt()) : null;
		return vm == null || vm.state() == VmState.DONE.number() ? Optional.empty() : Optional.of(new Machine(vm));
	}
}
