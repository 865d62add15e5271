package org.fleetdesk.cli;

/** The console's window, when this process has one; a service, for {@code ./fleetdesk console raise}. */
public interface ConsoleWindow {

	/** Brings it to the front; returns at once. */
	void raise();
}
