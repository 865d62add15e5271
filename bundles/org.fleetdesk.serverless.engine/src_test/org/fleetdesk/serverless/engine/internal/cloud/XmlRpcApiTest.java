package org.fleetdesk.serverless.engine.internal.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import org.fleetdesk.engine.ListenAddress;
import org.fleetdesk.engine.Security;
import org.fleetdesk.engine.Serving;
import org.fleetdesk.http.xmlrpc.XmlRpc.Fault;
import org.fleetdesk.http.xmlrpc.XmlRpc.Reply;
import org.fleetdesk.http.xmlrpc.XmlRpc.Value;
import org.fleetdesk.http.xmlrpc.XmlRpc;
import org.fleetdesk.http.xmlrpc.XmlText;
import org.fleetdesk.opennebula.wire.Xml;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

/** The XML-RPC of the simulated cloud as a client meets it. What recorded answers of OpenNebula 6.6.3 look like stands here in words. */
class XmlRpcApiTest {

	private static final String ANN = "ann:secret-of-ann";
	private static final String BOB = "bob:secret-of-bob";

	@TempDir
	Path folder;
	private TestCloud test;
	private XmlRpcApi api;
	private User ann;

	@BeforeEach
	void start() throws Exception {
		test = new TestCloud(folder);
		ann = test.user("ann");
		test.user("bob");
		api = XmlRpcApi.start(test.cloud, Serving.at(new ListenAddress("127.0.0.1", 0), Security.LOOPBACK_ONLY));
	}

	@AfterEach
	void stop() {
		api.close();
		test.close();
	}

	/** Sends bytes over a socket of its own, so that no client library is between. */
	private byte[] post(byte[] body, String type) throws IOException {
		return send("POST", body, type);
	}

	private byte[] send(String method, byte[] body, String type) throws IOException {
		URI url = api.url();
		try (var socket = new Socket()) {
			socket.connect(new InetSocketAddress(url.getHost(), url.getPort()), 5000);
			socket.setSoTimeout(20_000);
			String head = method + " " + url.getPath() + " HTTP/1.1\r\nHost: " + url.getAuthority() + "\r\nConnection: close\r\nContent-Type: " + type + "\r\nContent-Length: " + body.length
					+ "\r\n\r\n";
			socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
			socket.getOutputStream().write(body);
			return socket.getInputStream().readAllBytes();
		}
	}

	private static int status(byte[] answer) {
		return Integer.parseInt(new String(answer, StandardCharsets.ISO_8859_1).split(" ")[1]);
	}

	private static Reply reply(byte[] answer) throws IOException {
		String text = new String(answer, StandardCharsets.UTF_8);
		assertThat(status(answer)).isEqualTo(200);
		assertThat(text.toLowerCase(Locale.ROOT)).contains("content-type: text/xml");
		return XmlRpc.readReply(text.substring(text.indexOf("\r\n\r\n") + 4).getBytes(StandardCharsets.UTF_8));
	}

	private Reply call(String method, Object... arguments) throws IOException {
		return reply(post(XmlRpc.writeCall(new XmlRpc.Call(method, Arrays.asList(arguments))), "text/xml"));
	}

	/** What a call answers that succeeds. */
	private Object good(String method, Object... arguments) throws IOException {
		var list = (List<?>) ((Value) call(method, arguments)).value();
		assertThat(list.get(0)).as("%s", list).isEqualTo(true);
		assertThat(list).hasSize(3);
		assertThat(list.get(2)).isEqualTo(0);
		return list.get(1);
	}

	private void bad(int code, String message, int id, String method, Object... arguments) throws IOException {
		assertThat(((Value) call(method, arguments)).value()).isEqualTo(List.of(false, message, code, id, -1L));
	}

	private static Element xml(Object text) throws IOException {
		return Xml.parse((String) text).getDocumentElement();
	}

	private static List<String> children(Element parent) {
		var names = new ArrayList<String>();
		for (var child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
			if (child instanceof Element element) {
				names.add(element.getTagName());
			}
		}
		return names;
	}

	private static List<String> names(String text) {
		return List.of(text.split("[ \n\t]+"));
	}

	@Test
	void theVersionSaysThatItIsSimulated() throws Exception {
		assertThat(good("one.system.version", ANN)).isEqualTo("6.6.3 (simulated by Fleetdesk)");
	}

	@Test
	void whoIsNobodyIsToldSoAndWhoAsksForNothingToo() throws Exception {
		bad(0x100, "[one.vm.info] User couldn't be authenticated, aborting call.", -1, "one.vm.info", "ann:wrong", 0);
		bad(0x100, "[one.vm.info] User couldn't be authenticated, aborting call.", -1, "one.vm.info", "nobody:x", 0);
		bad(0x100, "[one.vm.info] User couldn't be authenticated, aborting call.", -1, "one.vm.info", "ann", 0);
		bad(0x400, "[one.vm.info] Error getting virtual machine [99999].", 99999, "one.vm.info", ANN, 99999);
		assertThat(call("one.nosuch", ANN)).isEqualTo(new Fault(-506, "Method 'one.nosuch' not defined"));
		assertThat(call("one.vm.info", ANN, "abc")).isEqualTo(new Fault(-501, "Parameter that is supposed to be integer is not"));
		assertThat(call("one.vm.info", ANN)).isInstanceOf(Fault.class);
		assertThat(call("one.vm.info", 7, 0)).isEqualTo(new Fault(-501, "Parameter that is supposed to be string is not"));
	}

	@Test
	void aVmHasTheElementsOfOpenNebulaInItsOrder() throws Exception {
		int vm = test.running(ann);
		test.pass(20);

		var xml = xml(good("one.vm.info", ANN, vm));

		assertThat(xml.getTagName()).isEqualTo("VM");
		assertThat(children(xml)).isEqualTo(names("ID UID GID UNAME GNAME NAME PERMISSIONS LAST_POLL STATE LCM_STATE PREV_STATE PREV_LCM_STATE RESCHED STIME ETIME DEPLOY_ID "
				+ "MONITORING TEMPLATE USER_TEMPLATE HISTORY_RECORDS BACKUPS"));
		assertThat(children(Xml.child(xml, "PERMISSIONS"))).isEqualTo(names("OWNER_U OWNER_M OWNER_A GROUP_U GROUP_M GROUP_A OTHER_U OTHER_M OTHER_A"));
		assertThat(children(Xml.child(xml, "MONITORING"))).isEqualTo(names("CPU DISKRDBYTES DISKRDIOPS DISKWRBYTES DISKWRIOPS ID MEMORY NETRX NETTX TIMESTAMP"));
		assertThat(children(Xml.child(xml, "TEMPLATE"))).isEqualTo(names("AUTOMATIC_DS_REQUIREMENTS AUTOMATIC_NIC_REQUIREMENTS AUTOMATIC_REQUIREMENTS CONTEXT CPU DISK MEMORY MEMORY_MAX "
				+ "NIC OS SECURITY_GROUP_RULE SECURITY_GROUP_RULE TEMPLATE_ID TM_MAD_SYSTEM VCPU VCPU_MAX VMID"));
		assertThat(children(Xml.elements(xml, "TEMPLATE/DISK").getFirst())).isEqualTo(names("ALLOW_ORPHANS CLONE CLONE_TARGET CLUSTER_ID DATASTORE DATASTORE_ID DEV_PREFIX DISK_ID "
				+ "DISK_SNAPSHOT_TOTAL_SIZE DISK_TYPE DRIVER FORMAT IMAGE IMAGE_ID IMAGE_STATE LN_TARGET ORIGINAL_SIZE READONLY SAVE SIZE SOURCE TARGET TM_MAD TYPE"));
		assertThat(children(Xml.elements(xml, "TEMPLATE/NIC").getFirst())).isEqualTo(names("AR_ID BRIDGE BRIDGE_TYPE CLUSTER_ID IP MAC NAME NETWORK NETWORK_ID NETWORK_UNAME NIC_ID "
				+ "SECURITY_GROUPS TARGET VN_MAD"));
		assertThat(children(Xml.elements(xml, "HISTORY_RECORDS/HISTORY").getFirst())).isEqualTo(names("OID SEQ HOSTNAME HID CID STIME ETIME VM_MAD TM_MAD DS_ID PSTIME PETIME RSTIME "
				+ "RETIME ESTIME EETIME ACTION UID GID REQUEST_ID"));
		assertThat(Xml.text(xml, "UNAME")).isEqualTo("ann");
		assertThat(Xml.text(xml, "GNAME")).isEqualTo("users");
		assertThat(Xml.number(xml, "STATE", -1)).isEqualTo(3);
		assertThat(Xml.number(xml, "LCM_STATE", -1)).isEqualTo(3);
		assertThat(Xml.text(xml, "DEPLOY_ID")).isEqualTo("one:function-" + vm + ":simulated");
		assertThat(Xml.text(xml, "LAST_POLL")).isEqualTo(Xml.text(xml, "MONITORING/TIMESTAMP"));
		assertThat(Xml.text(xml, "TEMPLATE/CONTEXT/ETH0_IP")).isEqualTo(Xml.text(xml, "TEMPLATE/NIC/IP"));

		var pool = xml(good("one.vmpool.infoextended", ANN, -2, -1, -1, -1));
		assertThat(children(pool)).containsExactly("VM");
		assertThat(children(Xml.child(pool, "VM"))).isEqualTo(children(xml));
		assertThat(Xml.text(pool, "VM/LAST_POLL")).isEqualTo("0");
		assertThat(children(Xml.child(Xml.child(pool, "VM"), "MONITORING"))).isEmpty();
		var shorter = xml(good("one.vmpool.info", ANN, -2, -1, -1, -1));
		assertThat(children(Xml.child(shorter, "VM")))
				.isEqualTo(names("ID UID GID UNAME GNAME NAME LAST_POLL STATE LCM_STATE RESCHED STIME ETIME DEPLOY_ID TEMPLATE USER_TEMPLATE HISTORY_RECORDS"));
	}

	@Test
	void monitoringIsTheSameInEveryAnswer() throws Exception {
		int vm = test.running(ann);
		test.pass(40);

		var own = xml(good("one.vm.monitoring", ANN, vm));
		var pool = xml(good("one.vmpool.monitoring", ANN, -2, -1));
		var newest = xml(good("one.vmpool.monitoring", ANN, -2, 0));
		var info = xml(good("one.vm.info", ANN, vm));

		assertThat(own.getTagName()).isEqualTo("MONITORING_DATA");
		assertThat(children(own)).hasSize(4).containsOnly("MONITORING");
		assertThat(pool.getTextContent()).isEqualTo(own.getTextContent());
		assertThat(newest.getTextContent()).isEqualTo(Xml.child(info, "MONITORING").getTextContent()).isEqualTo(own.getLastChild().getTextContent());
	}

	@Test
	void aWrongStateIsRefusedInOpenNebulasWords() throws Exception {
		int vm = test.running(ann);

		bad(0x800, "[one.vm.action] Error performing action \"resume\": This action is not available for state RUNNING", -1, "one.vm.action", ANN, "resume", vm);
		bad(0x200, "[one.vm.action] User [3] : Not authorized to perform MANAGE VM [" + vm + "].", vm, "one.vm.action", BOB, "poweroff", vm);
		bad(0x200, "[one.vm.info] User [3] : Not authorized to perform USE VM [" + vm + "].", vm, "one.vm.info", BOB, vm);
		assertThat(good("one.vm.action", ANN, "poweroff", vm)).isEqualTo(vm);
		test.pass(1);
		assertThat(test.state(vm)).isEqualTo("POWEROFF");
	}

	@Test
	void documentsLiveAndAreTheirOwners() throws Exception {
		String body = "{\"a\":\"]]> & <b>\"}";
		int id = (int) good("one.document.allocate", ANN, "<TEMPLATE><NAME>my runtime</NAME><BODY>" + XmlText.escape(body) + "</BODY></TEMPLATE>", 1337);

		var xml = xml(good("one.document.info", ANN, id));
		assertThat(children(xml)).isEqualTo(names("ID UID GID UNAME GNAME NAME TYPE PERMISSIONS TEMPLATE"));
		assertThat(Xml.text(xml, "NAME")).isEqualTo("my runtime");
		assertThat(Xml.text(xml, "TEMPLATE/BODY")).isEqualTo(body);
		bad(0x200, "[one.document.info] User [3] : Not authorized to perform USE DOCUMENT [" + id + "].", id, "one.document.info", BOB, id);
		assertThat(children(xml(good("one.documentpool.info", BOB, -2, -1, -1, 1337)))).isEmpty();
		assertThat(children(xml(good("one.documentpool.info", ANN, -2, -1, -1, 100)))).isEmpty();

		good("one.document.chmod", ANN, id, -1, -1, -1, -1, -1, -1, 1, -1, -1);
		good("one.document.info", BOB, id);
		bad(0x200, "[one.document.update] User [3] : Not authorized to perform MANAGE DOCUMENT [" + id + "].", id, "one.document.update", BOB, id, "A=1", 1);
		good("one.document.update", ANN, id, "A=1", 1);
		assertThat(Xml.text(xml(good("one.document.info", ANN, id)), "TEMPLATE/BODY")).isEqualTo(body);
		good("one.document.update", ANN, id, "A=2", 0);
		assertThat(children(Xml.child(xml(good("one.document.info", ANN, id)), "TEMPLATE"))).containsExactly("A");
		good("one.document.rename", ANN, id, "another <name>");
		assertThat(Xml.text(xml(good("one.document.info", ANN, id)), "NAME")).isEqualTo("another <name>");
		bad(0x200, "[one.document.chown] User [2] : Not authorized to perform ADMIN DOCUMENT [" + id + "].", id, "one.document.chown", ANN, id, 3, -1);
		good("one.document.lock", ANN, id, 3);
		assertThat(children(xml(good("one.document.info", ANN, id)))).contains("LOCK");
		good("one.document.unlock", ANN, id);
		assertThat(good("one.document.delete", ANN, id)).isEqualTo(id);
		bad(0x400, "[one.document.info] Error getting document [" + id + "].", id, "one.document.info", ANN, id);
	}

	@Test
	void poolsAreToldByPages() throws Exception {
		for (int i = 0; i < 5; i++) {
			good("one.document.allocate", ANN, "NAME=d" + i, 1337);
		}
		good("one.document.allocate", BOB, "NAME=other", 1337);

		assertThat(ids("one.documentpool.info", ANN, -2, -1, -1, 1337)).containsExactly(4, 3, 2, 1, 0);
		assertThat(ids("one.documentpool.info", ANN, -2, 1, -2, 1337)).containsExactly(3, 2);
		assertThat(ids("one.documentpool.info", ANN, -2, 1, 2, 1337)).containsExactly(2, 1);
		assertThat(ids("one.documentpool.info", TestCloud.ADMIN, -2, -1, -1, 1337)).hasSize(6);
		assertThat(ids("one.documentpool.info", TestCloud.ADMIN, -3, -1, -1, 1337)).isEmpty();
		assertThat(ids("one.documentpool.info", TestCloud.ADMIN, 3, -1, -1, 1337)).containsExactly(5);
	}

	private List<Integer> ids(String method, Object... arguments) throws IOException {
		return Xml.elements(xml(good(method, arguments)), "DOCUMENT").stream().map(d -> Xml.number(d, "ID", -1)).toList();
	}

	@Test
	void aLoginTokenIsAsGoodAsThePasswordUntilItExpires() throws Exception {
		String token = (String) good("one.user.login", ANN, "ann", "", 30, -1);

		assertThat(Xml.text(xml(good("one.user.info", "ann:" + token, -1)), "NAME")).isEqualTo("ann");
		test.pass(31);
		bad(0x100, "[one.user.info] User couldn't be authenticated, aborting call.", -1, "one.user.info", "ann:" + token, -1);

		String other = (String) good("one.user.login", ANN, "ann", "", -1);
		good("one.user.login", ANN, "ann", other, 0, -1);
		bad(0x100, "[one.user.info] User couldn't be authenticated, aborting call.", -1, "one.user.info", "ann:" + other, -1);
		bad(0x200, "[one.user.login] User [3] : Not authorized to perform MANAGE USER [2].", 2, "one.user.login", BOB, "ann", "", 60, -1);
	}

	@Test
	void aUserHasTheElementsOfOpenNebulaButNoSecret() throws Exception {
		String token = (String) good("one.user.login", ANN, "ann", "", -1);
		String answer = (String) good("one.user.info", ANN, -1);

		assertThat(children(xml(answer))).isEqualTo(names("ID GID GROUPS GNAME NAME PASSWORD AUTH_DRIVER ENABLED LOGIN_TOKEN TEMPLATE DATASTORE_QUOTA NETWORK_QUOTA VM_QUOTA IMAGE_QUOTA "
				+ "DEFAULT_USER_QUOTAS"));
		assertThat(answer).doesNotContain(token).doesNotContain("pbkdf2").doesNotContain("secret");
		bad(0x200, "[one.user.info] User [2] : Not authorized to perform USE USER [0].", 0, "one.user.info", ANN, 0);
	}

	@Test
	void anAdministratorMakesUsersAndOthersDoNot() throws Exception {
		int id = (int) good("one.user.allocate", TestCloud.ADMIN, "carl", "pass:with:colons", "core", List.of(1));

		assertThat(Xml.number(xml(good("one.user.info", "carl:pass:with:colons", -1)), "ID", -1)).isEqualTo(id);
		bad(0x2000, "[one.user.allocate] Error allocating a new user. NAME is already taken by USER " + id + ".", -1, "one.user.allocate", TestCloud.ADMIN, "carl", "x", "core");
		bad(0x200, "[one.user.allocate] User [2] : Not authorized to perform CREATE USER.", -1, "one.user.allocate", ANN, "dora", "x", "core");
		good("one.user.passwd", "carl:pass:with:colons", id, "other");
		bad(0x100, "[one.user.info] User couldn't be authenticated, aborting call.", -1, "one.user.info", "carl:pass:with:colons", -1);
		good("one.user.info", "carl:other", -1);
	}

	@Test
	void hostsAreTheAdministratorsWithTheElementsOfOpenNebula() throws Exception {
		test.running(ann);
		test.pass(20);

		var host = Xml.child(xml(good("one.hostpool.info", TestCloud.ADMIN)), "HOST");
		assertThat(children(host)).isEqualTo(names("ID NAME STATE PREV_STATE IM_MAD VM_MAD CLUSTER_ID CLUSTER HOST_SHARE VMS TEMPLATE MONITORING"));
		assertThat(children(Xml.child(host, "HOST_SHARE")))
				.isEqualTo(names("MEM_USAGE CPU_USAGE TOTAL_MEM TOTAL_CPU MAX_MEM MAX_CPU RUNNING_VMS VMS_THREAD DATASTORES PCI_DEVICES NUMA_NODES"));
		assertThat(Xml.number(host, "HOST_SHARE/CPU_USAGE", -1)).isEqualTo(100);
		assertThat(Xml.number(host, "HOST_SHARE/MAX_CPU", -1)).isEqualTo(400);
		var monitoring = Xml.elements(xml(good("one.hostpool.monitoring", TestCloud.ADMIN, -1)), "MONITORING");
		var vm = Xml.elements(xml(good("one.vmpool.monitoring", ANN, -2, 0)), "MONITORING").getFirst();
		assertThat(Xml.number(monitoring.getLast(), "CAPACITY/USED_MEMORY", -1)).isEqualTo(Xml.number(vm, "MEMORY", -2));
		assertThat(children(xml(good("one.hostpool.info", ANN)))).isEmpty();
	}

	@Test
	void aTemplateMakesAVmWithWhatIsAskedForMore() throws Exception {
		int template = test.template(ann, "SCHED_RANK=\"FREE_CPU\"");

		int vm = (int) good("one.template.instantiate", ANN, template, "by hand", false, "CPU=2\nLABEL=\"a\\\"b\"\nDISK=[SIZE=3000]", false);

		var xml = xml(good("one.vm.info", ANN, vm));
		assertThat(Xml.text(xml, "NAME")).isEqualTo("by hand");
		assertThat(Xml.text(xml, "TEMPLATE/CPU")).isEqualTo("2");
		assertThat(Xml.text(xml, "TEMPLATE/DISK/SIZE")).isEqualTo("3000");
		assertThat(Xml.text(xml, "USER_TEMPLATE/LABEL")).isEqualTo("a\"b");
		assertThat(Xml.text(xml, "USER_TEMPLATE/SCHED_RANK")).isEqualTo("FREE_CPU");
		bad(0x4000, "[one.template.instantiate] Error allocating a new virtual machine. CPU attribute must be a positive float or integer value.", -1, "one.template.instantiate", ANN,
				template, "", false, "CPU=-1", false);
		bad(0x200, "[one.template.instantiate] User [3] : Not authorized to perform USE TEMPLATE [" + template + "].", template, "one.template.instantiate", BOB, template, "", false, "",
				false);
		assertThat(((List<?>) ((Value) call("one.template.instantiate", ANN, template, "", false, "A=[", false)).value()).get(0)).isEqualTo(false);
	}

	@Test
	void callsThatCannotBeReadAreFaultsAndReachNothing() throws Exception {
		assertThat(reply(post("no xml".getBytes(StandardCharsets.UTF_8), "text/xml"))).isInstanceOfSatisfying(Fault.class, f -> assertThat(f.code()).isEqualTo(-503));
		String entity = "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/hostname\">]><methodCall><methodName>&e;</methodName><params/></methodCall>";
		assertThat(reply(post(entity.getBytes(StandardCharsets.UTF_8), "text/xml"))).isInstanceOfSatisfying(Fault.class, f -> assertThat(f.code()).isEqualTo(-503));
		assertThat(reply(post(new byte[XmlRpcApi.LONGEST + 1], "text/xml"))).isInstanceOfSatisfying(Fault.class, f -> assertThat(f.code()).isEqualTo(-509));
		assertThat(status(post("<methodCall/>".getBytes(StandardCharsets.UTF_8), "text/plain"))).as("what a web page may send").isEqualTo(400);
		assertThat(status(send("GET", new byte[0], "text/xml"))).isEqualTo(405);
	}
}
