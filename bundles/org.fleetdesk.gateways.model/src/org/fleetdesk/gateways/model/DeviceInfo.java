package org.fleetdesk.gateways.model;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What {@code device_info} holds: output of commands, {@code {"uname": "Linux gw 6.1 …", "df": "Filesystem …", "free": "…", "ipaddrs": "eth0 10.0.0.5"}}.
 *
 * @param uname     operating system, host, kernel and build, as {@code uname -a} prints it
 * @param df        file systems as {@code df -P -k} prints them, sizes in KiB
 * @param free      memory as {@code free} prints it
 * @param addresses a line for each interface: its name and addresses
 */
public record DeviceInfo(String uname, String df, String free, String addresses) {

	/**
	 * A file system of the gateway.
	 *
	 * @param size      in bytes
	 * @param used      in bytes
	 * @param available in bytes, to those who are not root
	 * @param mount     the folder where it is
	 */
	public record FileSystem(String device, long size, long used, long available, String mount) {

		/** How full it is, in per cent of what can be used, rounded up as {@code df} does; from 0 to 100. */
		public int percent() {
			long usable = used + available;
			return usable <= 0 ? 0 : (int) Math.min(100, Math.ceilDiv(used * 100, usable));
		}
	}

	/** More than any system has; a line without end would keep the pattern busy. */
	private static final int MOST_LINES = 1000;
	private static final int LONGEST_LINE = 1000;
	private static final Pattern ROW = Pattern.compile("(.+?)\\s+(\\d{1,15})\\s+(\\d{1,15})\\s+(-?\\d{1,15})\\s+(?:\\d+%|-)\\s+(/.*)");

	/** @throws IllegalArgumentException when the text is no JSON object; the message can be shown */
	public static DeviceInfo of(String text) {
		var json = Json.object(text);
		return new DeviceInfo(Json.text(json.path("uname")), Json.text(json.path("df")), Json.text(json.path("free")), Json.text(json.path("ipaddrs")));
	}

	/** The value of {@code device_info}. */
	public String text() {
		return Json.object().put("uname", uname).put("df", df).put("free", free).put("ipaddrs", addresses).toString();
	}

	/** The rows of {@code df} that can be read; those that cannot, such as its header, are left out. */
	public List<FileSystem> fileSystems() {
		var systems = new ArrayList<FileSystem>();
		df.lines().limit(MOST_LINES).filter(line -> line.length() <= LONGEST_LINE).forEach(line -> {
			var row = ROW.matcher(line.strip());
			if (row.matches()) {
				systems.add(new FileSystem(row.group(1), Long.parseLong(row.group(2)) * 1024, Long.parseLong(row.group(3)) * 1024, Math.max(0, Long.parseLong(row.group(4))) * 1024,
						row.group(5)));
			}
		});
		return systems;
	}
}
