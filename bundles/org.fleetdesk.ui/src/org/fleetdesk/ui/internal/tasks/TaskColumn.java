package org.fleetdesk.ui.internal.tasks;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

import org.fleetdesk.ui.NaturalOrder;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.internal.Messages;

/** The columns of the Tasks view. */
enum TaskColumn {
	TASK(220, 460), STATE(95, 180), MESSAGE(205, 205), PROGRESS(78, 150), LEFT(42, 60), STARTED(70, 90), TOOK(55, 70), RATE(55, 90), WHO(60, 120);

	/** At least, in pixels. */
	final int width;
	/** As far as it grows with what stands in it. */
	final int most;

	TaskColumn(int width, int most) {
		this.width = width;
		this.most = most;
	}

	String id() {
		return name().toLowerCase(Locale.ROOT);
	}

	String title() {
		return switch (this) {
			case TASK -> TaskWords.column_task;
			case STATE -> Messages.Table_state;
			case PROGRESS -> TaskWords.column_progress;
			case RATE -> TaskWords.column_rate;
			case LEFT -> TaskWords.column_left;
			case MESSAGE -> TaskWords.column_message;
			case WHO -> TaskWords.column_who;
			case STARTED -> TaskWords.column_started;
			case TOOK -> TaskWords.column_took;
		};
	}

	String text(TaskRow row) {
		return switch (this) {
			case TASK -> Texts.plain(row.title());
			case STATE -> row.state();
			case PROGRESS -> row.progress();
			case RATE -> row.bytesPerSecond() > 0 ? Texts.rate(row.bytesPerSecond()) : "";
			case LEFT -> row.left().map(Texts::age).orElse("");
			case MESSAGE -> Texts.plain(row.message());
			case WHO -> Texts.plain(row.user());
			case STARTED -> row.started().map(Texts::shortTime).orElse("");
			case TOOK -> row.took().map(Texts::age).orElse("");
		};
	}

	/** What the cell does not say, or does not say whole; null for nothing. */
	String tip(TaskRow row) {
		return switch (this) {
			case STARTED -> row.started().map(Texts::dateTime).orElse(null);
			case TASK, MESSAGE, STATE -> text(row).isEmpty() ? null : text(row);
			case LEFT -> row.left().isPresent() ? TaskWords.left_tip : null;
			default -> null;
		};
	}

	Comparator<TaskRow> order() {
		return switch (this) {
			case PROGRESS -> Comparator.comparingDouble(TaskRow::fraction);
			case RATE -> Comparator.comparingLong(TaskRow::bytesPerSecond);
			case LEFT -> Comparator.comparing(r -> orNone(r.left()));
			case STARTED -> Comparator.comparing(r -> r.started().orElse(Instant.MAX));
			case TOOK -> Comparator.comparing(r -> orNone(r.took()));
			default -> Comparator.comparing(this::text, NaturalOrder.INSTANCE);
		};
	}

	private static Duration orNone(Optional<Duration> duration) {
		return duration.orElse(Duration.ZERO);
	}
}
