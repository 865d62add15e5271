package org.fleetdesk.serverless.internal;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.opennebula.Client;
import org.fleetdesk.opennebula.OneError;
import org.fleetdesk.opennebula.OneException;
import org.fleetdesk.opennebula.OneResponse;
import org.fleetdesk.opennebula.Pages;
import org.fleetdesk.opennebula.Pool;
import org.fleetdesk.opennebula.document.Document;
import org.fleetdesk.opennebula.host.HostPool;
import org.fleetdesk.opennebula.oneflow.OneFlowClient;
import org.fleetdesk.opennebula.oneflow.Service;
import org.fleetdesk.opennebula.oneflow.ServiceTemplate;
import org.fleetdesk.opennebula.user.User;
import org.fleetdesk.opennebula.vm.VirtualMachine;
import org.fleetdesk.opennebula.vm.VirtualMachinePool;
import org.fleetdesk.opennebula.vm.VmMonitoring;
import org.fleetdesk.serverless.HostInfo;
import org.fleetdesk.serverless.ServiceInfo;
import org.fleetdesk.serverless.VmInfo;
import org.fleetdesk.serverless.VmSample;
import org.fleetdesk.serverless.model.RuntimeDocuments;

/** Reads whole pools of the cloud, in a number of calls that does not depend on how many runtimes there are but for pages. */
final class CloudFetch {

	/** A virtual machine is about 6 KB of XML, a service 2 KB, a runtime 1 KB. */
	private static final int VMS = 500;
	private static final int DOCUMENTS = 1000;

	/** @param admin whether it sees what other users have */
	record Who(String name, boolean admin) {
	}

	private final CloudAccess<Client> nebula;
	private final CloudAccess<OneFlowClient> flow;
	private final Pages<DocumentInfo> documents = new Pages<>("DOCUMENT_POOL", "DOCUMENT", DOCUMENTS, xml -> CloudReader.document(new Document(xml, null)));
	private final Pages<ServiceInfo> services = new Pages<>("DOCUMENT_POOL", "DOCUMENT", DOCUMENTS, xml -> CloudReader.serviceIn(new Document(xml, null)));
	private final Pages<VmInfo> vms = new Pages<>("VM_POOL", "VM", VMS, xml -> CloudReader.vm(new VirtualMachine(xml, null)));

	CloudFetch(CloudAccess<Client> nebula, CloudAccess<OneFlowClient> flow) {
		this.nebula = nebula;
		this.flow = flow;
	}

	/** When something came last, by {@link System#nanoTime()}; what came has to be read as well, which takes its time. */
	long heard() {
		return latest(LongStream.of(nebula.heard(), flow.heard(), documents.heard(), services.heard(), vms.heard()));
	}

	/** Such times are told apart by their difference only. */
	static long latest(LongStream times) {
		return times.reduce((a, b) -> a - b > 0 ? a : b).getAsLong();
	}

	String version() throws EngineException, InterruptedException {
		return nebula.call(c -> c.get_version().orThrow());
	}

	Who user() throws EngineException, InterruptedException {
		return nebula.call(c -> {
			var self = new User(User.SELF, c);
			self.info().orThrow();
			return new Who(self.getName(), self.gid() == 0);
		});
	}

	List<DocumentInfo> documents() throws EngineException, InterruptedException {
		return nebula.call(c -> documents.read((start, end) -> documents(c, start, end, RuntimeDocuments.TYPE)));
	}

	private static OneResponse documents(Client client, int start, int end, int type) {
		return client.call("documentpool.info", Pool.ALL, start, end, type);
	}

	/** Empty when there is none, or it is of another type: OpenNebula does not look at that. */
	Optional<DocumentInfo> document(int id) throws EngineException, InterruptedException {
		return found(() -> nebula.call(c -> {
			var document = new Document(id, c);
			document.info().orThrow();
			return document;
		})).filter(d -> d.type() == RuntimeDocuments.TYPE).map(CloudReader::document);
	}

	List<VmInfo> vms(Collection<Integer> ids) throws EngineException, InterruptedException {
		if (ids.isEmpty()) {
			return List.of();
		}
		return nebula.call(c -> {
			var pool = new VirtualMachinePool(c);
			pool.infoSet(ids.stream().map(String::valueOf).collect(Collectors.joining(",")), true).orThrow();
			return pool.elements().stream().map(CloudReader::vm).filter(vm -> !vm.state().equals(Joined.DONE)).toList();
		});
	}

	List<VmInfo> vms() throws EngineException, InterruptedException {
		return nebula.call(c -> vms.read((start, end) -> c.call("vmpool.infoextended", Pool.ALL, start, end, VirtualMachinePool.NOT_DONE)));
	}

	Optional<VmInfo> vm(int id) throws EngineException, InterruptedException {
		return found(() -> nebula.call(c -> {
			var vm = new VirtualMachine(id, c);
			vm.info().orThrow();
			return CloudReader.vm(vm);
		}));
	}

	List<VmSample> monitoring(int vm) throws EngineException, InterruptedException {
		return nebula.call(c -> samples(new VirtualMachine(vm, c).monitoring().orThrow()).stream().map(CloudFetch::sample).toList());
	}

	/** What was measured last of each virtual machine: lists of virtual machines do not tell it. */
	Map<Integer, VmSample> latest() throws EngineException, InterruptedException {
		return nebula.call(c -> {
			var latest = new HashMap<Integer, VmSample>();
			samples(new VirtualMachinePool(c).monitoring(Pool.ALL, 0).orThrow()).forEach(m -> latest.put(m.vm(), sample(m)));
			return latest;
		});
	}

	private static List<VmMonitoring> samples(String xml) throws OneException {
		try {
			return VmMonitoring.of(xml);
		} catch (IOException e) {
			throw new OneException(OneError.PROTOCOL, -1, "What OpenNebula has measured cannot be read: " + e.getMessage(), e);
		}
	}

	private static VmSample sample(VmMonitoring m) {
		return new VmSample(m.time(), m.cpu(), m.memory(), m.netRx(), m.netTx(), m.diskRead(), m.diskWrite());
	}

	List<HostInfo> hosts() throws EngineException, InterruptedException {
		return nebula.call(c -> {
			var pool = new HostPool(c);
			pool.info().orThrow();
			return pool.elements().stream().map(CloudReader::host).toList();
		});
	}

	/**
	 * All services, from their documents in OpenNebula's pool: OneFlow, which keeps them there as well, gives no pages, and makes one answer of all of them that takes it long. It is
	 * asked for little, so that it is known whether it is there.
	 */
	List<ServiceInfo> services() throws EngineException, InterruptedException {
		templates();
		return nebula.call(c -> services.read((start, end) -> documents(c, start, end, Service.TYPE)));
	}

	Optional<ServiceInfo> service(int id) throws EngineException, InterruptedException {
		return found(() -> CloudReader.service(flow.call(c -> c.service(id))));
	}

	List<String> templates() throws EngineException, InterruptedException {
		return flow.call(OneFlowClient::templates).stream().map(ServiceTemplate::name).toList();
	}

	/** Empty when there is none. */
	static <T> Optional<T> found(Together.Read<T> read) throws EngineException, InterruptedException {
		try {
			return Optional.of(read.read());
		} catch (EngineException e) {
			if (e.kind() == Kind.NOT_FOUND) {
				return Optional.empty();
			}
			throw e;
		}
	}
}
