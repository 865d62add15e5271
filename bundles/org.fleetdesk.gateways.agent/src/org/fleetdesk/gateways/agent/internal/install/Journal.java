package org.fleetdesk.gateways.agent.internal.install;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.fleetdesk.engine.StateFile;
import org.fleetdesk.files.AtomicFiles;
import org.fleetdesk.gateways.model.PackageName;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** The step at which an installation is, and what is to be reported; on the disk when a method returns. */
final class Journal {

	private static final ObjectMapper JSON = new ObjectMapper();

	private final InstallFolder folder;
	private final StateFile step;
	private final StateFile results;

	Journal(InstallFolder folder) {
		this.folder = folder;
		step = new StateFile(folder.journal(), 1, JSON);
		results = new StateFile(folder.results(), 1, JSON);
	}

	Optional<Installation> read() throws IOException {
		var state = step.read();
		return state.isEmpty() ? Optional.empty() : Optional.of(JSON.treeToValue(state.get(), Installation.class));
	}

	Installation write(Installation installation) throws IOException {
		step.write(installation);
		return installation;
	}

	/** The installation has ended: what is left of it goes. */
	void clear() throws IOException {
		if (Files.deleteIfExists(folder.journal())) {
			AtomicFiles.syncFolder(folder.folder());
		}
		InstallFolder.delete(folder.work());
	}

	List<InstallResult> results() throws IOException {
		var all = new ArrayList<InstallResult>();
		for (JsonNode result : results.read().orElse(JSON.createArrayNode())) {
			all.add(new InstallResult(new PackageName(result.path("app").asText(), result.path("version").asText()), InstallResult.Outcome.valueOf(result.path("outcome").asText()),
					result.path("exit").isInt() ? Optional.of(result.path("exit").asInt()) : Optional.empty(), result.path("output").asText(), result.path("message").asText()));
		}
		return all;
	}

	void add(InstallResult result) throws IOException {
		var all = new ArrayList<>(results().stream().filter(r -> !r.name().equals(result.name())).toList());
		all.add(result);
		var list = JSON.createArrayNode();
		for (var one : all) {
			var entry = list.addObject().put("app", one.name().name()).put("version", one.name().version()).put("outcome", one.outcome().name()).put("output", one.output())
					.put("message", one.message());
			one.exitCode().ifPresent(code -> entry.put("exit", code));
		}
		results.write(list);
	}

	void reported() throws IOException {
		if (Files.deleteIfExists(folder.results())) {
			AtomicFiles.syncFolder(folder.folder());
		}
	}
}
