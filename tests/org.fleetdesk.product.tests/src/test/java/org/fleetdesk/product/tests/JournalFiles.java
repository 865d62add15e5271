package org.fleetdesk.product.tests;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** The journal of a data folder as it lies on the disk, read without asking the program: a reader would take the folder over. */
record JournalFiles(Path folder) {

	private static final ObjectMapper JSON = new ObjectMapper();
	private static final int CHECKSUM = 9;

	/** Its files hold at least a byte. */
	boolean begun() {
		return files().stream().anyMatch(f -> f.toFile().length() > 0);
	}

	/** Its whole entries; what is cut off is left out. */
	List<JsonNode> entries() {
		var entries = new ArrayList<JsonNode>();
		for (Path file : files()) {
			String text = Fleetdesk.read(file);
			for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
				try {
					entries.add(JSON.readTree(line.substring(CHECKSUM).getBytes(StandardCharsets.UTF_8)));
				} catch (IOException e) {
					throw new AssertionError(line, e);
				}
			}
		}
		return entries;
	}

	/** How many targets of a run are in which phase by what the journal says last of them; empty when nothing was submitted. */
	Map<String, Integer> phases() {
		var phases = new TreeMap<String, Integer>();
		var targets = new ArrayList<String>();
		for (JsonNode entry : entries()) {
			int target = entry.path("target").asInt();
			switch (entry.path("e").asText()) {
			case "submitted" -> targets.addAll(Collections.nCopies(entry.path("request").path("targets").size(), "queued"));
			case "started" -> targets.set(target, "in " + entry.path("step").asText());
			case "ended" -> targets.set(target, "after " + entry.path("step").asText());
			case "result" -> targets.set(target, entry.path("state").asText().equals("SUCCEEDED") ? "done" : entry.path("state").asText());
			default -> {
				// a kept value is no phase
			}
			}
		}
		targets.forEach(t -> phases.merge(t, 1, Integer::sum));
		return phases;
	}

	private List<Path> files() {
		if (!Files.isDirectory(folder)) {
			return List.of();
		}
		try (Stream<Path> list = Files.list(folder)) {
			return list.filter(f -> f.toString().endsWith(".jsonl")).sorted().toList();
		} catch (IOException e) {
			throw new AssertionError(e);
		}
	}
}
