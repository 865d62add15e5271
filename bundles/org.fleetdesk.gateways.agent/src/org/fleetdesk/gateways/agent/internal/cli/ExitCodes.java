package org.fleetdesk.gateways.agent.internal.cli;

/** How {@code gwe} ends. */
final class ExitCodes {

	static final int DONE = 0;
	static final int FAILED = 1;
	/** As Python's argparse has it. */
	static final int USAGE = 2;
	/** Of {@code status}, as supervisorctl has it: a program does not run. */
	static final int NOT_RUNNING = 3;
	/** Of {@code status}: the supervisor does not answer. */
	static final int NO_SUPERVISOR = 4;
	/** The document's -1: the gateway is not configured. */
	static final int NOT_CONFIGURED = 255;

	private ExitCodes() {
	}
}
