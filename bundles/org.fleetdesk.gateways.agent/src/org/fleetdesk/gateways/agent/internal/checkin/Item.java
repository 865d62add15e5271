package org.fleetdesk.gateways.agent.internal.checkin;

import java.util.Optional;

import org.fleetdesk.gateways.agent.internal.install.InstallResult;
import org.fleetdesk.gateways.agent.internal.install.InstallResult.Outcome;

/**
 * A package of a command.
 *
 * @param file     as the command names it
 * @param stage    how far it is
 * @param outcome  once it is done
 * @param exitCode of {@code install.sh}; empty when it did not run to its end
 * @param output   of {@code install.sh}
 * @param message  a sentence; may be empty
 * @param told     whether the cloud was told of its end by {@code install_progress}
 */
record Item(String file, Stage stage, Optional<Outcome> outcome, Optional<Integer> exitCode, String output, String message, boolean told) {

	enum Stage {
		/** To be downloaded, or under way. */
		WAITING,
		/** The installer has it, and knows how it ends. */
		INSTALLING, DONE
	}

	static Item waiting(String file) {
		return new Item(file, Stage.WAITING, Optional.empty(), Optional.empty(), "", "", false);
	}

	Item at(Stage other) {
		return new Item(file, other, outcome, exitCode, output, message, told);
	}

	Item ended(Outcome how, String why) {
		return new Item(file, Stage.DONE, Optional.of(how), Optional.empty(), "", why, false);
	}

	Item ended(InstallResult result) {
		return new Item(file, Stage.DONE, Optional.of(result.outcome()), result.exitCode(), result.output(), result.message(), false);
	}

	Item told(boolean now) {
		return new Item(file, stage, outcome, exitCode, output, message, now);
	}

	boolean done() {
		return stage == Stage.DONE;
	}
}
