package org.fleetdesk.gateways.agent.internal.checkin;

import java.util.ArrayList;
import java.util.List;

/**
 * A command of {@code engine_fetch} that the agent has taken, and how far it is.
 *
 * @param digest     SHA-256 of its text, by which it is known when it comes again
 * @param deployment of the cloud's queue; may be empty
 * @param items      its packages, in their order
 * @param unknown    keys that mean nothing to the agent
 * @param problem    why it cannot be read; empty when it can
 * @param cleared    whether the alias was emptied
 * @param faults     how often the agent itself failed over it
 */
record FetchCommand(String digest, String deployment, List<Item> items, List<String> unknown, String problem, boolean cleared, int faults) {

	FetchCommand {
		items = List.copyOf(items);
		unknown = List.copyOf(unknown);
	}

	FetchCommand withCleared() {
		return new FetchCommand(digest, deployment, items, unknown, problem, true, faults);
	}

	FetchCommand withFault() {
		return new FetchCommand(digest, deployment, items, unknown, problem, cleared, faults + 1);
	}

	FetchCommand with(int index, Item item) {
		var all = new ArrayList<>(items);
		all.set(index, item);
		return new FetchCommand(digest, deployment, all, unknown, problem, cleared, faults);
	}

	boolean done() {
		return items.stream().allMatch(Item::done);
	}
}
