package org.fleetdesk.serverless.engine.internal.cloud.flow;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.fleetdesk.opennebula.OneError;
import org.fleetdesk.opennebula.oneflow.RoleState;
import org.fleetdesk.opennebula.oneflow.ServiceState;
import org.fleetdesk.opennebula.wire.OneTemplate;
import org.fleetdesk.serverless.engine.internal.cloud.Cloud;
import org.fleetdesk.serverless.engine.internal.cloud.CloudError;
import org.fleetdesk.serverless.engine.internal.cloud.DocumentObject;
import org.fleetdesk.serverless.engine.internal.cloud.Right;
import org.fleetdesk.serverless.engine.internal.cloud.User;
import org.fleetdesk.serverless.engine.internal.cloud.VmObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Services of OneFlow in a simulated cloud: documents of type 100, each of which keeps VMs for its roles. What a user asks for changes the document; on the cloud's timeline everything
 * that has changed is then brought forward ({@link ServiceLife}). A document and the VMs made for it change together, so that a crash leaves neither a VM too many nor one too few.
 */
public final class Flow {

	/** The type of services' documents. */
	public static final int TYPE = 100;
	/** How long a service cannot be scaled again, where its template does not say it. */
	public static final Duration COOLDOWN = Duration.ofMinutes(5);

	private static final Logger LOG = LoggerFactory.getLogger(Flow.class);
	private static final String BODY = "BODY";
	private static final int RETRY_SECONDS = 10;

	private final Cloud cloud;
	private final Duration cooldown;
	private final TemplateRules rules = new TemplateRules();
	private final FlowTemplates templates;
	private final Names names;
	/** When services are looked at anyway; of the timeline only. */
	private final Map<Integer, Instant> alarms = new HashMap<>();

	private Flow(Cloud cloud, Duration cooldown) {
		this.cloud = cloud;
		this.cooldown = cooldown;
		templates = new FlowTemplates(cloud, rules);
		names = new CloudNames(cloud);
	}

	/**
	 * Takes charge of the services of a cloud that has not been started yet: those that were on their way go on with it.
	 *
	 * @param cooldown of roles that do not say it
	 */
	public static Flow open(Cloud cloud, Duration cooldown) throws CloudError {
		var flow = new Flow(cloud, cooldown);
		cloud.addDocumentListener(document -> {
			if (document.type() == TYPE) {
				flow.bringForward(document.id());
			}
		});
		cloud.addVmListener(flow::changed);
		for (var service : cloud.documents().list(cloud.users().admin(), TYPE)) {
			cloud.timeline().soon(() -> flow.bringForward(service.id()));
		}
		return flow;
	}

	FlowTemplates templates() {
		return templates;
	}

	Names names() {
		return names;
	}

	private void changed(VmObject vm) {
		vm.userTemplate().get("SERVICE_ID").filter(id -> id.matches("\\d{1,9}")).ifPresent(id -> bringForward(Integer.parseInt(id)));
	}

	/** On the timeline. */
	private void bringForward(int id) {
		try {
			cloud.soon(() -> {
				var admin = cloud.users().admin();
				DocumentObject service;
				try {
					service = document(cloud, admin, id, TYPE, Right.USE);
				} catch (CloudError e) {
					return null; // it is gone, or never was
				}
				if (FlowJson.body(service).isEmpty()) {
					return null; // somebody has put something else there
				}
				var body = new ServiceBody(body(service));
				var life = new ServiceLife(body, new CloudGuests(cloud, service), cloud.timeline().now());
				life.run();
				if (life.isOver()) {
					cloud.documents().delete(admin, id);
					return null;
				}
				save(service, body);
				life.next().ifPresent(due -> wake(id, due));
				return null;
			});
		} catch (CloudError e) {
			LOG.error("The service {} cannot be brought forward: {}", id, e.getMessage());
			wake(id, cloud.timeline().now().plusSeconds(RETRY_SECONDS));
		}
	}

	private void wake(int id, Instant due) {
		var known = alarms.get(id);
		if (known == null || due.isBefore(known)) {
			alarms.put(id, due);
			cloud.timeline().at(due, () -> {
				alarms.remove(id, due);
				bringForward(id);
			});
		}
	}

	private void save(DocumentObject service, ServiceBody body) throws CloudError {
		// texts, because a number that was read may be of another class than the same one that was written
		if (!FlowJson.write(body(service)).equals(FlowJson.write(body.json()))) {
			cloud.documents().update(cloud.users().admin(), service.id(), template(body.json()), true);
		}
	}

	/** All that the user may use, the newest first. */
	List<DocumentObject> services(User user) throws CloudError {
		return cloud.documents().list(user, TYPE);
	}

	/** @throws CloudError NO_EXISTS also when the document is something else */
	DocumentObject service(User user, int id) throws CloudError {
		return document(cloud, user, id, TYPE, Right.USE);
	}

	/**
	 * Makes a service of the user's; it is deployed soon after.
	 *
	 * @param over is put over the template
	 * @throws FlowError when the two together are no service
	 */
	DocumentObject instantiate(User user, int template, ObjectNode over) throws CloudError, FlowError {
		var json = Instantiation.of(body(templates.template(user, template)), over, rules);
		var now = cloud.timeline().now();
		json.put("state", ServiceState.PENDING.number()).put("start_time", now.getEpochSecond());
		json.remove("log");
		var body = new ServiceBody(json);
		body.roles().forEach(role -> RoleBody.fresh(role.json(), cooldown.toSeconds()));
		if (body.roles().stream().anyMatch(RoleBody::hasPolicies)) {
			body.info("The simulated cloud keeps elasticity and scheduled policies, but does not follow them", now);
		}
		return cloud.atomically(() -> service(user, allocate(cloud, user, TYPE, json.path("name").asText(), json)));
	}

	/** Changes a service. */
	@FunctionalInterface
	private interface Change {

		void make(ServiceBody body, ServiceCommands commands, Instant now) throws CloudError;
	}

	/** The change is made when this returns; what follows from it comes on the timeline. */
	private void change(User user, int id, Change change) throws CloudError {
		cloud.atomically(() -> {
			var service = document(cloud, user, id, TYPE, Right.MANAGE);
			var body = new ServiceBody(body(service));
			var now = cloud.timeline().now();
			change.make(body, new ServiceCommands(id, body, new CloudGuests(cloud, service), now), now);
			save(service, body);
			return null;
		});
	}

	/** Lets a service and its VMs go. */
	void undeploy(User user, int id) throws CloudError {
		change(user, id, (body, commands, now) -> commands.end());
	}

	/** @param delete whether it shall go, in whatever state it is */
	void recover(User user, int id, boolean delete) throws CloudError {
		change(user, id, (body, commands, now) -> {
			if (delete) {
				commands.recoverByDeleting();
			} else {
				commands.recover();
			}
		});
	}

	/** @param force whether the role's limits do not matter */
	void scale(User user, int id, String roleName, int cardinality, boolean force) throws CloudError {
		change(user, id, (body, commands, now) -> {
			if (body.state() != ServiceState.RUNNING) {
				throw refused(id, "Service cannot be scaled in state: " + body.state());
			}
			var role = body.role(roleName).orElseThrow(() -> refused(id, "Role " + roleName + " not found"));
			if (!force && cardinality < role.minimum().orElse(0)) {
				throw refused(id, "Can't scale service " + id + ": Minimum cardinality is " + role.minimum().getAsInt());
			}
			int most = Math.min(force ? Integer.MAX_VALUE : role.maximum().orElse(Integer.MAX_VALUE), TemplateRules.MAX_CARDINALITY);
			if (cardinality > most) {
				throw refused(id, "Can't scale service " + id + ": Maximum cardinality is " + most);
			}
			int before = role.cardinality();
			if (cardinality == before) {
				throw refused(id, "Cardinality of " + roleName + " is already at " + cardinality);
			}
			body.info("Role " + roleName + " scaling " + (cardinality > before ? "up" : "down") + " from " + before + " to " + cardinality + " nodes", now);
			role.setCardinality(cardinality);
			role.scale(cardinality > before);
			role.enter(RoleState.SCALING);
			body.enter(ServiceState.SCALING, now);
		});
	}

	/** Deploys VMs that were made on hold. */
	void release(User user, int id) throws CloudError {
		change(user, id, (body, commands, now) -> {
			var held = body.roles().stream().filter(r -> r.state() == RoleState.HOLD && r.isOnHold()).toList();
			if (held.isEmpty()) {
				throw refused(id, "Service has no roles in HOLD");
			}
			body.release();
			held.forEach(r -> r.hold(false));
			if (body.state() != ServiceState.DEPLOYING) {
				body.enter(ServiceState.DEPLOYING, now);
			}
		});
	}

	/** @param roleName null for all roles */
	void plan(User user, int id, String roleName, BatchAction action) throws CloudError {
		change(user, id, (body, commands, now) -> {
			var roles = roleName == null ? body.roles() : List.of(body.role(roleName).orElseThrow(() -> refused(id, "Role '" + roleName + "' not found")));
			for (var role : roles) {
				if (role.state() == RoleState.DONE) {
					throw refused(id, "Role " + role.name() + " is in DONE state");
				}
				var planned = new ArrayList<>(role.planned());
				planned.addAll(action.plan(role.nodes(), now));
				role.plan(planned);
				body.info("Action:" + action.action() + " scheduled on Role:" + role.name() + " VMs:" + String.join(",", role.nodes().stream().map(String::valueOf).toList()), now);
			}
		});
	}

	/** @throws FlowError 400 when it is no role */
	void addRole(User user, int id, ObjectNode json) throws CloudError, FlowError {
		var checked = rules.checkRole(json);
		change(user, id, (body, commands, now) -> {
			demandRunning(id, body);
			var role = RoleBody.fresh(checked.deepCopy(), cooldown.toSeconds());
			if (body.role(role.name()).isPresent()) {
				throw refused(id, "Role " + role.name() + " already exists");
			}
			for (var parent : role.parents()) {
				body.role(parent).orElseThrow(() -> refused(id, "Role " + parent + " does not exist"));
			}
			body.addRole(role.json());
			body.enter(ServiceState.DEPLOYING, now);
		});
	}

	void removeRole(User user, int id, String name) throws CloudError {
		change(user, id, (body, commands, now) -> {
			demandRunning(id, body);
			body.role(name).orElseThrow(() -> refused(id, "Role " + name + " does not exist")).remove();
			body.enter(ServiceState.UNDEPLOYING, now);
		});
	}

	private static void demandRunning(int id, ServiceBody body) throws CloudError {
		if (body.state() != ServiceState.RUNNING) {
			throw refused(id, "Cannot modify roles in state: " + body.state());
		}
	}

	/**
	 * Changes what a service says of itself.
	 *
	 * @param append whether attributes that are not given stay as they are
	 * @throws FlowError 400 when it is no service then
	 */
	void update(User user, int id, ObjectNode json, boolean append) throws CloudError, FlowError {
		if (!append) {
			rules.check(json);
		}
		change(user, id, (body, commands, now) -> ServiceUpdate.apply(id, body, json, append));
	}

	void chown(User user, int id, int uid, int gid) throws CloudError {
		cloud.atomically(() -> {
			var service = service(user, id);
			for (var role : new ServiceBody(body(service)).roles()) {
				for (int node : role.nodes()) {
					cloud.vms().chown(user, node, uid, gid);
				}
			}
			cloud.documents().chown(user, id, uid, gid);
			return null;
		});
	}

	void chmod(User user, int id, String octet) throws CloudError, FlowError {
		service(user, id);
		cloud.documents().chmod(user, id, bits(octet));
	}

	void rename(User user, int id, String name) throws CloudError {
		cloud.atomically(() -> {
			change(user, id, (body, commands, now) -> body.json().put("name", name));
			cloud.documents().rename(user, id, name);
			return null;
		});
	}

	/** Removes what is left of services that are done, as far as the user may. */
	void purgeDone(User user) throws CloudError {
		for (var service : services(user)) {
			if (new ServiceBody(body(service)).state() == ServiceState.DONE && service.meta().allows(user, Right.MANAGE)) {
				cloud.documents().delete(user, service.id());
			}
		}
	}

	/** @throws CloudError NO_EXISTS also when the document is of another type */
	static DocumentObject document(Cloud cloud, User user, int id, int type, Right right) throws CloudError {
		return CloudGuests.named(right == Right.USE ? "one.document.info" : "one.document.update", () -> {
			var document = cloud.documents().get(user, id, Right.USE);
			if (document.type() != type) {
				throw new CloudError(OneError.NO_EXISTS, "Error getting document [" + id + "].", id);
			}
			return right == Right.USE ? document : cloud.documents().get(user, id, right);
		});
	}

	static int allocate(Cloud cloud, User user, int type, String name, ObjectNode body) throws CloudError {
		return cloud.documents().allocate(user, template(body).add("NAME", name), type);
	}

	static OneTemplate template(ObjectNode body) {
		return new OneTemplate().set(BODY, FlowJson.write(body));
	}

	/** A working copy of a document's body. */
	static ObjectNode body(DocumentObject document) {
		return FlowJson.body(document).orElseGet(FlowJson::object);
	}

	/** The nine bits of a chmod in octal digits. */
	static List<Integer> bits(String octet) throws FlowError {
		if (!octet.matches("[0-7]{3}")) {
			throw new FlowError(FlowError.GENERAL, "\"" + octet + "\" is no permission: give three octal digits, such as 640");
		}
		int number = Integer.parseInt(octet, 8);
		var bits = new ArrayList<Integer>();
		for (int i = 8; i >= 0; i--) {
			bits.add(number >> i & 1);
		}
		return bits;
	}

	private static CloudError refused(int id, String message) {
		return new CloudError(OneError.ACTION, message, id);
	}
}
