package org.fleetdesk.so3.original.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Generation 4: a table with words for states, which nobody compares with the slots. So a capsule that crashed still "runs", one of
 * somebody else is not seen, and a restart shuts down the slot of the container's number instead of the container's slot.
 */
final class TableContainers implements Containers {

	private static final int NO_SLOT = -1;

	/** A row. */
	private static final class Row {
		private final String name;
		private final String image;
		private final long created;
		private String state = "created";
		private int slot = NO_SLOT;
		/** What the snapshot of a pause holds. */
		private int ticks;

		private Row(String name, String image, long created) {
			this.name = name;
			this.image = image;
			this.created = created;
		}
	}

	private final Agency agency;
	private final Clock clock;
	private final Map<Integer, Row> rows = new TreeMap<>();
	private int next;

	TableContainers(Agency agency, Clock clock) {
		this.agency = agency;
		this.clock = clock;
	}

	@Override
	public synchronized List<Container> all() {
		return rows.entrySet().stream().map(r -> new Container(r.getKey(), r.getValue().name, r.getValue().image, r.getValue().state, r.getValue().created)).toList();
	}

	@Override
	public synchronized Optional<Integer> create(String name, String image) {
		if (!Files.isRegularFile(agency.image(image + ".itb"))) {
			return Optional.empty();
		}
		rows.put(next, new Row(name, image, clock.instant().getEpochSecond()));
		return Optional.of(next++);
	}

	@Override
	public synchronized boolean act(Verb verb, int id) throws IOException {
		var row = rows.get(id);
		if (row == null) {
			return false;
		}
		return switch (verb) {
		case START -> (row.state.equals("created") || row.state.equals("exited")) && start(row, true);
		case STOP -> {
			agency.shutdown(row.slot);
			row.slot = NO_SLOT;
			row.state = "exited";
			yield true;
		}
		case RESTART -> {
			agency.shutdown(id); // its number, not its slot; and the new slot is not kept
			yield start(row, false);
		}
		case PAUSE -> pause(row);
		case UNPAUSE -> unpause(row);
		case REMOVE -> {
			if (row.state.equals("running")) {
				agency.shutdown(row.slot);
			}
			rows.remove(id);
			yield true;
		}
		};
	}

	private boolean start(Row row, boolean keepsSlot) throws IOException {
		var slot = agency.inject(agency.image(row.image + ".itb"), 0);
		if (slot.isEmpty()) {
			return false;
		}
		agency.run(slot.getAsInt());
		row.state = "running";
		row.slot = keepsSlot ? slot.getAsInt() : row.slot;
		return true;
	}

	/** The capsule is written to a file and leaves its slot; one that is not there cannot be written. */
	private boolean pause(Row row) {
		if (!row.state.equals("running") || agency.capsule(row.slot).isEmpty()) {
			return false;
		}
		row.ticks = agency.ticks(row.slot);
		agency.shutdown(row.slot);
		row.slot = NO_SLOT;
		row.state = "paused";
		return true;
	}

	private boolean unpause(Row row) {
		if (!row.state.equals("paused")) {
			return false;
		}
		var slot = agency.inject(agency.image(row.image + ".itb"), 0);
		if (slot.isEmpty()) {
			return false;
		}
		agency.resume(slot.getAsInt(), row.ticks);
		row.state = "running";
		row.slot = slot.getAsInt();
		return true;
	}
}
