package org.fleetdesk.gateways.agent.internal.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

import org.fleetdesk.files.AtomicFiles;
import org.fleetdesk.gateways.model.UsageReport;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * Bytes that a consumer of the network moved, by method, since its first start. The file of it, one for each process that counts, is
 * {@code {"gwe": {"http_write": {"tot_rx": 812, "max_rx": 210, "tot_tx": 4096, "max_tx": 1500, "num": 12}}}}.
 */
public final class Traffic {

	private static final ObjectMapper MAPPER = new ObjectMapper();

	private final Map<String, Map<String, UsageReport.Traffic>> consumers = new TreeMap<>();

	/** What a file holds; nothing when there is none, or it is damaged: counting begins anew then. */
	public static Traffic read(Path file) throws IOException {
		var traffic = new Traffic();
		if (Files.exists(file)) {
			try {
				traffic.add(MAPPER.readTree(Files.readAllBytes(file)));
			} catch (JsonProcessingException e) {
				return new Traffic();
			}
		}
		return traffic;
	}

	private void add(JsonNode json) {
		json.properties().forEach(consumer -> {
			var methods = new TreeMap<String, UsageReport.Traffic>();
			consumer.getValue().properties().forEach(method -> {
				var t = method.getValue();
				methods.put(method.getKey(), new UsageReport.Traffic(count(t, "tot_rx"), count(t, "max_rx"), count(t, "tot_tx"), count(t, "max_tx"), count(t, "num")));
			});
			consumers.put(consumer.getKey(), methods);
		});
	}

	private static long count(JsonNode json, String key) {
		return Math.max(0, json.path(key).asLong());
	}

	/** One exchange. @param received bytes @param sent bytes */
	public synchronized void count(String consumer, String method, long received, long sent) {
		var methods = consumers.computeIfAbsent(consumer, c -> new TreeMap<>());
		var t = methods.getOrDefault(method, new UsageReport.Traffic(0, 0, 0, 0, 0));
		methods.put(method, new UsageReport.Traffic(t.received() + received, Math.max(t.mostReceived(), received), t.sent() + sent, Math.max(t.mostSent(), sent), t.count() + 1));
	}

	/** By consumer and method. */
	public synchronized Map<String, Map<String, UsageReport.Traffic>> consumers() {
		var copy = new LinkedHashMap<String, Map<String, UsageReport.Traffic>>();
		consumers.forEach((name, methods) -> copy.put(name, new LinkedHashMap<>(methods)));
		return copy;
	}

	/** Replaces the file. */
	public void write(Path file) throws IOException {
		var json = MAPPER.createObjectNode();
		consumers().forEach((consumer, methods) -> {
			var each = json.putObject(consumer);
			methods.forEach((method, t) -> each.putObject(method).put("tot_rx", t.received()).put("max_rx", t.mostReceived()).put("tot_tx", t.sent()).put("max_tx", t.mostSent())
					.put("num", t.count()));
		});
		Files.createDirectories(file.getParent());
		byte[] bytes = MAPPER.writeValueAsBytes(json);
		AtomicFiles.write(file, out -> out.write(bytes));
	}
}
