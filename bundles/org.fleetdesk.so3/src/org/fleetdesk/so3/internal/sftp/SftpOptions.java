package org.fleetdesk.so3.internal.sftp;

import java.util.List;
import java.util.Optional;

import org.fleetdesk.core.Connection;
import org.fleetdesk.core.ConnectionOption;
import org.fleetdesk.core.Secrets;
import org.fleetdesk.core.sftp.SftpAccess;
import org.fleetdesk.core.sftp.SftpAddress;
import org.fleetdesk.core.sftp.SftpSettings;

/** What a connection to a genuine Smart Object says about SFTP. */
public final class SftpOptions {

	private static final SftpAccess ACCESS = new SftpAccess("sftp");

	/** An {@link SftpAddress}; without one there is no SFTP. */
	public static final String ADDRESS = ACCESS.address();
	/** The fingerprint of the server's key. */
	public static final String HOST_KEY = ACCESS.hostKey();
	/** Secret: the password, or the passphrase of the key. */
	public static final String PASSWORD = ACCESS.password();

	/** All of them, in display order. */
	public static final List<ConnectionOption> ALL = ACCESS.options("SFTP address for images",
			"Only for original Smart Objects, whose engine takes no uploads: sftp://root@so-lab-1/mnt/ME; root@ alone means the engine's host and its usual folder", SftpAddress::problem);

	private SftpOptions() {
	}

	/** How the connection's images are reached, if it says so. Secrets are read when they are needed. */
	public static Optional<SftpSettings> of(Connection connection, Secrets secrets) {
		return ACCESS.of(connection, secrets::get);
	}
}
