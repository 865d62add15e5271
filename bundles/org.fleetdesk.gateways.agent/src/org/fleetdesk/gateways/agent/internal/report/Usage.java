package org.fleetdesk.gateways.agent.internal.report;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

import org.fleetdesk.files.AtomicFiles;
import org.fleetdesk.gateways.model.UsageReport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * Traffic by interface and consumer, since the agent's first start: the kernel counts the bytes of an interface, and begins anew with each start of the machine. What
 * the agent and GMQ count themselves belongs to the interface that leads to the cloud; the rest of an interface is the consumer {@code system}.
 */
public final class Usage {

	private static final Logger LOG = LoggerFactory.getLogger(Usage.class);
	private static final ObjectMapper MAPPER = new ObjectMapper();
	/** All that moves bytes and does not count them. */
	static final String SYSTEM = "system";
	private static final String TRAFFIC = "all";

	private final DeviceFacts facts;
	private final Path folder;
	private final URI cloud;

	/**
	 * @param folder with a file of {@link Traffic} for each process that counts
	 * @param cloud  where the consumers' bytes go
	 */
	public Usage(DeviceFacts facts, Path folder, URI cloud) {
		this.facts = facts;
		this.folder = folder;
		this.cloud = cloud;
	}

	/**
	 * Looks at the counters and keeps them.
	 *
	 * @throws IOException when they cannot be kept
	 */
	public UsageReport read() throws IOException {
		var totals = totals();
		var consumers = consumers();
		String way = way();
		var interfaces = new LinkedHashMap<String, UsageReport.Interface>();
		totals.forEach((name, total) -> {
			var all = new LinkedHashMap<String, Map<String, UsageReport.Traffic>>();
			long received = total.received();
			long sent = total.sent();
			if (name.equals(way)) {
				for (var consumer : consumers.entrySet()) {
					all.put(consumer.getKey(), consumer.getValue());
					received -= consumer.getValue().values().stream().mapToLong(UsageReport.Traffic::received).sum();
					sent -= consumer.getValue().values().stream().mapToLong(UsageReport.Traffic::sent).sum();
				}
			}
			all.put(SYSTEM, Map.of(TRAFFIC, new UsageReport.Traffic(Math.max(0, received), total.mostReceived(), Math.max(0, sent), total.mostSent(), total.count())));
			interfaces.put(name, new UsageReport.Interface(top(all), all));
		});
		return new UsageReport(interfaces);
	}

	private static String top(Map<String, Map<String, UsageReport.Traffic>> consumers) {
		return consumers.entrySet().stream().map(e -> Map.entry(e.getKey(), e.getValue().values().stream().mapToLong(t -> t.received() + t.sent()).sum()))
				.filter(e -> e.getValue() > 0).max(Comparator.comparingLong(Map.Entry::getValue)).map(Map.Entry::getKey).orElse("");
	}

	private Map<String, Map<String, UsageReport.Traffic>> consumers() throws IOException {
		var all = new TreeMap<String, Map<String, UsageReport.Traffic>>();
		if (Files.isDirectory(folder)) {
			try (var files = Files.newDirectoryStream(folder, "*.json")) {
				for (Path file : files) {
					if (!file.equals(kept())) {
						Traffic.read(file).consumers().forEach((name, methods) -> all.putIfAbsent(name.equals(SYSTEM) ? SYSTEM + "_" : name, methods));
					}
				}
			}
		}
		return all;
	}

	private Path kept() {
		return folder.resolve("interfaces.json");
	}

	/** What each interface moved in all; what moved since the last time is added. */
	private Map<String, UsageReport.Traffic> totals() throws IOException {
		JsonNode before = before();
		boolean sameBoot = before.path("boot").asText().equals(facts.boot());
		var json = MAPPER.createObjectNode().put("boot", facts.boot());
		var list = json.putObject("interfaces");
		var totals = new TreeMap<String, UsageReport.Traffic>();
		facts.interfaces().forEach((name, now) -> {
			var old = before.path("interfaces").path(name);
			long received = moved(old.path("rx").asLong(), now.received(), sameBoot);
			long sent = moved(old.path("tx").asLong(), now.sent(), sameBoot);
			var total = new UsageReport.Traffic(old.path("tot_rx").asLong() + received, Math.max(old.path("max_rx").asLong(), received), old.path("tot_tx").asLong() + sent,
					Math.max(old.path("max_tx").asLong(), sent), old.path("num").asLong() + 1);
			totals.put(name, total);
			list.putObject(name).put("rx", now.received()).put("tx", now.sent()).put("tot_rx", total.received()).put("max_rx", total.mostReceived()).put("tot_tx", total.sent())
					.put("max_tx", total.mostSent()).put("num", total.count());
		});
		Files.createDirectories(folder);
		byte[] bytes = MAPPER.writeValueAsBytes(json);
		AtomicFiles.write(kept(), out -> out.write(bytes));
		return totals;
	}

	/** An interface that went and came counts from zero again, too. */
	private static long moved(long before, long now, boolean sameBoot) {
		return sameBoot && now >= before ? now - before : now;
	}

	private JsonNode before() throws IOException {
		if (Files.exists(kept())) {
			try {
				return MAPPER.readTree(Files.readAllBytes(kept()));
			} catch (JsonProcessingException e) {
				LOG.warn("{} is damaged; counting begins anew", kept());
			}
		}
		return MAPPER.createObjectNode();
	}

	/** The interface by which the cloud is reached; a connected datagram socket sends nothing. Empty when it is not known. */
	private String way() {
		int port = cloud.getPort() > 0 ? cloud.getPort() : 443;
		try (var socket = new DatagramSocket()) {
			socket.connect(new InetSocketAddress(cloud.getHost(), port));
			var network = NetworkInterface.getByInetAddress(socket.getLocalAddress());
			return network == null ? "" : network.getName();
		} catch (IOException | RuntimeException e) {
			return "";
		}
	}
}
