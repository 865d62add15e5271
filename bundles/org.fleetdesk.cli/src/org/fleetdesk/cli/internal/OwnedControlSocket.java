package org.fleetdesk.cli.internal;

import java.io.IOException;

import org.fleetdesk.cli.ControlSocket;
import org.fleetdesk.core.DataFolder;
import org.fleetdesk.core.Registration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the commands of others in this process. */
@Component
public final class OwnedControlSocket implements ControlSocket {

	private static final Logger LOG = LoggerFactory.getLogger(OwnedControlSocket.class);

	private final DataFolder data;
	private final CommandRunner runner;

	@Activate
	public OwnedControlSocket(@Reference DataFolder data, @Reference CommandRunner runner) {
		this.data = data;
		this.runner = runner;
	}

	@Override
	public Registration serve() throws IOException {
		var server = new ControlServer(data.controlSocket(), runner);
		runner.lasting(true);
		return () -> {
			runner.lasting(false);
			try {
				server.close();
			} catch (IOException e) {
				LOG.warn("The control socket could not be closed: {}", e.getMessage());
			}
		};
	}
}
