package org.fleetdesk.opennebula.oneflow;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

import org.fleetdesk.http.HttpCall;
import org.fleetdesk.http.HttpEndpoint;
import org.fleetdesk.http.HttpException;
import org.fleetdesk.opennebula.OneError;
import org.fleetdesk.opennebula.OneException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * OneFlow over REST. Calls block within the endpoint's deadlines and end at once when their thread is interrupted. Safe for use by several threads.
 */
public final class OneFlowClient {

	private static final ObjectMapper JSON = new ObjectMapper();
	private static final String BASIC = "Basic ";

	private final String secret;
	private final String authorization;
	private final HttpEndpoint endpoint;

	/**
	 * @param secret   the session string {@code user:password} or {@code user:token}; the user ends at the first colon
	 * @param endpoint shared: never closed here. It must have no credentials of its own.
	 */
	public OneFlowClient(String secret, HttpEndpoint endpoint) {
		// the session string has the form of Basic's user and password (RFC 7617)
		this.secret = secret;
		authorization = BASIC + Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8));
		this.endpoint = endpoint;
	}

	/** All services that the user may see. OneFlow gives all of them at once, however many: {@link Service#of} makes one of a page of documents. */
	public List<Service> services() throws OneException, InterruptedException {
		return FlowJson.services(answer(HttpCall.get("/service")));
	}

	public Service service(int id) throws OneException, InterruptedException {
		return FlowJson.service(answer(HttpCall.get("/service/" + id)));
	}

	/** Undeploys a service; it goes when its virtual machines are gone. */
	public void delete(int id) throws OneException, InterruptedException {
		send(HttpCall.delete("/service/" + id));
	}

	/** @param delete deletes the service with its virtual machines, whatever its state, else tries again what failed */
	public void recover(int id, boolean delete) throws OneException, InterruptedException {
		action("/service/" + id, "recover", delete ? object().put("delete", true) : object());
	}

	/** @param action the content of {@code action}: {@code perform} and {@code params} */
	public void action(int id, JsonNode action) throws OneException, InterruptedException {
		send(HttpCall.post("/service/" + id + "/action"), object().set("action", action));
	}

	/** @param force also beyond the role's own limits */
	public void scale(int id, String role, int cardinality, boolean force) throws OneException, InterruptedException {
		send(HttpCall.post("/service/" + id + "/scale"), object().put("role_name", role).put("cardinality", cardinality).put("force", force));
	}

	/**
	 * Does something with all virtual machines of a role.
	 *
	 * @param action of a virtual machine, such as {@code poweroff}
	 * @param params {@code period}, {@code number}, {@code args}; null for none
	 */
	public void roleAction(int id, String role, String action, JsonNode params) throws OneException, InterruptedException {
		action("/service/" + id + "/role/" + HttpCall.encode(role), action, params == null ? object() : params);
	}

	public void rename(int id, String name) throws OneException, InterruptedException {
		action("/service/" + id, "rename", object().put("name", name));
	}

	/** @param octet such as {@code 640} */
	public void chmod(int id, String octet) throws OneException, InterruptedException {
		action("/service/" + id, "chmod", object().put("octet", octet));
	}

	/** @param gid -1: as it is */
	public void chown(int id, int uid, int gid) throws OneException, InterruptedException {
		action("/service/" + id, "chown", object().put("owner_id", uid).put("group_id", gid));
	}

	/** Deploys a service that is on hold. */
	public void release(int id) throws OneException, InterruptedException {
		action("/service/" + id, "release", object());
	}

	/** Deletes what is left of services that are done. */
	public void purgeDone() throws OneException, InterruptedException {
		send(HttpCall.post("/service_pool/purge_done"));
	}

	/** All templates that the user may see. */
	public List<ServiceTemplate> templates() throws OneException, InterruptedException {
		return FlowJson.templates(answer(HttpCall.get("/service_template")));
	}

	public ServiceTemplate template(int id) throws OneException, InterruptedException {
		return FlowJson.template(answer(HttpCall.get("/service_template/" + id)));
	}

	/** @param mergeTemplate goes over the template; null for none */
	public Service instantiate(int template, JsonNode mergeTemplate) throws OneException, InterruptedException {
		var params = object();
		if (mergeTemplate != null) {
			params.set("merge_template", mergeTemplate);
		}
		return FlowJson.service(json(send(HttpCall.post("/service_template/" + template + "/action"), perform("instantiate", params))));
	}

	/** @return the id */
	public int allocateTemplate(JsonNode body) throws OneException, InterruptedException {
		return FlowJson.template(json(send(HttpCall.post("/service_template"), body))).id();
	}

	public void updateTemplate(int id, JsonNode body) throws OneException, InterruptedException {
		send(HttpCall.of("PUT", "/service_template/" + id), body);
	}

	public void renameTemplate(int id, String name) throws OneException, InterruptedException {
		action("/service_template/" + id, "rename", object().put("name", name));
	}

	/** @param octet such as {@code 640} */
	public void chmodTemplate(int id, String octet) throws OneException, InterruptedException {
		action("/service_template/" + id, "chmod", object().put("octet", octet));
	}

	/** Deletes the service template, not the templates of its virtual machines. */
	public void deleteTemplate(int id) throws OneException, InterruptedException {
		send(HttpCall.delete("/service_template/" + id));
	}

	private void action(String path, String perform, JsonNode params) throws OneException, InterruptedException {
		send(HttpCall.post(path + "/action"), perform(perform, params));
	}

	private static JsonNode perform(String perform, JsonNode params) {
		return object().set("action", object().put("perform", perform).set("params", params));
	}

	private static ObjectNode object() {
		return JsonNodeFactory.instance.objectNode();
	}

	private JsonNode answer(HttpCall call) throws OneException, InterruptedException {
		return json(send(call));
	}

	private byte[] send(HttpCall call, JsonNode body) throws OneException, InterruptedException {
		return send(call.json(body.toString().getBytes(StandardCharsets.UTF_8)));
	}

	private byte[] send(HttpCall call) throws OneException, InterruptedException {
		try {
			return endpoint.send(call.header("Authorization", authorization)).body();
		} catch (HttpException.Cancelled e) {
			Thread.interrupted();
			throw (InterruptedException) new InterruptedException(e.getMessage()).initCause(e);
		} catch (HttpException.Refused e) {
			throw FlowErrors.of(e, endpoint.settings().base(), text -> text.replace(secret, "***").replace(authorization.substring(BASIC.length()), "***"));
		} catch (HttpException e) {
			throw new OneException(OneError.of(e), -1, e.getMessage(), e);
		}
	}

	/** OneFlow says that its JSON is HTML, so the type is not asked for. */
	private JsonNode json(byte[] body) throws OneException {
		try {
			var json = JSON.readTree(body);
			if (json != null && json.isObject()) {
				return json;
			}
		} catch (IOException e) {
			// the parser's sentence quotes what came
		}
		throw new OneException(OneError.PROTOCOL, -1, "The answer of %s cannot be understood: it is no JSON as OneFlow writes it".formatted(endpoint.settings().base()), null);
	}
}
