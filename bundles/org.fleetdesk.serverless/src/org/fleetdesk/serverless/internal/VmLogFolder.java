package org.fleetdesk.serverless.internal;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import org.fleetdesk.core.Connection;
import org.fleetdesk.core.ConnectionOption;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.core.HostKey;
import org.fleetdesk.core.sftp.SftpAccess;
import org.fleetdesk.core.sftp.SftpAddress;
import org.fleetdesk.core.sftp.SftpConnection;
import org.fleetdesk.core.sftp.SftpFiles;
import org.fleetdesk.core.sftp.SftpSettings;
import org.fleetdesk.files.FileProblem;
import org.fleetdesk.serverless.Serverless;

/** The folder in which OpenNebula keeps the logs of virtual machines: on its front end, by SFTP, or on this machine. */
sealed interface VmLogFolder {

	/** Files of the folder, for reading. */
	interface Reader extends AutoCloseable {

		/** In bytes, or -1 when there is no such file. */
		long size(String name) throws EngineException, InterruptedException;

		/** Reads at most so many bytes. @return how many, or not more than 0 at the end or when there is no such file */
		int read(String name, long offset, byte[] into, int length) throws EngineException, InterruptedException;

		@Override
		void close();
	}

	/** Connects. */
	Reader open() throws EngineException, InterruptedException;

	/** Sees that the folder is there; fails with the reason when it is not. */
	void check() throws EngineException, InterruptedException;

	SftpAccess ACCESS = new SftpAccess(Serverless.OPTION_VM_LOGS);
	String FILE = "file:";
	/** Where OpenNebula's packages keep them. */
	String USUAL = "/var/log/one";

	/** What a connection can say of it. */
	List<ConnectionOption> OPTIONS = ACCESS.options("Logs of virtual machines",
			"Where OpenNebula's front end keeps them: sftp://oneadmin@frontend/var/log/one; on this machine: file:///var/log/one", VmLogFolder::problem);

	private static Optional<String> problem(String value) {
		if (!isFile(value)) {
			return SftpAddress.problem(value);
		}
		return local(value).isPresent() ? Optional.empty() : Optional.of("A folder of this machine looks like file:///var/log/one, this is none: " + value.strip());
	}

	private static boolean isFile(String value) {
		return value.strip().toLowerCase(Locale.ROOT).startsWith(FILE);
	}

	private static Optional<Path> local(String value) {
		try {
			return Optional.of(Path.of(URI.create(value.strip())));
		} catch (IllegalArgumentException e) { // no URI, or one with a host
			return Optional.empty();
		}
	}

	/** Where they are, if the connection says so. Secrets are read when they are needed. */
	static Optional<VmLogFolder> of(Connection connection, SftpAccess.SecretReader secrets) {
		String value = connection.options().getOrDefault(Serverless.OPTION_VM_LOGS, "");
		return isFile(value) ? local(value).map(Local::new) : ACCESS.of(connection, secrets).map(Remote::new);
	}

	/** What the SSH server shows that the connection names. */
	static Optional<HostKey> hostKey(Connection connection, SftpAccess.SecretReader secrets) throws EngineException, InterruptedException {
		var sftp = isFile(connection.options().getOrDefault(Serverless.OPTION_VM_LOGS, "")) ? Optional.<SftpSettings>empty() : ACCESS.of(connection, secrets);
		return sftp.isEmpty() ? Optional.empty() : Optional.of(SftpConnection.shown(sftp.get(), SftpConnection.Limits.USUAL));
	}

	/** On this machine. */
	record Local(Path folder) implements VmLogFolder {

		@Override
		public Reader open() {
			return new Reader() {
				@Override
				public long size(String name) throws EngineException, InterruptedException {
					Path file = folder.resolve(name);
					return access(file, () -> Files.isRegularFile(file) ? Files.size(file) : -1);
				}

				@Override
				public int read(String name, long offset, byte[] into, int length) throws EngineException, InterruptedException {
					Path file = folder.resolve(name);
					return (int) access(file, () -> {
						try (var channel = Files.newByteChannel(file)) {
							return channel.position(offset).read(ByteBuffer.wrap(into, 0, length));
						}
					});
				}

				@Override
				public void close() {
					// nothing is open
				}
			};
		}

		private interface Access {
			long go() throws IOException;
		}

		private static long access(Path file, Access access) throws EngineException, InterruptedException {
			try {
				return access.go();
			} catch (NoSuchFileException e) {
				return -1;
			} catch (ClosedByInterruptException e) {
				Thread.interrupted();
				throw new InterruptedException();
			} catch (IOException e) {
				throw new EngineException(Kind.REFUSED, "The log %s cannot be read: %s".formatted(file, FileProblem.reason(e)), e);
			}
		}

		@Override
		public void check() throws EngineException {
			if (!Files.isDirectory(folder)) {
				throw new EngineException(Kind.NOT_FOUND,
						"There is no folder %s with logs of virtual machines; the connection's option %s names it".formatted(folder, Serverless.OPTION_VM_LOGS));
			}
		}

		@Override
		public String toString() {
			return folder.toString();
		}
	}

	/** On an SSH server. */
	record Remote(SftpSettings settings) implements VmLogFolder {

		private String folder() {
			return settings.folder().orElse(USUAL);
		}

		@Override
		public Reader open() throws EngineException, InterruptedException {
			var files = SftpFiles.open(settings);
			return new Reader() {
				@Override
				public long size(String name) throws EngineException, InterruptedException {
					return files.size(folder() + "/" + name);
				}

				@Override
				public int read(String name, long offset, byte[] into, int length) throws EngineException, InterruptedException {
					return files.read(folder() + "/" + name, offset, into, length);
				}

				@Override
				public void close() {
					files.close();
				}
			};
		}

		@Override
		public void check() throws EngineException, InterruptedException {
			try (var files = SftpFiles.open(settings)) {
				if (!files.isFolder(folder())) {
					throw new EngineException(Kind.NOT_FOUND,
							"There is no folder %s with logs of virtual machines; the connection's option %s names it".formatted(this, Serverless.OPTION_VM_LOGS));
				}
			}
		}

		@Override
		public String toString() {
			return settings.server() + ":" + folder();
		}
	}
}
