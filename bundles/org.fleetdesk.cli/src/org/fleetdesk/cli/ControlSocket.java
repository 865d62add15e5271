package org.fleetdesk.cli;

import java.io.IOException;

import org.fleetdesk.core.Registration;

/** Where a process that owns the data folder takes the commands of others; a service. */
public interface ControlSocket {

	/**
	 * Takes commands from now on until the registration is closed. Only for the owner of the data folder.
	 *
	 * @throws IOException when the socket cannot be made
	 */
	Registration serve() throws IOException;
}
