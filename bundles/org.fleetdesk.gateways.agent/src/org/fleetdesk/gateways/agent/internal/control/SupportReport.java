package org.fleetdesk.gateways.agent.internal.control;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.fleetdesk.gateways.agent.internal.AgentHome;
import org.fleetdesk.gateways.agent.internal.report.Reports;
import org.fleetdesk.gateways.agent.internal.supervise.ProcessInfo;
import org.fleetdesk.gateways.agent.internal.supervise.Supervisor;
import org.fleetdesk.gateways.agent.internal.supervise.SupervisorException;

/**
 * What somebody needs who is to find out what is wrong with a gateway: versions, configuration without keys, reports, the ends of logs. What looks like a key of a cloud
 * is taken out of all of it.
 */
public final class SupportReport {

	/** Of the archive: what a reply on the control channel can hold. */
	static final int MOST = 700 << 10;
	private static final int TAIL = 200 << 10;
	private static final int LEAST_TAIL = 4 << 10;
	/** Keys of clouds have 40 characters; a longer run is a digest. */
	private static final Pattern KEY = Pattern.compile("(?<![0-9A-Za-z])(?=[0-9a-zA-Z]*\\d)[0-9A-Za-z]{40}(?![0-9A-Za-z])");
	private static final Pattern SECRET = Pattern.compile("(?im)^(\\s*(?:cik|password|token|secret)\\s*[=:]\\s*)(?!'')\\S.*$");
	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd_HHmmss").withZone(ZoneOffset.UTC);

	/** @param name such as {@code support_20261122_150000.tar.gz} */
	public record Archive(String name, byte[] bytes) {
	}

	private final AgentHome home;
	private final Reports reports;
	private final Supervisor supervisor;
	private final String version;
	private final Clock clock;

	public SupportReport(AgentHome home, Reports reports, Supervisor supervisor, String version, Clock clock) {
		this.home = home;
		this.reports = reports;
		this.supervisor = supervisor;
		this.version = version;
		this.clock = clock;
	}

	/** @throws IOException when there is no way to make it small enough */
	public Archive collect() throws IOException, InterruptedException {
		var texts = texts();
		var logs = logs();
		for (int tail = TAIL; tail >= LEAST_TAIL; tail /= 2) {
			byte[] bytes = pack(texts, logs, tail);
			if (bytes.length <= MOST) {
				return new Archive("support_" + TIME.format(clock.instant()) + ".tar.gz", bytes);
			}
		}
		throw new IOException("The support report does not fit into " + MOST / 1024 + " KiB.");
	}

	private Map<String, String> texts() throws InterruptedException {
		var texts = new LinkedHashMap<String, String>();
		var versions = new StringBuilder("gwe " + version + "\nJava " + Runtime.version() + " (" + System.getProperty("java.vendor") + ")\n" + System.getProperty("os.name") + " "
				+ System.getProperty("os.version") + " " + System.getProperty("os.arch") + "\n");
		try {
			versions.append(supervisor.version()).append('\n');
			texts.put("processes.txt", supervisor.all().stream().map(p -> "%-33s%-10s%s".formatted(p.name(), p.state(), p.description())).collect(Collectors.joining("\n")) + "\n");
		} catch (SupervisorException e) {
			versions.append("supervisor: ").append(e.getMessage()).append('\n');
		}
		texts.put("versions.txt", versions.toString());
		reports.all().forEach((alias, text) -> texts.put("reports/" + alias + ".json", text + "\n"));
		return texts;
	}

	/** Files whose ends go into the report, by their names there. */
	private Map<String, Path> logs() throws InterruptedException {
		var logs = new LinkedHashMap<String, Path>();
		logs.put("Gateway.cfg", home.gatewayCfg());
		logs.put("Engine.config", home.engineConfig());
		logs.put("journal.json", home.journal());
		logs.put("apps.json", home.state().resolve("apps.json"));
		for (Path folder : List.of(home.logs(), home.folder())) {
			newest(folder).forEach(file -> logs.put("logs/" + file.getFileName(), file));
		}
		try {
			for (ProcessInfo process : supervisor.all()) {
				if (!process.logFile().isEmpty()) {
					logs.put("logs/" + process.name() + ".log", Path.of(process.logFile()));
				}
			}
		} catch (SupervisorException e) {
			// versions.txt says so
		}
		return logs;
	}

	private static List<Path> newest(Path folder) {
		try (var files = Files.list(folder)) {
			return files.filter(f -> Files.isRegularFile(f) && f.toString().endsWith(".log")).sorted(Comparator.comparingLong(SupportReport::time).reversed()).limit(20).toList();
		} catch (IOException e) {
			return List.of();
		}
	}

	private static long time(Path file) {
		return file.toFile().lastModified();
	}

	private static byte[] pack(Map<String, String> texts, Map<String, Path> logs, int tail) throws IOException {
		var bytes = new ByteArrayOutputStream();
		var unreadable = new ArrayList<String>();
		try (var tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes), "UTF-8")) {
			tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
			for (var text : texts.entrySet()) {
				add(tar, text.getKey(), text.getValue());
			}
			for (var log : logs.entrySet()) {
				try {
					add(tar, log.getKey(), end(log.getValue(), tail));
				} catch (IOException e) {
					unreadable.add(log.getKey() + ": " + e.getMessage());
				}
			}
			if (!unreadable.isEmpty()) {
				add(tar, "missing.txt", String.join("\n", unreadable) + "\n");
			}
		}
		return bytes.toByteArray();
	}

	private static void add(TarArchiveOutputStream tar, String name, String text) throws IOException {
		byte[] bytes = harmless(text).getBytes(StandardCharsets.UTF_8);
		var entry = new TarArchiveEntry("support/" + name);
		entry.setSize(bytes.length);
		tar.putArchiveEntry(entry);
		tar.write(bytes);
		tar.closeArchiveEntry();
	}

	/** Without keys. */
	static String harmless(String text) {
		return KEY.matcher(SECRET.matcher(text).replaceAll("$1***")).replaceAll("***");
	}

	/** Without what is left of a line, or of a word, that was cut: half a key is not known for one. */
	static String whole(String text, boolean cut) {
		int line = text.indexOf('\n');
		return !cut ? text : line >= 0 ? text.substring(line + 1) : text.replaceFirst("^\\S*", "");
	}

	private static String end(Path path, int most) throws IOException {
		try (var file = new RandomAccessFile(path.toFile(), "r")) {
			long all = file.length(); // a log grows
			int length = (int) Math.min(all, most);
			file.seek(all - length);
			byte[] bytes = new byte[length];
			file.readFully(bytes);
			return whole(new String(bytes, StandardCharsets.UTF_8), length < all);
		}
	}
}
