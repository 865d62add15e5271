package org.fleetdesk.serverless.engine.internal.cloud.flow;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.fleetdesk.opennebula.OneError;
import org.fleetdesk.opennebula.wire.OneTemplate;
import org.fleetdesk.serverless.engine.internal.cloud.Cloud;
import org.fleetdesk.serverless.engine.internal.cloud.CloudError;
import org.fleetdesk.serverless.engine.internal.cloud.DocumentObject;
import org.fleetdesk.serverless.engine.internal.cloud.Right;
import org.fleetdesk.serverless.engine.internal.cloud.User;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Service templates: documents of type 101. Everything is done with the rights of the user who asks. */
final class FlowTemplates {

	/** The type of their documents. */
	static final int TYPE = 101;

	private static final String REGISTERED = "registration_time";

	private final Cloud cloud;
	private final TemplateRules rules;

	FlowTemplates(Cloud cloud, TemplateRules rules) {
		this.cloud = cloud;
		this.rules = rules;
	}

	/** All that the user may use, the newest first. */
	List<DocumentObject> all(User user) throws CloudError {
		return cloud.documents().list(user, TYPE);
	}

	/** @throws CloudError NO_EXISTS also when the document is something else */
	DocumentObject template(User user, int id) throws CloudError {
		return Flow.document(cloud, user, id, TYPE, Right.USE);
	}

	DocumentObject allocate(User user, JsonNode json) throws CloudError, FlowError {
		var body = rules.check(json);
		body.put(REGISTERED, cloud.timeline().now().getEpochSecond());
		return cloud.atomically(() -> template(user, Flow.allocate(cloud, user, TYPE, body.path("name").asText(), body)));
	}

	/**
	 * @param append whether attributes that are not given stay as they are
	 * @throws FlowError 400 when it is no template then, 500 when it changes what cannot be changed
	 */
	DocumentObject update(User user, int id, ObjectNode json, boolean append) throws CloudError, FlowError {
		var before = Flow.body(template(user, id));
		var registered = before.path(REGISTERED);
		if (json.has(REGISTERED) && json.get(REGISTERED).asLong() != registered.asLong()) {
			throw new FlowError(FlowError.GENERAL, "Immutable value: `service_template/" + REGISTERED + "` can not be changed");
		}
		var all = append ? before.deepCopy().<ObjectNode>setAll(json) : json.deepCopy();
		all.set(REGISTERED, registered);
		var body = rules.check(all);
		return cloud.atomically(() -> {
			template(user, id);
			cloud.documents().update(user, id, Flow.template(body), true);
			return template(user, id);
		});
	}

	/**
	 * Makes a copy of the user's.
	 *
	 * @param machines whether the VM templates are copied as well
	 */
	DocumentObject copy(User user, int id, String name, boolean machines) throws CloudError {
		return cloud.atomically(() -> {
			var body = Flow.body(template(user, id));
			body.put("name", name);
			body.put(REGISTERED, cloud.timeline().now().getEpochSecond());
			if (machines) {
				for (var role : new ServiceBody(body).roles()) {
					var original = cloud.templates().get(user, role.vmTemplate(), Right.USE);
					var copy = new OneTemplate().merge(original.template()).set("NAME", original.name() + "-" + name);
					role.json().put("vm_template", cloud.templates().allocate(user, copy));
				}
			}
			return template(user, Flow.allocate(cloud, user, TYPE, name, body));
		});
	}

	/** @param machines whether the VM templates go as well */
	void delete(User user, int id, boolean machines) throws CloudError {
		cloud.atomically(() -> {
			Set<Integer> unused = new LinkedHashSet<>();
			new ServiceBody(Flow.body(template(user, id))).roles().forEach(r -> unused.add(r.vmTemplate()));
			cloud.documents().delete(user, id);
			for (int machine : machines ? unused : Set.<Integer>of()) {
				try {
					cloud.templates().delete(user, machine);
				} catch (CloudError e) {
					if (e.error() != OneError.NO_EXISTS) {
						throw e;
					}
				}
			}
			return null;
		});
	}

	void chown(User user, int id, int uid, int gid) throws CloudError {
		template(user, id);
		cloud.documents().chown(user, id, uid, gid);
	}

	void chmod(User user, int id, String octet) throws CloudError, FlowError {
		template(user, id);
		cloud.documents().chmod(user, id, Flow.bits(octet));
	}

	void rename(User user, int id, String name) throws CloudError {
		cloud.atomically(() -> {
			var body = Flow.body(template(user, id));
			body.put("name", name);
			cloud.documents().rename(user, id, name);
			cloud.documents().update(user, id, Flow.template(body), true);
			return null;
		});
	}
}
