package org.fleetdesk.product.tests;

/** The console as a process with a window. */
record ConsoleProcess(Fleetdesk fleetdesk, Screen screen) {

	/** Starts it and waits for its window, and until it takes commands. */
	Process start() {
		var console = fleetdesk.console(screen.display());
		Fleetdesk.await("the console's window has the keyboard", () -> screen.activates("Fleetdesk"), () -> Fleetdesk.read(console.err()));
		Fleetdesk.await("the console owns the data folder", () -> owns(console.process()), this::words);
		return console.process();
	}

	/** Whether this process executes. */
	boolean owns(Process process) {
		return words().contains("the console") && words().contains(Long.toString(process.pid()));
	}

	/** What the data folder says of its owner. */
	String words() {
		return Fleetdesk.read(fleetdesk.data().resolve("owner.lock"));
	}
}
