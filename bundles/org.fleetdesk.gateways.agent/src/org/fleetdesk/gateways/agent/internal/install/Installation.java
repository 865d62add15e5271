package org.fleetdesk.gateways.agent.internal.install;

import org.fleetdesk.gateways.model.PackageName;

/**
 * An installation under way, as its journal has it. Texts that are not known are empty.
 *
 * @param root         folder in the package in which {@code install.sh} stands
 * @param setup        whether it is a Python library with {@code setup.py} in its place
 * @param file         what the supervisor is told of its program; empty when it has none
 * @param expected     of its program
 * @param before       what was there of the application
 * @param boot         start of the machine in which {@code install.sh} was begun
 * @param pid          of the process that runs it; 0 when not known
 * @param start        of that process, as the kernel counts
 * @param exit         exit code of {@code install.sh}; {@link #NO_EXIT} before its end, and when it had none
 * @param problem      why it is taken back
 */
record Installation(String app, String version, String sha256, String root, boolean setup, String file, Expected expected, Before before, Step step, String boot, int pid, long start, int exit, String problem) {

	static final int NO_EXIT = Integer.MIN_VALUE;

	/** How far it is; each is written before the work that it names begins. */
	enum Step {
		/** The package is there; nothing was done outside of the installer's folder. */
		PREPARING,
		/** {@code install.sh} is about to run, or runs. */
		RUNNING,
		/** It has ended well; what it wrote is noted, and the supervisor is told. */
		STARTING,
		/** It has no program, and is well when the cloud was reached once more. */
		AWAITING_CHECK_IN,
		/** It failed. */
		TAKING_BACK
	}

	/**
	 * @param version of the application that was installed before; empty: none that is known
	 * @param file    of the supervisor for its program; empty: there was none
	 * @param ran     whether its program ran
	 * @param start   when that was started last, in seconds of the epoch
	 * @param free    whether nobody had a program of this name: what there is of it later comes from the installation
	 */
	record Before(String version, String file, boolean ran, long start, boolean free) {

		boolean exists() {
			return !version.isEmpty() || !file.isEmpty();
		}
	}

	PackageName name() {
		return new PackageName(app, version);
	}

	boolean hasProgram() {
		return !file.isEmpty();
	}

	Installation at(Step next) {
		return new Installation(app, version, sha256, root, setup, file, expected, before, next, boot, pid, start, exit, problem);
	}

	Installation running(String machine, int process, long started) {
		return new Installation(app, version, sha256, root, setup, file, expected, before, Step.RUNNING, machine, process, started, exit, problem);
	}

	Installation exited(int code) {
		return new Installation(app, version, sha256, root, setup, file, expected, before, step, boot, pid, start, code, problem);
	}

	Installation failed(String why) {
		return new Installation(app, version, sha256, root, setup, file, expected, before, Step.TAKING_BACK, boot, pid, start, exit, why);
	}
}
