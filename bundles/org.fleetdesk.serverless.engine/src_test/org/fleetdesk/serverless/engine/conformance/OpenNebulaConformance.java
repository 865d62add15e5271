package org.fleetdesk.serverless.engine.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Predicate;

import org.fleetdesk.http.EndpointSettings;
import org.fleetdesk.http.HttpAudit;
import org.fleetdesk.http.HttpBody;
import org.fleetdesk.http.HttpCall;
import org.fleetdesk.http.HttpClientFactory;
import org.fleetdesk.http.HttpEndpoint;
import org.fleetdesk.http.HttpException;
import org.fleetdesk.http.xmlrpc.XmlRpc;
import org.fleetdesk.opennebula.Client;
import org.fleetdesk.opennebula.OneError;
import org.fleetdesk.opennebula.OneException;
import org.fleetdesk.opennebula.OneResponse;
import org.fleetdesk.opennebula.Pool;
import org.fleetdesk.opennebula.document.Document;
import org.fleetdesk.opennebula.document.DocumentPool;
import org.fleetdesk.opennebula.host.HostPool;
import org.fleetdesk.opennebula.host.HostState;
import org.fleetdesk.opennebula.oneflow.Node;
import org.fleetdesk.opennebula.oneflow.OneFlowClient;
import org.fleetdesk.opennebula.oneflow.RoleState;
import org.fleetdesk.opennebula.oneflow.Service;
import org.fleetdesk.opennebula.oneflow.ServiceState;
import org.fleetdesk.opennebula.oneflow.ServiceTemplate;
import org.fleetdesk.opennebula.user.User;
import org.fleetdesk.opennebula.vm.LcmState;
import org.fleetdesk.opennebula.vm.VirtualMachine;
import org.fleetdesk.opennebula.vm.VirtualMachinePool;
import org.fleetdesk.opennebula.vm.VmMonitoring;
import org.fleetdesk.opennebula.vm.VmState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * What the client of OpenNebula needs of whoever says to be one, and that its answers have the shape of a real one's (OpenNebula 6.6.3). There has to be one serverless
 * runtime with two functions, FAAS and DAAS, both of whose virtual machines run and have been measured; the session is that of the administrator.
 */
@Timeout(120)
abstract class OpenNebulaConformance {

	/** What is asked. */
	record Target(URI xmlRpc, URI oneflow, String session) {
	}

	private static final int RUNTIME = 1337;
	private static final int UNKNOWN_ID = 99_999;
	private static final ObjectMapper JSON = new ObjectMapper();

	private final HttpClientFactory http = new HttpClientFactory(HttpAudit.NONE);
	private Target target;
	private HttpEndpoint xmlRpc;
	private HttpEndpoint oneflow;
	private Client client;
	private OneFlowClient flow;

	abstract Target target() throws Exception;

	/** Paths that may be there or not, with what is under them, in answers of this target. */
	abstract Predicate<String> exceptions();

	@BeforeEach
	void connect() throws Exception {
		target = target();
		xmlRpc = http.open(EndpointSettings.of(target.xmlRpc()));
		oneflow = http.open(EndpointSettings.of(target.oneflow()));
		client = Client.over(target.session(), xmlRpc);
		flow = new OneFlowClient(target.session(), oneflow);
	}

	@AfterEach
	void disconnect() {
		if (xmlRpc != null) {
			xmlRpc.close();
			oneflow.close();
		}
		http.close();
	}

	private String user() {
		return target.session().split(":")[0];
	}

	private Document document() throws Exception {
		var pool = new DocumentPool(client, RUNTIME);
		pool.info().orThrow();
		assertThat(pool.getLength()).isEqualTo(1);
		return pool.item(0);
	}

	private int service() throws Exception {
		return JSON.readTree(document().xpath("TEMPLATE/BODY")).path("SERVICE_ID").asInt(-1);
	}

	private int vm() throws Exception {
		return flow.service(service()).roles().getFirst().nodes().getFirst().vm();
	}

	@Test
	void saysItsVersion() throws Exception {
		assertThat(client.get_version().orThrow()).matches("\\d+\\.\\d+\\.\\d+( \\(.*\\))?");
	}

	@Test
	void knowsWhoAsks() throws Exception {
		var self = new User(User.SELF, client);

		self.info().orThrow();

		assertThat(self.getName()).isEqualTo(user());
		assertThat(self.id()).isZero();
		assertThat(self.xpath("GROUPS/ID")).isEqualTo("0");
	}

	@Test
	void listsRuntimesAsDocuments() throws Exception {
		var document = document();
		var alone = new Document(document.id(), client);

		alone.info().orThrow();

		assertThat(alone.type()).isEqualTo(RUNTIME);
		assertThat(alone.getName()).isEqualTo(document.getName()).isNotBlank();
		assertThat(alone.xpath("PERMISSIONS/OWNER_M")).isEqualTo("1");
		assertThat(alone.template().get("BODY")).contains(document.xpath("TEMPLATE/BODY"));
		var body = JSON.readTree(alone.xpath("TEMPLATE/BODY"));
		assertThat(body.path("FAAS").path("FLAVOUR").asText()).isEqualTo("Function");
		assertThat(body.path("DAAS").path("FLAVOUR").asText()).isEqualTo("Data");
	}

	@Test
	void hasOneServiceWithRunningRoles() throws Exception {
		var service = flow.service(service());

		assertThat(service.state()).isEqualTo(ServiceState.RUNNING);
		assertThat(service.started()).isPresent();
		assertThat(service.log()).extracting(entry -> entry.message()).contains("New state: DEPLOYING", "New state: RUNNING");
		assertThat(service.roles()).extracting(role -> role.name()).containsExactly("FAAS", "DAAS");
		assertThat(service.roles()).allSatisfy(role -> {
			assertThat(role.state()).isEqualTo(RoleState.RUNNING);
			assertThat(role.nodes()).hasSize(role.cardinality()).first().extracting(Node::name).isEqualTo(role.name() + "_0_(service_" + service.id() + ")");
		});
		assertThat(flow.services()).extracting(Service::id).contains(service.id());
	}

	@Test
	void hasServiceTemplates() throws Exception {
		var templates = flow.templates();

		assertThat(templates).extracting(ServiceTemplate::name).contains("Function", "Function-Data", "FAILED_DEPLOY");
		assertThat(templates).filteredOn(template -> template.name().equals("Function-Data")).singleElement()
				.satisfies(template -> assertThat(template.body().path("roles")).extracting(role -> role.path("name").asText()).containsExactly("FAAS", "DAAS"));
	}

	@Test
	void showsAMachineWithItsHistory() throws Exception {
		var vm = new VirtualMachine(vm(), client);

		vm.info().orThrow();

		assertThat(vm.vmState()).isEqualTo(VmState.ACTIVE);
		assertThat(vm.lcm()).isEqualTo(LcmState.RUNNING);
		assertThat(vm.status()).isEqualTo("runn");
		assertThat(vm.userTemplate().get("SERVICE_ID")).contains(String.valueOf(service()));
		assertThat(vm.userTemplate().get("ROLE_NAME")).contains("FAAS");
		assertThat(vm.template().get("MEMORY")).contains("128");
		assertThat(vm.template().vector("NIC").orElseThrow().get("IP")).isNotBlank();
		assertThat(vm.template().vector("DISK").orElseThrow().get("SIZE")).isEqualTo("1024");
		assertThat(vm.hostname()).isNotBlank();
		assertThat(vm.history()).singleElement().satisfies(stay -> {
			assertThat(stay.sequence()).isZero();
			assertThat(stay.running()).isPresent();
			assertThat(stay.end()).isEmpty();
		});
	}

	@Test
	void listsMachinesWithAllData() throws Exception {
		var pool = new VirtualMachinePool(client);

		pool.infoExtended(Pool.ALL, -1, -1, VirtualMachinePool.NOT_DONE).orThrow();

		assertThat(pool.getLength()).isEqualTo(2);
		assertThat(pool.getById(vm()).getName()).isEqualTo("FAAS_0_(service_" + service() + ")");
		assertThat(pool).allSatisfy(vm -> assertThat(vm.lcm()).isEqualTo(LcmState.RUNNING));
	}

	@Test
	void measuresMachines() throws Exception {
		int id = vm();

		var samples = VmMonitoring.of(new VirtualMachine(id, client).monitoring().orThrow());

		assertThat(samples).isNotEmpty().allSatisfy(sample -> {
			assertThat(sample.vm()).isEqualTo(id);
			assertThat(sample.memory()).isPositive();
			assertThat(sample.time().getEpochSecond()).isPositive();
		});
	}

	@Test
	void listsHosts() throws Exception {
		var pool = new HostPool(client);

		pool.info().orThrow();

		assertThat(pool).isNotEmpty().allSatisfy(host -> {
			assertThat(host.hostState()).isEqualTo(HostState.MONITORED);
			assertThat(Integer.parseInt(host.xpath("HOST_SHARE/MAX_CPU"))).isPositive();
		});
	}

	@Test
	void refusesInItsOwnWords() throws Exception {
		int vm = vm();

		assertRefused(client.call("vm.info", UNKNOWN_ID), OneError.NO_EXISTS, UNKNOWN_ID, "[one.vm.info] Error getting virtual machine [99999].");
		assertRefused(new VirtualMachine(vm, client).resume(), OneError.ACTION, -1,
				"[one.vm.action] Error performing action \"resume\": This action is not available for state RUNNING");
	}

	private static void assertRefused(OneResponse answer, OneError error, int object, String message) {
		assertThat(answer.error()).as("%s", answer).isEqualTo(error);
		assertThat(answer.getErrorCode()).isEqualTo(error.code());
		assertThat(answer.objectId()).isEqualTo(object);
		assertThat(answer.getErrorMessage()).isEqualTo(message);
	}

	@Test
	void callsThatCannotBeMadeAreFaults() {
		assertThat(client.call("nosuch")).satisfies(answer -> {
			assertThat(answer.error()).isEqualTo(OneError.FAULT);
			assertThat(answer.getErrorCode()).isEqualTo(-506);
			assertThat(answer.getErrorMessage()).contains("Method 'one.nosuch' not defined");
		});
		assertThat(client.call("vm.info", "seven")).satisfies(answer -> {
			assertThat(answer.error()).isEqualTo(OneError.FAULT);
			assertThat(answer.getErrorCode()).isEqualTo(-501);
			assertThat(answer.getErrorMessage()).contains("Parameter that is supposed to be integer is not");
		});
	}

	@Test
	void strangersAreNotLetIn() {
		var stranger = Client.over(user() + ":wrong", xmlRpc);

		assertThat(stranger.call("vm.info", 0).error()).isEqualTo(OneError.AUTHENTICATION);
		assertThat(stranger.call("vm.info", 0).getErrorMessage()).isEqualTo("[one.vm.info] User couldn't be authenticated, aborting call.");
		assertThat(Client.over("nobody:" + target.session(), xmlRpc).call("user.info", -1).error()).isEqualTo(OneError.AUTHENTICATION);
		assertThatThrownBy(() -> new OneFlowClient(user() + ":wrong", oneflow).services()).isInstanceOfSatisfying(OneException.class, e -> {
			assertThat(e.error()).isEqualTo(OneError.AUTHENTICATION);
			assertThat(e.code()).isEqualTo(401);
		}).hasMessage("Invalid credentials");
		assertThatThrownBy(() -> oneflow.send(HttpCall.get("/service"))).isInstanceOfSatisfying(HttpException.Refused.class, e -> {
			assertThat(e.status()).isEqualTo(401);
			assertThat(e.answer().text()).isEqualTo("A username and password must be provided");
		});
	}

	@Test
	void oneFlowKnowsNoOtherServices() {
		assertThatThrownBy(() -> flow.service(UNKNOWN_ID)).isInstanceOfSatisfying(OneException.class, e -> {
			assertThat(e.error()).isEqualTo(OneError.NO_EXISTS);
			assertThat(e.code()).isEqualTo(404);
		});
	}

	@Test
	void itsAnswersHaveTheShapeOfARealOnes() throws Exception {
		int document = document().id();
		int vm = vm();
		var differences = new ArrayList<String>();

		compare(differences, "version", "system.version");
		compare(differences, "user.info", "user.info", -1, false);
		compare(differences, "documentpool.1337", "documentpool.info", Pool.ALL, -1, -1, RUNTIME);
		compare(differences, "document.info", "document.info", document, false);
		compare(differences, "vm.info", "vm.info", vm, false);
		compare(differences, "vmpool.infoextended", "vmpool.infoextended", Pool.ALL, -1, -1, VirtualMachinePool.NOT_DONE);
		compare(differences, "vm.monitoring", "vm.monitoring", vm);
		compare(differences, "hostpool", "hostpool.info");
		compare(differences, "vm.info.notfound", "vm.info", UNKNOWN_ID);
		compare(differences, "vm.info.fault", "vm.info", "seven");
		compare(differences, "vm.action.wrongstate", "vm.action", "resume", vm);
		compare(differences, "nosuch", "nosuch");
		compareJson(differences, "service", "/service/" + service());
		compareJson(differences, "service_pool", "/service");
		compareJson(differences, "service_template_pool", "/service_template");

		assertThat(differences).isEmpty();
	}

	private void compare(List<String> differences, String recorded, String method, Object... args) throws IOException {
		var params = new ArrayList<Object>(List.of(target.session()));
		params.addAll(List.of(args));
		byte[] call = XmlRpc.writeCall(new XmlRpc.Call("one." + method, params));
		byte[] answer = xmlRpc.send(HttpCall.post("").body(new HttpBody.Bytes(XmlRpc.MEDIA_TYPE, call))).body();

		Shape.of(XmlRpc.readReply(Recorded.xmlRpc(recorded))).differences(Shape.of(XmlRpc.readReply(answer)), exceptions())
				.forEach(difference -> differences.add(recorded + ": " + difference));
	}

	private void compareJson(List<String> differences, String recorded, String path) throws IOException {
		String basic = "Basic " + Base64.getEncoder().encodeToString(target.session().getBytes(StandardCharsets.UTF_8));
		JsonNode answer = JSON.readTree(oneflow.send(HttpCall.get(path).header("Authorization", basic)).body());

		Shape.of(JSON.readTree(Recorded.json(recorded))).differences(Shape.of(answer), exceptions()).forEach(difference -> differences.add(recorded + ": " + difference));
	}
}
