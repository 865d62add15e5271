package org.fleetdesk.gateways.agent.internal.install;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import org.fleetdesk.engine.StateFile;
import org.fleetdesk.files.AtomicFiles;
import org.fleetdesk.gateways.model.PackageName;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** The step at which an installation is, and what is to be reported; on the disk when a method returns. */
final class Journal {

	private static final ObjectMapper JSON = new ObjectMapper();

	/** How often a package was begun or gone on with. */
	private record Starts(String file, int count) {
	}

	private final InstallFolder folder;
	private final SafeState state;
	private final StateFile step;
	private final StateFile results;
	private final StateFile starts;

	Journal(InstallFolder folder, SafeState state) {
		this.folder = folder;
		this.state = state;
		starts = new StateFile(folder.starts(), 1, JSON);
		step = new StateFile(folder.journal(), 1, JSON);
		results = new StateFile(folder.results(), 1, JSON);
	}

	Optional<Installation> read() throws IOException {
		boolean there = Files.exists(folder.journal());
		var left = state.read(step, json -> {
			var installation = JSON.treeToValue(json, Installation.class);
			installation.name(); // demands both parts
			Objects.requireNonNull(installation.step());
			Objects.requireNonNull(installation.before());
			return installation;
		}, "Of an installation that it may have had nothing is known; its folder, with copies of files from before it, was set aside, too.");
		if (left.isEmpty() && there) {
			state.setAside(folder.work());
		}
		return left;
	}

	Installation write(Installation installation) throws IOException {
		step.write(installation);
		return installation;
	}

	/**
	 * A package is begun, or gone on with after the end of the process before: to be told before the work, which may end this process, too.
	 *
	 * @return how often it was since {@link #calm}
	 */
	int begins(PackageName name) throws IOException {
		var before = state.read(starts, json -> JSON.treeToValue(json, Starts.class), "Packages that end the agent are counted anew.");
		int count = before.filter(s -> name.fileName().equals(s.file())).map(Starts::count).orElse(0) + 1;
		starts.write(new Starts(name.fileName(), count));
		return count;
	}

	/** It has ended, or was left in good order: what was counted counts no more. */
	void calm() throws IOException {
		Files.deleteIfExists(folder.starts());
	}

	/** The installation has ended: what is left of it goes. */
	void clear() throws IOException {
		if (Files.deleteIfExists(folder.journal())) {
			AtomicFiles.syncFolder(folder.folder());
		}
		calm();
		InstallFolder.delete(folder.work());
	}

	List<InstallResult> results() throws IOException {
		return state.read(results, Journal::results, "How an installation ended that it had is not reported.").orElse(List.of());
	}

	private static List<InstallResult> results(JsonNode list) {
		var all = new ArrayList<InstallResult>();
		for (JsonNode result : list) {
			all.add(new InstallResult(new PackageName(result.path("app").asText(), result.path("version").asText()), InstallResult.Outcome.valueOf(result.path("outcome").asText()),
					result.path("exit").isInt() ? Optional.of(result.path("exit").asInt()) : Optional.empty(), result.path("output").asText(), result.path("message").asText()));
		}
		return all;
	}

	void add(InstallResult result) throws IOException {
		var all = new ArrayList<>(results().stream().filter(r -> !r.name().equals(result.name())).toList());
		all.add(result);
		write(all);
	}

	private void write(List<InstallResult> all) throws IOException {
		var list = JSON.createArrayNode();
		for (var one : all) {
			var entry = list.addObject().put("app", one.name().name()).put("version", one.name().version()).put("outcome", one.outcome().name()).put("output", one.output())
					.put("message", one.message());
			one.exitCode().ifPresent(code -> entry.put("exit", code));
		}
		results.write(list);
	}

	/** The results of these packages are not kept any longer. */
	void reported(Collection<PackageName> names) throws IOException {
		var all = results();
		var left = all.stream().filter(r -> !names.contains(r.name())).toList();
		if (!left.isEmpty() && left.size() < all.size()) {
			write(left);
		} else if (left.isEmpty() && Files.deleteIfExists(folder.results())) {
			AtomicFiles.syncFolder(folder.folder());
		}
	}
}
