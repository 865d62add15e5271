package org.fleetdesk.core.sftp;

import java.io.IOException;
import java.util.Optional;

import org.apache.sshd.sftp.client.SftpClient.OpenMode;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.common.SftpException;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;

/** Files on an SSH server, for reading, over one connection. Each call has deadlines and ends at once when its thread is interrupted. */
public final class SftpFiles implements AutoCloseable {

	private final SftpSettings settings;
	private final SftpConnection connection;

	private SftpFiles(SftpSettings settings, SftpConnection connection) {
		this.settings = settings;
		this.connection = connection;
	}

	/** @throws org.fleetdesk.core.UntrustedHostKeyException when the server's key is not the trusted one */
	public static SftpFiles open(SftpSettings settings) throws EngineException, InterruptedException {
		return new SftpFiles(settings, SftpConnection.open(settings));
	}

	private interface Request {
		long send() throws IOException;
	}

	/** @return what it answers, or -1 when there is no such file */
	private long ask(String path, Request request) throws EngineException, InterruptedException {
		try {
			return request.send();
		} catch (SftpException e) {
			return switch (e.getStatus()) {
			case SftpConstants.SSH_FX_NO_SUCH_FILE, SftpConstants.SSH_FX_NO_SUCH_PATH -> -1;
			case SftpConstants.SSH_FX_PERMISSION_DENIED -> throw new EngineException(Kind.REFUSED, "%s may not read %s".formatted(settings.server(), path), e);
			default -> throw new EngineException(Kind.FAILED,
					"%s cannot be read on %s, which answered: %s".formatted(path, settings.server(), Optional.ofNullable(e.getMessage()).orElse("failure")), e);
			};
		} catch (IOException e) {
			SftpConnection.interrupted(e);
			throw new EngineException(SftpConnection.timedOut(e) ? Kind.TIMED_OUT : Kind.UNREACHABLE,
					"%s cannot be read: the connection to %s broke: %s".formatted(path, settings.server(), SftpConnection.reason(e)), e);
		}
	}

	/** In bytes, or -1 when there is no such file, or something else of that name. */
	public long size(String path) throws EngineException, InterruptedException {
		return ask(path, () -> {
			var found = connection.sftp().stat(path);
			return found.isRegularFile() ? found.getSize() : -1;
		});
	}

	/** Whether there is such a folder. */
	public boolean isFolder(String path) throws EngineException, InterruptedException {
		return ask(path, () -> connection.sftp().stat(path).isDirectory() ? 1 : -1) > 0;
	}

	/** Reads at most so many bytes. @return how many, or -1 at the end of the file or when there is no such file */
	public int read(String path, long offset, byte[] into, int length) throws EngineException, InterruptedException {
		return (int) ask(path, () -> {
			try (var file = connection.sftp().open(path, OpenMode.Read)) {
				return connection.sftp().read(file, offset, into, 0, length);
			}
		});
	}

	@Override
	public void close() {
		connection.close();
	}
}
