package org.fleetdesk.gateways.engine.internal.report;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.fleetdesk.gateways.engine.internal.store.DeviceKey;
import org.fleetdesk.gateways.engine.internal.store.DeviceListener;
import org.fleetdesk.gateways.engine.internal.store.Rows;
import org.fleetdesk.gateways.engine.internal.store.Tx;
import org.fleetdesk.gateways.model.Aliases;
import org.fleetdesk.gateways.model.DeviceInfo;
import org.fleetdesk.gateways.model.EngineReport;
import org.fleetdesk.gateways.model.InstallProgress;
import org.fleetdesk.gateways.model.PackageName;
import org.fleetdesk.gateways.model.UsageReport;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Reads the reports of devices when they come in, and keeps what operators see of them in lists. They come from devices: what cannot be read is told as a
 * problem, what is too much is cut off.
 */
public final class Summaries implements DeviceListener {

	private static final int MOST_APPS = 500;
	private static final int MOST_INTERFACES = 50;
	private static final int LONGEST_NAME = 255;
	private static final int LONGEST_TEXT = 1000;

	private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

	@Override
	public void written(Tx tx, DeviceKey device, Written value) throws SQLException {
		String alias = value.alias();
		String text = value.text();
		if (!value.byDevice()) {
			if (alias.equals(Aliases.UPDATE_INTERVAL)) {
				wanted(tx, device.id(), text);
			}
			return;
		}
		switch (alias) {
			case Aliases.ENGINE_REPORT -> report(tx, device, alias, text, () -> apps(tx, device, text));
			case Aliases.DEVICE_INFO -> report(tx, device, alias, text, () -> set(tx, device, "host", text.isEmpty() ? null : host(DeviceInfo.of(text)).toString()));
			case Aliases.USAGE_REPORT -> report(tx, device, alias, text, () -> set(tx, device, "interfaces", text.isEmpty() ? null : interfaces(UsageReport.of(text)).toString()));
			case Aliases.INSTALL_PROGRESS -> report(tx, device, alias, text, () -> set(tx, device, "progress", text.isEmpty() ? null : progress(InstallProgress.of(text))));
			case Aliases.UPDATE_INTERVAL -> {
				if (text.isEmpty() && value.survivor() == null) {
					update(tx, device, "UPDATE summary SET adopted_interval = COALESCE(wanted_interval, adopted_interval), wanted_interval = NULL WHERE device = ?");
				}
			}
			default -> {
				// says nothing that lists show
			}
		}
	}

	@Override
	public void read(Tx tx, DeviceKey device, String alias, String text, Instant at) {
		// nothing that lists show
	}

	/** The cloud wrote {@code update_interval}; it counts once the device has adopted it. */
	private static void wanted(Tx tx, long device, String text) throws SQLException {
		String seconds = text.strip();
		row(tx, device);
		tx.update("UPDATE summary SET wanted_interval = ? WHERE device = ?", seconds.matches("\\d{1,9}") ? Long.valueOf(seconds) : null, device);
	}

	private interface Reading {
		void run() throws SQLException;
	}

	private static void report(Tx tx, DeviceKey device, String alias, String text, Reading reading) throws SQLException {
		String problem = null;
		try {
			reading.run();
		} catch (IllegalArgumentException | StackOverflowError e) {
			problem = cut(e.getMessage() == null ? "It cannot be read." : e.getMessage(), LONGEST_TEXT);
		}
		problem(tx, device, alias, Optional.ofNullable(problem));
	}

	/** Most devices never have one. */
	private static void problem(Tx tx, DeviceKey device, String alias, Optional<String> problem) throws SQLException {
		var before = Rows.first(tx.prepare("SELECT problems FROM summary WHERE device = ?", device.id()), row -> Optional.ofNullable(row.getString(1))).flatMap(p -> p);
		if (before.isEmpty() && problem.isEmpty()) {
			return;
		}
		ObjectNode problems = before.map(Stored::object).orElseGet(JSON::objectNode);
		problems.remove(alias);
		problem.ifPresent(p -> problems.put(alias, p));
		set(tx, device, "problems", problems.isEmpty() ? null : problems.toString());
	}

	private static void apps(Tx tx, DeviceKey device, String text) throws SQLException {
		if (text.isEmpty()) {
			set(tx, device, "apps", null);
			return;
		}
		var list = JSON.arrayNode();
		var installed = new HashMap<String, String>();
		for (var app : EngineReport.of(text).apps().stream().limit(MOST_APPS).toList()) {
			var json = list.addObject().put("name", cut(app.name(), LONGEST_NAME)).put("version", cut(app.version(), LONGEST_NAME)).put("status", cut(app.status(), 32));
			json.put("uptime", cut(app.uptime(), 64));
			app.exitStatus().ifPresent(status -> json.put("exitstatus", status));
			if (isPackage(app.name(), app.version())) {
				installed.put(app.name(), app.version());
			}
		}
		set(tx, device, "apps", list.toString());
		installed(tx, device.id(), installed);
	}

	/** What no package can be called is not looked for, and the database does not get its characters. */
	private static boolean isPackage(String name, String version) {
		try {
			return !new PackageName(name, version).fileName().isEmpty();
		} catch (IllegalArgumentException e) {
			return false;
		}
	}

	private static void installed(Tx tx, long device, Map<String, String> now) throws SQLException {
		var before = new HashMap<String, String>();
		Rows.list(tx.prepare("SELECT name, version FROM device_app WHERE device = ?", device), row -> before.put(row.getString(1), row.getString(2)));
		for (var app : before.keySet()) {
			if (!now.containsKey(app)) {
				tx.update("DELETE FROM device_app WHERE device = ? AND name = ?", device, app);
			}
		}
		for (var app : now.entrySet()) {
			String version = before.get(app.getKey());
			if (version == null) {
				tx.update("INSERT INTO device_app (device, name, version) VALUES (?, ?, ?)", device, app.getKey(), app.getValue());
			} else if (!version.equals(app.getValue())) {
				tx.update("UPDATE device_app SET version = ? WHERE device = ? AND name = ?", app.getValue(), device, app.getKey());
			}
		}
	}

	private static ObjectNode host(DeviceInfo info) {
		var json = JSON.objectNode();
		List<String> words = List.of(info.uname().strip().split("\\s+", 4));
		if (!words.getFirst().isEmpty()) {
			json.put("os", cut(words.getFirst(), 64));
		}
		if (words.size() > 2) {
			json.put("kernel", cut(words.get(2), 128));
		}
		info.fileSystems().stream().filter(f -> f.size() > 0).max(Comparator.comparingInt(DeviceInfo.FileSystem::percent)).ifPresent(
				f -> json.putObject("disk").put("percent", f.percent()).put("free", f.available()).put("size", f.size()));
		return json;
	}

	private static ObjectNode interfaces(UsageReport usage) {
		var json = JSON.objectNode();
		usage.interfaces().entrySet().stream().limit(MOST_INTERFACES).forEach(
				e -> json.putObject(cut(e.getKey(), 64)).put("rx", e.getValue().received()).put("tx", e.getValue().sent()));
		return json;
	}

	/** Null once it is over. */
	private static String progress(InstallProgress progress) {
		return progress.phase().ends() ? null
				: JSON.objectNode().put("phase", progress.phase().word()).put("app", cut(progress.app(), LONGEST_NAME)).put("version", cut(progress.version(), LONGEST_NAME))
						.put("bytes", progress.bytes()).put("total", progress.total()).put("message", cut(progress.message(), LONGEST_TEXT))
						.put("at", Stored.time(progress.at())).toString();
	}

	/** Sets a column of the device's row; one of this class's own names. */
	static void set(Tx tx, DeviceKey device, String column, String value) throws SQLException {
		set(tx, device.id(), column, value);
	}

	/** The same. */
	public static void set(Tx tx, long device, String column, String value) throws SQLException {
		if (tx.update("UPDATE summary SET " + column + " = ? WHERE device = ?", value, device) == 0) {
			row(tx, device);
			tx.update("UPDATE summary SET " + column + " = ? WHERE device = ?", value, device);
		}
	}

	private static void update(Tx tx, DeviceKey device, String sql) throws SQLException {
		row(tx, device.id());
		tx.update(sql, device.id());
	}

	private static void row(Tx tx, long device) throws SQLException {
		if (Rows.first(tx.prepare("SELECT device FROM summary WHERE device = ?", device), row -> row.getLong(1)).isEmpty()) {
			tx.update("INSERT INTO summary (device) VALUES (?)", device);
		}
	}

	private static String cut(String text, int length) {
		// halves of characters, as JSON can have them, would break the answers that this stands in
		return new String((text.length() <= length ? text : text.substring(0, length)).getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
	}

	/** The applications of a report and their versions, as they were kept. */
	public static Map<String, String> installed(Tx tx, long device) throws SQLException {
		var installed = new HashMap<String, String>();
		for (var app : new ArrayList<>(Rows.list(tx.prepare("SELECT name, version FROM device_app WHERE device = ?", device), row -> List.of(row.getString(1), row.getString(2))))) {
			installed.put(app.get(0), app.get(1));
		}
		return installed;
	}
}
