package org.fleetdesk.gateways.agent.internal.install;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

import org.fleetdesk.gateways.model.InstallProgress;
import org.fleetdesk.gateways.model.PackageName;

/**
 * Brings one package file to its end: checks it, unpacks it, runs {@code install.sh}, tells the supervisor, watches its health, and takes back what did not live. It
 * journals each of its steps, so that a killed process leaves nothing half-done. One installation at a time on a machine.
 */
public interface Installer {

	/**
	 * @param tarball  whose length and digest have been checked where they are known; it is copied when it is kept
	 * @param progress hears of the phases from {@link InstallProgress.Phase#CHECKING} on, on this thread
	 * @return how it ended; no failure of the package is an exception
	 * @throws InterruptedException when this process ends; the rest is done by {@link #recover} of the next one
	 */
	InstallResult install(Path tarball, PackageName name, InstallProgress.Listener progress) throws InterruptedException;

	/**
	 * After a start of this process: ends or takes back what an earlier one left. What rebooted the machine is not run again.
	 *
	 * @return what has to be reported; empty when nothing was left. It is returned again by later calls until {@link #reported}
	 * @throws IOException when what was left cannot be ended now (a full disk, say); a later call may
	 */
	List<InstallResult> recover(InstallProgress.Listener progress) throws IOException, InterruptedException;

	/** What {@link #install} or {@link #recover} returned of these packages is known elsewhere and on disk, and need not be kept here. */
	void reported(Collection<PackageName> names);

	/**
	 * The cloud was reached. A package without a program is well with the first of these after its {@code install.sh}: the gateway is not cut off by it. Costs nothing when none
	 * waits for it.
	 */
	void checkedIn();
}
