package org.fleetdesk.gateways.agent.internal.install;

import java.util.List;
import java.util.Optional;

import org.fleetdesk.gateways.model.PackageName;

/**
 * How the installation of a package ended.
 *
 * @param exitCode of {@code install.sh}; empty when it did not run to its end
 * @param output   what {@code install.sh} printed, capped; may be empty
 * @param message  a sentence that says why; empty when it is installed and there is nothing to say
 */
public record InstallResult(PackageName name, Outcome outcome, Optional<Integer> exitCode, String output, String message) {

	/** With further sentences. */
	InstallResult with(List<String> notes) {
		return notes.isEmpty() ? this : new InstallResult(name, outcome, exitCode, output, (message + " " + String.join(" ", notes)).strip());
	}

	public enum Outcome {
		INSTALLED,
		/** Neither the new version nor an earlier one is there as it should be, or there was no earlier one. */
		FAILED,
		/** The earlier version runs again. */
		ROLLED_BACK,
		/** Nothing of it was run. */
		REFUSED
	}
}
