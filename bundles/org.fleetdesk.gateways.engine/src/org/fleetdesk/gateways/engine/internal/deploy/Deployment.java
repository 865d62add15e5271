package org.fleetdesk.gateways.engine.internal.deploy;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

import org.fleetdesk.gateways.engine.internal.report.Stored;
import org.fleetdesk.gateways.engine.internal.store.Rows;
import org.fleetdesk.gateways.model.InstallProgress.Phase;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/**
 * An installation in the queue of a device.
 *
 * @param n        the order within queues
 * @param device   empty when the device is deleted
 * @param packages file names, in the order of installation
 * @param author   who wants it
 * @param run      the console's task; empty for none
 * @param issued   whether it stands in {@code engine_fetch}
 * @param results  the phases that ended packages, by application
 * @param told     whether the device reports its progress; otherwise the cloud infers it
 * @param answered whether the device wrote a {@code fetch_status} that tells the end; of one that does not report its progress any, but trouble of the agent itself
 * @param events   how many there are
 */
public record Deployment(long n, String id, OptionalLong device, String product, String sn, List<String> packages, String author, String run, State state, boolean issued,
		Instant created, Optional<Instant> pickedUp, Optional<Instant> ended, Map<String, Phase> results, boolean told, boolean answered, String message, String output,
		long events) {

	/** What becomes of it. */
	public enum State {
		QUEUED, PICKED_UP, RUNNING, DONE, FAILED, ROLLED_BACK, CANCELLED;

		/** As the API and the database have it, such as {@code picked-up}. */
		public String word() {
			return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
		}

		public boolean ended() {
			return compareTo(DONE) >= 0;
		}

		static State of(String word) {
			return valueOf(word.toUpperCase(java.util.Locale.ROOT).replace('-', '_'));
		}
	}

	/** Something that happened. @param phase as in {@link Phase}, or {@code cancelled} */
	public record Event(long seq, Instant at, String phase, String app, String version, long bytes, long total, String message) {

		static Event of(ResultSet row) throws SQLException {
			return new Event(row.getLong("seq"), Instant.ofEpochMilli(row.getLong("at")), row.getString("phase"), row.getString("app"), row.getString("version"),
					row.getLong("bytes"), row.getLong("total"), row.getString("message"));
		}
	}

	static Deployment of(ResultSet row) throws SQLException {
		long device = row.getLong("device");
		var known = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(device);
		var packages = new ArrayList<String>();
		Stored.array(row.getString("packages")).forEach(p -> packages.add(p.asText()));
		var results = new TreeMap<String, Phase>();
		Stored.object(row.getString("results")).fields().forEachRemaining(e -> results.put(e.getKey(), Phase.of(e.getValue().asText())));
		return new Deployment(row.getLong("n"), row.getString("id"), known, row.getString("product"), row.getString("sn"), List.copyOf(packages), row.getString("author"),
				row.getString("run"), State.of(row.getString("state")), row.getBoolean("issued"), Instant.ofEpochMilli(row.getLong("created")), Rows.time(row, "picked_up"),
				Rows.time(row, "ended"), results, row.getBoolean("told"), row.getBoolean("answered"), row.getString("message"), row.getString("output"), row.getLong("events"));
	}

	static String text(List<String> packages) {
		var json = JsonNodeFactory.instance.arrayNode();
		packages.forEach(json::add);
		return json.toString();
	}

	static String text(Map<String, Phase> results) {
		var json = JsonNodeFactory.instance.objectNode();
		results.forEach((app, phase) -> json.put(app, phase.word()));
		return json.toString();
	}
}
