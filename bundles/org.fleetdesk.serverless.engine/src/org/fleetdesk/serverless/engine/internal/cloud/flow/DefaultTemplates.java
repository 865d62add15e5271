package org.fleetdesk.serverless.engine.internal.cloud.flow;

import java.io.IOException;
import java.util.List;
import java.util.Map;

import org.fleetdesk.engine.StateFile;
import org.fleetdesk.opennebula.wire.OneTemplate;
import org.fleetdesk.serverless.engine.internal.cloud.Cloud;
import org.fleetdesk.serverless.engine.internal.cloud.CloudError;
import org.fleetdesk.serverless.engine.internal.cloud.User;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What a new simulated cloud has, so that serverless runtimes can be made in it at once: service templates for the usual flavours, and their VM templates. All users may use them. */
public final class DefaultTemplates {

	private static final int VERSION = 1;
	private static final int TYPE = FlowTemplates.TYPE;
	/** Owner use and manage, all others use. */
	private static final List<Integer> FOR_ALL = List.of(1, 1, 0, 1, 0, 0, 1, 0, 0);

	private DefaultTemplates() {
	}

	/**
	 * Makes them when the cloud is new; what somebody has deleted since stays away.
	 *
	 * @throws IOException when that cannot be written
	 */
	public static void prepare(Cloud cloud) throws IOException, CloudError {
		var done = new StateFile(cloud.settings().data().resolve("templates.json"), VERSION, new ObjectMapper());
		if (done.read().isPresent()) {
			return;
		}
		var admin = cloud.users().admin();
		cloud.atomically(() -> {
			if (cloud.documents().list(admin, TYPE).isEmpty()) {
				make(cloud, admin);
			}
			return null;
		});
		done.write(Map.of("made", cloud.timeline().now().getEpochSecond()));
	}

	/** In the order of the ids that the Provisioning Engine's own configuration maps: nature is 0 and nature-s3 is 3. */
	private static void make(Cloud cloud, User admin) throws CloudError {
		int function = machine(cloud, admin, "function", new OneTemplate());
		int data = machine(cloud, admin, "data", new OneTemplate());
		int failing = machine(cloud, admin, "failing", new OneTemplate().add("SIMULATED_FAIL", "BOOT"));
		service(cloud, admin, "nature", role("FaaS", function));
		service(cloud, admin, "Function", role("FAAS", function));
		service(cloud, admin, "Function-Data", role("FAAS", function), role("DAAS", data));
		service(cloud, admin, "nature-s3", role("nature", function), role("s3", data));
		service(cloud, admin, "FAILED_DEPLOY", role("FAAS", failing));
	}

	private static int machine(Cloud cloud, User admin, String name, OneTemplate more) throws CloudError {
		var template = new OneTemplate().add("NAME", name).add("DESCRIPTION", "Simulated by Fleetdesk").add("CPU", "1").add("VCPU", "1").add("MEMORY", "128")
				.add("DISK", Map.of("IMAGE", "simulated", "IMAGE_ID", "0", "SIZE", "1024")).add("NIC", Map.of("NETWORK", "simulated", "NETWORK_ID", "0"))
				.add("CONTEXT", Map.of("NETWORK", "YES")).add("GRAPHICS", Map.of("TYPE", "VNC", "LISTEN", "127.0.0.1")).merge(more);
		int id = cloud.templates().allocate(admin, template);
		cloud.templates().chmod(admin, id, FOR_ALL);
		return id;
	}

	private static ObjectNode role(String name, int machine) {
		return FlowJson.object().put("name", name).put("cardinality", 1).put("vm_template", machine);
	}

	private static void service(Cloud cloud, User admin, String name, ObjectNode... roles) throws CloudError {
		var body = FlowJson.object().put("name", name).put("deployment", "straight");
		var array = body.putArray("roles");
		for (var role : roles) {
			array.add(role);
		}
		body.put("description", "").put("registration_time", cloud.timeline().now().getEpochSecond());
		int id = Flow.allocate(cloud, admin, TYPE, name, body);
		cloud.documents().chmod(admin, id, FOR_ALL);
	}
}
