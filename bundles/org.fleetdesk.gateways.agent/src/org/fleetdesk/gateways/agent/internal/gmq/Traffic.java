package org.fleetdesk.gateways.agent.internal.gmq;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

import org.fleetdesk.files.AtomicFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * How much each client sent to the cloud and received from it, for the agent's usage report: a file
 * {@code {"gmq:CLIENT": {"record": {"tot_rx": …, "max_rx": …, "tot_tx": …, "max_tx": …, "num": …}}}} which the agent reads and GMQ alone writes.
 */
final class Traffic {

	private static final Logger LOG = LoggerFactory.getLogger(Traffic.class);

	private final Path file;
	private final ObjectMapper mapper;
	private final Map<String, Map<String, Map<String, Long>>> counted = new TreeMap<>();
	private boolean changed;

	private Traffic(Path file, ObjectMapper mapper) {
		this.file = file;
		this.mapper = mapper;
	}

	/** Goes on where the file ends; anew when it is damaged, as these are statistics. */
	static Traffic open(Path file, ObjectMapper mapper) throws IOException {
		Files.createDirectories(file.getParent());
		var traffic = new Traffic(file, mapper);
		try {
			for (var consumer : mapper.readTree(file.toFile()).properties()) {
				for (var method : consumer.getValue().properties()) {
					for (var number : method.getValue().properties()) {
						traffic.of(consumer.getKey(), method.getKey()).put(number.getKey(), number.getValue().asLong());
					}
				}
			}
		} catch (NoSuchFileException | java.io.FileNotFoundException e) {
			// nothing has been sent yet
		} catch (IOException e) {
			LOG.warn("The traffic counted so far cannot be read, so it begins anew: {}", e.getMessage());
		}
		return traffic;
	}

	/**
	 * Counts one exchange.
	 *
	 * @param received in bytes
	 * @param sent     in bytes
	 */
	synchronized void count(String client, String method, long received, long sent) {
		var numbers = of("gmq:" + client, method);
		numbers.merge("tot_rx", received, Long::sum);
		numbers.merge("max_rx", received, Math::max);
		numbers.merge("tot_tx", sent, Long::sum);
		numbers.merge("max_tx", sent, Math::max);
		numbers.merge("num", 1L, Long::sum);
		changed = true;
	}

	private Map<String, Long> of(String consumer, String method) {
		return counted.computeIfAbsent(consumer, c -> new TreeMap<>()).computeIfAbsent(method, m -> new LinkedHashMap<>());
	}

	/** Writes the file when something was counted. */
	synchronized void save() {
		if (changed) {
			try {
				byte[] json = mapper.writeValueAsBytes(counted);
				AtomicFiles.write(file, out -> out.write(json));
				changed = false;
			} catch (IOException e) {
				LOG.warn("The traffic cannot be written to {}: {}", file, e.getMessage());
			}
		}
	}
}
