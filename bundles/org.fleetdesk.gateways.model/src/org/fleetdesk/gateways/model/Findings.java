package org.fleetdesk.gateways.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import org.fleetdesk.files.Finding;
import org.fleetdesk.files.Severity;

/** Findings as they are made: a package may be wrong ten thousand times over, and nobody reads that. */
final class Findings {

	private static final int MOST = 200;

	private final List<Finding> list = new ArrayList<>();
	private int more;
	private boolean error;

	void error(String where, String message) {
		error = true;
		add(new Finding(Severity.ERROR, where, message));
	}

	void warning(String where, String message) {
		add(new Finding(Severity.WARNING, where, message));
	}

	private void add(Finding finding) {
		if (list.size() < MOST) {
			list.add(finding);
		} else {
			more++;
		}
	}

	boolean hasError() {
		return error;
	}

	/** The gravest first. */
	List<Finding> sorted() {
		var all = new ArrayList<>(list);
		if (more > 0) {
			all.add(new Finding(error ? Severity.ERROR : Severity.WARNING, "", more + " further findings are not listed."));
		}
		all.sort(Comparator.comparing(Finding::severity));
		return List.copyOf(all);
	}
}
