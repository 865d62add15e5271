package org.fleetdesk.gateways.internal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.fleetdesk.gateways.Deployment;
import org.fleetdesk.gateways.model.InstallProgress.Phase;
import org.fleetdesk.tasks.Progress;

/** How far a deployment is, over all of its packages: a line that rises only, whatever the agent tells and in which order. */
final class ProgressLine {

	private final Map<String, Integer> percents = new HashMap<>();

	/** @param packages file names */
	ProgressLine(List<String> packages) {
		packages.forEach(p -> percents.put(p, 0));
	}

	/** What the gateway does by it; empty when it is of the cloud, as {@code queued} and {@code cancelled} are. */
	static Optional<Phase> phase(Deployment.Event event) {
		return phase(event.phase());
	}

	/** By its word; empty when it is none of the gateway. */
	static Optional<Phase> phase(String word) {
		try {
			return Optional.of(Phase.of(word));
		} catch (IllegalArgumentException e) {
			return Optional.empty();
		}
	}

	/** @return empty when the event says nothing of it */
	Optional<Progress> after(Deployment.Event event) {
		var phase = phase(event);
		if (phase.isEmpty()) {
			return Optional.empty();
		}
		int percent = phase.get().percent(event.bytes(), event.total());
		if (event.app().isEmpty()) { // of all of them, as of agents of others
			percents.replaceAll((name, before) -> Math.max(before, percent));
		} else {
			percents.computeIfPresent("%s.v%s.tar.gz".formatted(event.app(), event.version()), (name, before) -> Math.max(before, percent));
		}
		return percents.isEmpty() ? Optional.empty() : Optional.of(new Progress(percents.values().stream().mapToInt(p -> p).sum() / percents.size(), 100, Progress.Unit.PERCENT));
	}
}
