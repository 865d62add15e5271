package org.fleetdesk.serverless.engine.internal.cloud.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fleetdesk.serverless.engine.internal.cloud.flow.FlowFixture.ADMIN;
import static org.fleetdesk.serverless.engine.internal.cloud.flow.FlowFixture.USER;

import org.fleetdesk.opennebula.oneflow.ServiceState;
import org.fleetdesk.serverless.engine.internal.cloud.flow.FlowFixture.Answer;
import org.junit.jupiter.api.Test;

/** What OneFlow's clients see on the wire. */
class FlowApiTest extends OnFlow {

	private static Answer refused(int status, String text) {
		return new Answer(status, "text/plain", text);
	}

	@Test
	void demandsCredentials() throws Exception {
		var none = refused(401, "A username and password must be provided");
		var wrong = refused(401, "Invalid credentials");
		assertThat(flow.get(null, "/service")).isEqualTo(none);
		assertThat(flow.get(null, "/nothing")).isEqualTo(none);
		assertThat(flow.get("tester:wrong", "/service")).isEqualTo(wrong);
		assertThat(flow.get("nobody:token-of-tester", "/service")).isEqualTo(wrong);
		assertThat(flow.get("tester:tester", "/service").status()).isEqualTo(200);
		assertThat(flow.get(USER, "/nothing").status()).isEqualTo(404);
	}

	@Test
	void aPoolWithoutServicesHasNothingInIt() throws Exception {
		assertThat(flow.get(USER, "/service")).isEqualTo(new Answer(200, "text/html", "{\"DOCUMENT_POOL\":{}}"));
	}

	@Test
	void servicesLookAsThoseOfOneFlow() throws Exception {
		int id = flow.instantiate(USER, flow.named("Function"), "{'roles':[{'name':'FAAS','vm_template_contents':'MEMORY=256'}]}");
		flow.phases(5);
		var document = flow.get(USER, "/service/" + id).json().path("DOCUMENT");
		assertThat(document.path("ID").asText()).isEqualTo(Integer.toString(id));
		assertThat(document.path("ID").isTextual()).isTrue();
		assertThat(document.path("UNAME").asText()).isEqualTo("tester");
		assertThat(document.path("GNAME").asText()).isEqualTo("users");
		assertThat(document.path("TYPE").asText()).isEqualTo("100");
		assertThat(document.path("PERMISSIONS").toString()).isEqualTo("{\"OWNER_U\":\"1\",\"OWNER_M\":\"1\",\"OWNER_A\":\"0\",\"GROUP_U\":\"0\",\"GROUP_M\":\"0\",\"GROUP_A\":\"0\","
				+ "\"OTHER_U\":\"0\",\"OTHER_M\":\"0\",\"OTHER_A\":\"0\"}");
		var body = document.at("/TEMPLATE/BODY");
		assertThat(body.fieldNames()).toIterable().contains("name", "deployment", "roles", "description", "registration_time", "state", "start_time", "log");
		var role = body.at("/roles/0");
		assertThat(role.fieldNames()).toIterable().containsExactlyInAnyOrder("name", "cardinality", "vm_template", "vm_template_contents", "state", "cooldown", "nodes", "on_hold", "last_vmname");
		assertThat(role.path("cooldown").asInt()).isEqualTo(300);
		assertThat(role.path("last_vmname").asInt()).isEqualTo(1);
		int vm = role.at("/nodes/0/deploy_id").asInt(-1);
		assertThat(role.at("/nodes/0/vm_info/VM").toString()).isEqualTo("{\"ID\":\"" + vm + "\",\"UID\":\"" + document.path("UID").asText() + "\",\"GID\":\"1\",\"UNAME\":\"tester\",\"GNAME\":\"users\",\"NAME\":\"FAAS_0_(service_"
				+ id + ")\"}");
		assertThat(body.at("/log/0").fieldNames()).toIterable().containsExactly("timestamp", "severity", "message");
		assertThat(flow.vm(vm).template().get("MEMORY")).hasValue("256");
		assertThat(flow.get(USER, "/service").json().at("/DOCUMENT_POOL/DOCUMENT/0")).isEqualTo(document);
	}

	@Test
	void newCloudsHaveTemplatesForAllUsers() throws Exception {
		var pool = flow.get(USER, "/service_template").json().at("/DOCUMENT_POOL/DOCUMENT");
		assertThat(pool).extracting(d -> d.path("NAME").asText()).containsExactlyInAnyOrder("nature", "Function", "Function-Data", "nature-s3", "FAILED_DEPLOY");
		assertThat(flow.named("nature")).isZero();
		assertThat(flow.named("nature-s3")).isEqualTo(3);
		assertThat(flow.get(USER, "/service_template/3").body().path("roles")).extracting(r -> r.path("name").asText()).containsExactly("nature", "s3");
		for (var each : pool) {
			int machine = each.at("/TEMPLATE/BODY/roles/0/vm_template").asInt(-1);
			var template = flow.cloud().templates().get(flow.cloud().authenticate(USER), machine, org.fleetdesk.serverless.engine.internal.cloud.Right.USE).template();
			assertThat(template.vectors("DISK")).isNotEmpty();
			assertThat(template.vectors("NIC")).isNotEmpty();
			assertThat(template.vectors("CONTEXT")).isNotEmpty();
		}
	}

	@Test
	void strangersSeeAndDoNothingUntilTheyAreLet() throws Exception {
		String stranger = flow.user("stranger");
		int id = flow.instantiate(USER, flow.named("Function"), "{}");
		flow.phases(5);
		String path = "/service/" + id;
		assertThat(flow.get(stranger, "/service").text()).isEqualTo("{\"DOCUMENT_POOL\":{}}");
		int uid = flow.cloud().authenticate(stranger).id();
		assertThat(flow.get(stranger, path)).isEqualTo(refused(401, "[one.document.info] User [" + uid + "] : Not authorized to perform USE DOCUMENT [" + id + "]."));
		flow.act(USER, path, "chmod", "{'octet':'644'}");
		assertThat(flow.get(stranger, path).status()).isEqualTo(200);
		var manage = "[one.document.update] User [" + uid + "] : Not authorized to perform MANAGE DOCUMENT [" + id + "].";
		assertThat(flow.call(stranger, "DELETE", path, null)).isEqualTo(refused(401, manage));
		assertThat(flow.post(stranger, path + "/scale", "{'role_name':'FAAS','cardinality':2,'force':true}")).isEqualTo(refused(401, manage));
		assertThat(flow.post(stranger, path + "/action", "{'action':{'perform':'recover','params':{'delete':true}}}")).isEqualTo(refused(401, manage));
		assertThat(flow.state(id)).isEqualTo(ServiceState.RUNNING);
		flow.act(ADMIN, path, "chown", "{'owner_id':" + uid + "}");
		assertThat(flow.vm(flow.vms(id, "FAAS").getFirst()).meta().uid()).isEqualTo(uid);
		assertThat(flow.call(stranger, "DELETE", path, null).status()).isEqualTo(204);
	}

	@Test
	void whatDoesNotExistIsSaidSo() throws Exception {
		assertThat(flow.get(USER, "/service/4711")).isEqualTo(refused(404, "[one.document.info] Error getting document [4711]."));
		assertThat(flow.get(USER, "/service/abc").status()).isEqualTo(404);
		assertThat(flow.get(USER, "/service/" + flow.named("Function")).status()).isEqualTo(404);
		assertThat(flow.call(USER, "DELETE", "/service/4711", null).status()).isEqualTo(404);
		assertThat(flow.post(USER, "/service_template/4711/action", "{'action':{'perform':'instantiate'}}").status()).isEqualTo(404);
	}

	@Test
	void requestsThatMissSomethingAreRefusedWithAReason() throws Exception {
		int id = flow.instantiate(USER, flow.named("Function"), "{}");
		flow.phases(5);
		String path = "/service/" + id;
		assertThat(flow.post(USER, path + "/scale", "{'role_name':'FAAS','cardinality':2}")).isEqualTo(refused(500, "force is missing; give true or false"));
		assertThat(flow.post(USER, path + "/role/FAAS/action", "{'action':{'perform':'poweroff'}}").status()).isEqualTo(500);
		assertThat(flow.post(USER, path + "/role/FAAS/action", "{'action':{'perform':'dance','params':{}}}")).isEqualTo(refused(500, "Action dance not supported"));
		assertThat(flow.post(USER, path + "/role/DAAS/action", "{'action':{'perform':'poweroff','params':{}}}")).isEqualTo(refused(500, "Role 'DAAS' not found"));
		assertThat(flow.post(USER, path + "/action", "not json").status()).isEqualTo(400);
		assertThat(flow.post(USER, path + "/action", "{}").status()).isEqualTo(400);
		assertThat(flow.post(USER, path + "/action", "{'action':{'perform':'rename','params':{}}}")).isEqualTo(refused(500, "Action rename: You have to specify a name"));
		assertThat(flow.post(USER, path + "/role_action", "{'action':{'perform':'add_role','params':{'role':{'name':'no vm'}}}}").status()).isEqualTo(400);
	}

	@Test
	void templatesAreHeldToTheRules() throws Exception {
		assertThat(flow.post(USER, "/service_template", "{'name':'x'}")).matches(a -> a.status() == 400 && a.text().contains("roles"));
		assertThat(flow.post(USER, "/service_template", "{'name':'x','roles':[{'name':'a-b','vm_template':0}]}").status()).isEqualTo(400);
		assertThat(flow.post(USER, "/service_template", "{'name':'x','roles':[{'name':'a','vm_template':'zero'}]}")).matches(a -> a.status() == 400 && a.text().contains("roles[0].vm_template"));
		assertThat(flow.post(USER, "/service_template", "{'name':'x','roles':[{'name':'a','vm_template':0},{'name':'a','vm_template':0}]}").text()).isEqualTo("Role name 'a' is repeated");
		assertThat(flow.post(USER, "/service_template", "{'name':'x','roles':[{'name':'a','vm_template':0,'cardinality':3,'max_vms':2}]}").text())
				.isEqualTo("Role 'a' 'cardinality' must be lower than or equal to 'max_vms'");
		assertThat(flow.post(USER, "/service_template", "{'name':'x','roles':[{'name':'a','vm_template':0,'parents':['b']},{'name':'b','vm_template':0,'parents':['a']}]}").status()).isEqualTo(400);
		assertThat(flow.post(USER, "/service_template", "{'name':'x','roles':[{'name':'a','vm_template':0,'parents':['c']}]}").text()).contains("'c'");
		assertThat(flow.post(USER, "/service_template", "[]").status()).isEqualTo(400);
	}

	@Test
	void templatesAreMadeChangedCopiedAndDeleted() throws Exception {
		int id = flow.template(USER, "{'name':'mine','roles':[{'name':'r','vm_template':0}]}");
		var body = flow.get(USER, "/service_template/" + id).body();
		assertThat(body.path("deployment").asText()).isEqualTo("none");
		assertThat(body.at("/roles/0/cardinality").asInt()).isEqualTo(1);
		assertThat(body.path("registration_time").asLong()).isPositive();
		var changed = flow.call(USER, "PUT", "/service_template/" + id, "{'name':'mine','deployment':'straight','roles':[{'name':'r','vm_template':0,'cardinality':2}]}");
		assertThat(changed.status()).isEqualTo(200);
		assertThat(changed.body().at("/roles/0/cardinality").asInt()).isEqualTo(2);
		assertThat(changed.body().path("registration_time")).isEqualTo(body.path("registration_time"));
		flow.act(USER, "/service_template/" + id, "rename", "{'name':'ours'}");
		assertThat(flow.get(USER, "/service_template/" + id).json().at("/DOCUMENT/NAME").asText()).isEqualTo("ours");
		var copy = flow.post(USER, "/service_template/" + id + "/action", "{'action':{'perform':'clone','params':{'name':'copy'}}}");
		assertThat(copy.status()).isEqualTo(201);
		assertThat(copy.body().path("deployment").asText()).isEqualTo("straight");
		assertThat(flow.call(USER, "DELETE", "/service_template/" + id, null).status()).isEqualTo(204);
		assertThat(flow.get(USER, "/service_template/" + id).status()).isEqualTo(404);
		assertThat(flow.call(USER, "DELETE", "/service_template/" + flow.named("Function"), null).status()).isEqualTo(401);
	}

	@Test
	void valuesOfAttributesGoIntoTheVms() throws Exception {
		int id = flow.template(USER, "{'name':'asks','custom_attrs':{'SIZE':'M|text|how much'},'roles':[{'name':'r','vm_template':0,'vm_template_contents':'MEMORY=$SIZE'}]}");
		assertThat(flow.post(USER, "/service_template/" + id + "/action", "{'action':{'perform':'instantiate'}}")).isEqualTo(refused(400, "No custom_attrs_values found"));
		int service = flow.instantiate(USER, id, "{'custom_attrs_values':{'SIZE':'512'}}");
		flow.settle();
		assertThat(flow.vm(flow.vms(service, "r").getFirst()).template().get("MEMORY")).hasValue("512");
	}

	@Test
	void networksThatWouldHaveToBeMadeFailAndCanBeRecovered() throws Exception {
		int id = flow.template(USER, "{'name':'net','networks':{'n':'M|network|||template_id:1'},'roles':[{'name':'r','vm_template':0}]}");
		int service = flow.instantiate(USER, id, "{}");
		flow.settle();
		assertThat(flow.state(service)).isEqualTo(ServiceState.FAILED_DEPLOYING_NETS);
		flow.act(USER, "/service/" + service, "recover", "{}");
		flow.settle();
		assertThat(flow.state(service)).isEqualTo(ServiceState.FAILED_DEPLOYING_NETS);
		flow.act(USER, "/service/" + service, "recover", "{'delete':true}");
		flow.settle();
		assertThat(flow.get(USER, "/service/" + service).status()).isEqualTo(404);
	}

	@Test
	void aServiceIsUpdatedWhereItMayBe() throws Exception {
		int id = flow.instantiate(USER, flow.named("Function"), "{}");
		flow.phases(5);
		String path = "/service/" + id;
		assertThat(flow.call(USER, "PUT", path, "{'append':true,'template':{'description':'new'}}").status()).isEqualTo(204);
		assertThat(flow.service(id).path("description").asText()).isEqualTo("new");
		assertThat(flow.call(USER, "PUT", path, "{'append':true,'template':{'state':5}}")).isEqualTo(refused(500, "Immutable value: `service/state` can not be changed"));
		assertThat(flow.call(USER, "PUT", path, "{'append':true,'template':{'name':'x'}}")).isEqualTo(refused(500, "To change `service/name` use rename operation"));
		assertThat(flow.call(USER, "PUT", path, "{'append':true}")).isEqualTo(refused(400, "Missing template to append"));
		assertThat(flow.call(USER, "PUT", path, "{'roles':3}").status()).isEqualTo(400);
		assertThat(flow.call(USER, "PUT", path, flow.service(id).toString().replace("\"cooldown\":300", "\"cooldown\":7")).status()).isEqualTo(204);
		assertThat(flow.roleJson(id, "FAAS").path("cooldown").asInt()).isEqualTo(7);
		assertThat(flow.call(USER, "PUT", path, flow.service(id).toString().replace("\"cardinality\":1", "\"cardinality\":2"))).isEqualTo(
				refused(500, "Immutable value: `role/cardinality` can not be changed"));
		flow.act(USER, path, "rename", "{'name':'other'}");
		assertThat(flow.get(USER, path).json().at("/DOCUMENT/NAME").asText()).isEqualTo("other");
	}

	@Test
	void purgingRemovesOnlyWhatIsDone() throws Exception {
		int running = flow.instantiate(USER, flow.named("Function"), "{}");
		flow.phases(5);
		int done = Flow.allocate(flow.cloud(), flow.cloud().authenticate(USER), Flow.TYPE, "old", FlowJson.object().put("name", "old").put("state", ServiceState.DONE.number()));
		assertThat(flow.post(USER, "/service_pool/purge_done", null).status()).isEqualTo(204);
		assertThat(flow.get(USER, "/service/" + done).status()).isEqualTo(404);
		assertThat(flow.get(USER, "/service/" + running).status()).isEqualTo(200);
	}

	/** Documents can be changed behind OneFlow's back, by XML-RPC. */
	@Test
	void aDocumentThatIsNoServiceHarmsNothing() throws Exception {
		var user = flow.cloud().authenticate(USER);
		int odd = flow.cloud().documents().allocate(user, "NAME=odd\nBODY=\"no json\"", Flow.TYPE);
		int id = flow.instantiate(USER, flow.named("Function"), "{}");
		flow.phases(5);
		assertThat(flow.state(id)).isEqualTo(ServiceState.RUNNING);
		assertThat(flow.get(USER, "/service").json().at("/DOCUMENT_POOL/DOCUMENT")).hasSize(2);
		assertThat(flow.call(USER, "DELETE", "/service/" + odd, null).status()).isIn(204, 500);
	}
}
