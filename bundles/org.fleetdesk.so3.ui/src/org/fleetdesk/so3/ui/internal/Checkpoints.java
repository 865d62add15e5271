package org.fleetdesk.so3.ui.internal;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import org.eclipse.swt.widgets.Control;
import org.fleetdesk.so3.So3Checkpoint;
import org.fleetdesk.so3.So3Session;
import org.fleetdesk.ui.Console;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.Tasks;
import org.fleetdesk.ui.Texts;

/** Reads the checkpoints of a container and puts them into words. */
final class Checkpoints {

	private Checkpoints() {
	}

	/** Reads them in the background; both answers come on the UI thread, for as long as the control lives. */
	static Runnable read(Console console, Row row, Control control, Consumer<List<So3Checkpoint>> done, Consumer<String> failed) {
		return Tasks.inBackground(Messages.Checkpoints_reading, control, () -> {
			var session = (So3Session) console.sessions().session(row.connection().id());
			var container = session.container(row.id().key());
			return container.isEmpty() ? List.<So3Checkpoint>of() : session.checkpoints(container.get());
		}, done, failed);
	}

	/** Such as "2 m ago, 426 KiB". */
	static String facts(So3Checkpoint checkpoint) {
		Optional<String> age = checkpoint.created().map(t -> Texts.format(Messages.Ago, Texts.age(t)));
		return checkpoint.size().isPresent() ? age.map(a -> a + ", ").orElse("") + Texts.size(checkpoint.size().getAsLong()) : age.orElse("");
	}
}
