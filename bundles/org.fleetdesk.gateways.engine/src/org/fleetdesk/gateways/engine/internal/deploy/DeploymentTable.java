package org.fleetdesk.gateways.engine.internal.deploy;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.fleetdesk.gateways.engine.internal.deploy.Deployment.Event;
import org.fleetdesk.gateways.engine.internal.deploy.Deployment.State;
import org.fleetdesk.gateways.engine.internal.store.Rows;
import org.fleetdesk.gateways.engine.internal.store.Tx;
import org.fleetdesk.gateways.model.Aliases;
import org.fleetdesk.gateways.model.InstallProgress.Phase;

/** The tables of deployments. What is changed counts as a change of its device. */
final class DeploymentTable {

	/** Ended deployments of one device that are kept. */
	private static final int KEPT = 100;
	/** Events of one deployment; after these, only what is no download is kept. */
	private static final int MOST_EVENTS = 1000;
	private static final int LONGEST_MESSAGE = 4000;

	/** The columns of a deployment; its output, which may be long, is empty. */
	static final String WITHOUT_OUTPUT = "n, id, device, product, sn, packages, author, run, state, issued, created, picked_up, ended, results, told, answered, message, '' AS output, events";
	private static final String NOT_ENDED = " AND state IN ('queued', 'picked-up', 'running')";

	private DeploymentTable() {
	}

	static void insert(Tx tx, String id, long device, String product, String sn, List<String> packages, String author, String run, Instant now) throws SQLException {
		tx.update("INSERT INTO deployment (id, device, product, sn, packages, author, run, state, issued, created, results, told, answered, message, output, events) "
				+ "VALUES (?, ?, ?, ?, ?, ?, ?, 'queued', FALSE, ?, '{}', FALSE, FALSE, '', '', 0)", id, device, product, sn, Deployment.text(packages), author, run,
				now.toEpochMilli());
		tx.update("DELETE FROM deployment WHERE device = ? AND ended IS NOT NULL AND n < (SELECT MIN(n) FROM (SELECT n FROM deployment WHERE device = ? ORDER BY n DESC FETCH FIRST "
				+ KEPT + " ROWS ONLY) newest)", device, device);
	}

	static Optional<Deployment> find(Tx tx, String id) throws SQLException {
		return Rows.first(tx.prepare("SELECT * FROM deployment WHERE id = ?", id), Deployment::of);
	}

	/** The oldest of a device that is not ended. */
	static Optional<Deployment> head(Tx tx, long device) throws SQLException {
		return Rows.first(tx.prepare("SELECT * FROM deployment WHERE device = ?" + NOT_ENDED + " ORDER BY n FETCH FIRST 1 ROWS ONLY", device), Deployment::of);
	}

	/** The one of a device that ended last. */
	static Optional<Deployment> last(Tx tx, long device) throws SQLException {
		return Rows.first(tx.prepare("SELECT * FROM deployment WHERE device = ? AND ended IS NOT NULL ORDER BY ended DESC, n DESC FETCH FIRST 1 ROWS ONLY", device), Deployment::of);
	}

	/** Those that may still decide what is assigned, oldest first. */
	static List<Deployment> notCancelled(Tx tx, long device) throws SQLException {
		return Rows.list(tx.prepare("SELECT * FROM deployment WHERE device = ? AND state <> 'cancelled' ORDER BY n", device), Deployment::of);
	}

	/** The devices whose queue waits for them, and for which nothing stands in {@code engine_fetch}. */
	static List<Long> notIssued(Connection connection) throws SQLException {
		return Rows.list(connection, "SELECT DISTINCT d.device FROM deployment d WHERE d.device IS NOT NULL AND d.state = 'queued' AND NOT EXISTS (SELECT 1 FROM alias_value v "
				+ "JOIN resource r ON r.id = v.resource WHERE v.device = d.device AND r.alias = ? AND v.pending <> '')", row -> row.getLong(1), Aliases.ENGINE_FETCH);
	}

	static void issued(Tx tx, Deployment deployment, boolean issued) throws SQLException {
		tx.update("UPDATE deployment SET issued = ? WHERE n = ?", issued, deployment.n());
	}

	static void message(Tx tx, Deployment deployment, String message) throws SQLException {
		tx.update("UPDATE deployment SET message = ? WHERE n = ?", cut(message), deployment.n());
	}

	static void pickedUp(Tx tx, Deployment deployment, Instant at) throws SQLException {
		tx.update("UPDATE deployment SET state = 'picked-up', issued = FALSE, picked_up = ?, message = '' WHERE n = ?", at.toEpochMilli(), deployment.n());
	}

	/** The device says how far it is. Of one that had not done so, an answer that was noted is somebody else's. */
	static void running(Tx tx, Deployment deployment, State state, Map<String, Phase> results) throws SQLException {
		tx.update("UPDATE deployment SET state = ?, answered = CASE WHEN told THEN answered ELSE FALSE END, told = TRUE, ended = NULL, results = ? WHERE n = ?", state.word(), Deployment.text(results), deployment.n());
	}

	static void state(Tx tx, Deployment deployment, State state) throws SQLException {
		tx.update("UPDATE deployment SET state = ? WHERE n = ?", state.word(), deployment.n());
	}

	/** @param answer whether it tells the end, or something on the way */
	static void output(Tx tx, Deployment deployment, String output, boolean answer) throws SQLException {
		tx.update("UPDATE deployment SET answered = ?, output = ? WHERE n = ?", answer, output, deployment.n());
	}

	static void results(Tx tx, Deployment deployment, Map<String, Phase> results) throws SQLException {
		tx.update("UPDATE deployment SET results = ? WHERE n = ?", Deployment.text(results), deployment.n());
	}

	static void end(Tx tx, Deployment deployment, State state, String message, Instant at) throws SQLException {
		tx.update("UPDATE deployment SET state = ?, issued = FALSE, message = ?, ended = ? WHERE n = ?", state.word(), cut(message), at.toEpochMilli(), deployment.n());
	}

	static void event(Tx tx, Deployment deployment, Instant at, String phase, String app, String version, long bytes, long total, String message) throws SQLException {
		long seq = Rows.first(tx.prepare("SELECT events FROM deployment WHERE n = ?", deployment.n()), row -> row.getLong(1)).orElse(0L) + 1;
		if (seq > MOST_EVENTS && phase.equals(Phase.DOWNLOADING.word()) || seq > 2 * MOST_EVENTS) {
			return;
		}
		tx.update("INSERT INTO deployment_event (deployment, seq, at, phase, app, version, bytes, total, message) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", deployment.n(), seq,
				at.toEpochMilli(), phase, app, version, bytes, total, cut(message));
		tx.update("UPDATE deployment SET events = ? WHERE n = ?", seq, deployment.n());
	}

	static List<Event> events(Connection connection, long n, long after) throws SQLException {
		return Rows.list(connection, "SELECT * FROM deployment_event WHERE deployment = ? AND seq > ? ORDER BY seq", Event::of, n, after);
	}

	/** Devices send what they like: PostgreSQL has no character 0. */
	static String clean(String text, int length) {
		String clean = text.indexOf('\0') < 0 ? text : text.replace('\0', '\ufffd');
		return clean.length() <= length ? clean : clean.substring(0, Character.isHighSurrogate(clean.charAt(length - 1)) ? length - 1 : length);
	}

	private static String cut(String text) {
		return clean(text, LONGEST_MESSAGE);
	}
}
