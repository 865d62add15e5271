package org.fleetdesk.serverless.engine.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

import org.fleetdesk.engine.ListenAddress;
import org.fleetdesk.engine.Security;
import org.fleetdesk.engine.Serving;
import org.fleetdesk.http.EndpointSettings;
import org.fleetdesk.http.HttpAudit;
import org.fleetdesk.http.HttpClientFactory;
import org.fleetdesk.http.xmlrpc.XmlRpc;
import org.fleetdesk.opennebula.Client;
import org.fleetdesk.opennebula.document.Document;
import org.fleetdesk.opennebula.oneflow.OneFlowClient;
import org.fleetdesk.opennebula.oneflow.Service;
import org.fleetdesk.opennebula.oneflow.ServiceState;
import org.fleetdesk.opennebula.vm.VirtualMachine;
import org.fleetdesk.opennebula.vm.VmMonitoring;
import org.fleetdesk.opennebula.wire.OneTemplate;
import org.fleetdesk.opennebula.wire.Xml;
import org.fleetdesk.serverless.engine.internal.cloud.CloudSettings;
import org.fleetdesk.serverless.engine.internal.cloud.Delays;
import org.fleetdesk.serverless.engine.internal.cloud.EmbeddedCloud;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The simulated cloud, with a runtime as the recorded one. */
class EmbeddedCloudConformanceTest extends OpenNebulaConformance {

	private static final ObjectMapper JSON = new ObjectMapper();
	/** What there is only in one of the two, with what is under it. */
	private static final List<String> EXCEPTIONS = List.of(
			// what OpenNebula's own login cookies are made with
			"/USER/TEMPLATE/TOKEN_PASSWORD",
			// a simulated guest has no screen to show
			"/VM/TEMPLATE/GRAPHICS/PORT", "/VM_POOL/VM/TEMPLATE/GRAPHICS/PORT",
			// says that it is simulated
			"/VM/USER_TEMPLATE/DESCRIPTION", "/VM_POOL/VM/USER_TEMPLATE/DESCRIPTION",
			// a simulated host has neither disks nor devices, and no wiring between its CPUs
			"/HOST_POOL/HOST/HOST_SHARE/DATASTORES/FREE_DISK", "/HOST_POOL/HOST/HOST_SHARE/DATASTORES/MAX_DISK", "/HOST_POOL/HOST/HOST_SHARE/DATASTORES/USED_DISK",
			"/HOST_POOL/HOST/HOST_SHARE/NUMA_NODES/NODE", "/HOST_POOL/HOST/HOST_SHARE/PCI_DEVICES/PCI");
	private static final Duration SOON = Duration.ofSeconds(60);

	@TempDir
	static Path folder;
	private static EmbeddedCloud cloud;
	private static Target target;

	@BeforeAll
	static void start() throws Exception {
		var settings = CloudSettings.of(folder, "oneadmin", "opennebula").withDelays(Delays.NONE).withMonitoring(Duration.ofMillis(20)).withHashing(1000);
		var anywhere = Serving.at(new ListenAddress("127.0.0.1", 0), Security.LOOPBACK_ONLY);
		cloud = EmbeddedCloud.start(new EmbeddedCloud.Settings(settings, anywhere, anywhere, Duration.ofSeconds(300), 0));
		target = new Target(cloud.xmlRpc(), cloud.oneflow(), "oneadmin:opennebula");
		prepare();
	}

	/** As the engine does it, with the recorded runtime's own texts. */
	private static void prepare() throws Exception {
		var http = new HttpClientFactory(HttpAudit.NONE);
		try (http; var xmlRpc = http.open(EndpointSettings.of(target.xmlRpc())); var oneflow = http.open(EndpointSettings.of(target.oneflow()))) {
			var client = Client.over(target.session(), xmlRpc);
			var flow = new OneFlowClient(target.session(), oneflow);
			int template = flow.templates().stream().filter(one -> one.name().equals("Function-Data")).findFirst().orElseThrow().id();
			var merge = JSON.createObjectNode();
			for (var role : JSON.readTree(Recorded.json("service")).at("/DOCUMENT/TEMPLATE/BODY/roles")) {
				merge.withArray("roles").addObject().put("name", role.path("name").asText()).put("vm_template_contents", role.path("vm_template_contents").asText());
			}
			var service = running(flow, flow.instantiate(template, merge).id());
			for (var role : service.roles()) {
				measured(new VirtualMachine(role.nodes().getFirst().vm(), client));
			}
			var recorded = JSON.readTree(recordedBody());
			((ObjectNode) recorded).put("SERVICE_ID", service.id());
			Document.allocate(client, new OneTemplate().add("NAME", "Function-Data_9808417d").add("BODY", recorded.toString()).toXml("TEMPLATE"), 1337).orThrow();
		}
	}

	private static String recordedBody() throws Exception {
		var reply = (XmlRpc.Value) XmlRpc.readReply(Recorded.xmlRpc("document.info"));
		return Xml.text(Xml.parse(((List<?>) reply.value()).get(1).toString()).getDocumentElement(), "TEMPLATE/BODY");
	}

	private static Service running(OneFlowClient flow, int id) throws Exception {
		long end = System.nanoTime() + SOON.toNanos();
		while (true) {
			var service = flow.service(id);
			if (service.state() == ServiceState.RUNNING) {
				return service;
			}
			assertThat(System.nanoTime()).as("the service is still %s", service.state()).isLessThan(end);
			Thread.sleep(20);
		}
	}

	private static void measured(VirtualMachine vm) throws Exception {
		long end = System.nanoTime() + SOON.toNanos();
		while (VmMonitoring.of(vm.monitoring().orThrow()).isEmpty()) {
			assertThat(System.nanoTime()).as("no sample of VM %d", vm.id()).isLessThan(end);
			Thread.sleep(20);
		}
	}

	@AfterAll
	static void stop() {
		if (cloud != null) {
			cloud.close();
		}
	}

	@Override
	Target target() {
		return target;
	}

	@Override
	Predicate<String> exceptions() {
		return path -> EXCEPTIONS.stream().anyMatch(prefix -> path.equals(prefix) || path.startsWith(prefix + "/"));
	}
}
