package org.fleetdesk.ui;

import java.util.List;

import org.eclipse.swt.widgets.Shell;
import org.fleetdesk.core.Connection;
import org.fleetdesk.tasks.Artifact;

/** What opens for files of a domain that were dropped, chosen or pasted, in place of the plan that domains share; contributed by {@code org.fleetdesk.ui.drops}. */
@FunctionalInterface
public interface FilePlan {

	/**
	 * The files with where they were dropped.
	 *
	 * @param files   of the domain's kind, also those that cannot be used
	 * @param refused why other files are of no use to anybody, a sentence each
	 * @param targets the connections that are meant, of the domain's kind; may be empty
	 * @param rows    the resources that the files were dropped on; empty when they were dropped elsewhere
	 */
	record Dropped(List<Artifact> files, List<String> refused, List<Connection> targets, List<Row> rows) {
		public Dropped {
			files = List.copyOf(files);
			refused = List.copyOf(refused);
			targets = List.copyOf(targets);
			rows = List.copyOf(rows);
		}
	}

	/** Shows what would be done with the files; called on the UI thread. */
	void open(Shell shell, Console console, Dropped dropped);
}
