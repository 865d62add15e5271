package org.fleetdesk.ui.internal.tasks;

import java.util.Locale;

/** Which tasks are shown. */
public enum TaskGroup {
	ALL, ACTIVE, ATTENTION, HISTORY;

	boolean has(TaskRow row) {
		return switch (this) {
			case ALL -> true;
			case ACTIVE -> row.active();
			case ATTENTION -> row.needsAttention();
			case HISTORY -> !row.active();
		};
	}

	String label() {
		return switch (this) {
			case ALL -> TaskWords.group_all;
			case ACTIVE -> TaskWords.group_active;
			case ATTENTION -> TaskWords.group_attention;
			case HISTORY -> TaskWords.group_history;
		};
	}

	/** How it is written down. */
	public String id() {
		return name().toLowerCase(Locale.ROOT);
	}

	/** The group that was written down, or all. */
	public static TaskGroup of(String id) {
		for (TaskGroup group : values()) {
			if (group.id().equals(id)) {
				return group;
			}
		}
		return ALL;
	}
}
