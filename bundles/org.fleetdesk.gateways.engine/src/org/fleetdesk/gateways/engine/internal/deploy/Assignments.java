package org.fleetdesk.gateways.engine.internal.deploy;

import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import org.fleetdesk.gateways.engine.internal.report.Stored;
import org.fleetdesk.gateways.engine.internal.report.Summaries;
import org.fleetdesk.gateways.engine.internal.store.Rows;
import org.fleetdesk.gateways.engine.internal.store.Tx;
import org.fleetdesk.gateways.model.InstallProgress.Phase;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The versions of applications that a device is to have: those of its last deployment of each that counts. One that was cancelled does not, nor one from which the device went back. */
final class Assignments {

	private Assignments() {
	}

	static void assign(Tx tx, long device, Map<String, String> apps) throws SQLException {
		var assigned = present(tx, device);
		apps.forEach(assigned::put);
		Summaries.set(tx, device, "assigned", assigned.toString());
	}

	/** Applications of a deployment that counts no more for them are assigned as those before it had them. */
	static void again(Tx tx, long device, Set<String> apps) throws SQLException {
		var before = new TreeMap<String, String>();
		for (var deployment : DeploymentTable.notCancelled(tx, device)) {
			Queue.apps(deployment).forEach((app, version) -> {
				if (deployment.results().get(app) != Phase.ROLLED_BACK) {
					before.put(app, version);
				}
			});
		}
		var assigned = present(tx, device);
		for (String app : apps) {
			if (before.containsKey(app)) {
				assigned.put(app, before.get(app));
			} else {
				assigned.remove(app);
			}
		}
		Summaries.set(tx, device, "assigned", assigned.toString());
	}

	private static ObjectNode present(Tx tx, long device) throws SQLException {
		return Rows.first(tx.prepare("SELECT assigned FROM summary WHERE device = ?", device), row -> Optional.ofNullable(row.getString(1))).flatMap(a -> a).map(Stored::object)
				.orElseGet(JsonNodeFactory.instance::objectNode);
	}
}
