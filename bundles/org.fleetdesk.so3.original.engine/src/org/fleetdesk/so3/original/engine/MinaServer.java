package org.fleetdesk.so3.original.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.FileSystemException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.security.KeyPair;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.digest.BuiltinDigests;
import org.apache.sshd.common.file.virtualfs.VirtualFileSystemFactory;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.session.ServerSession;
import org.apache.sshd.sftp.SftpModuleProperties;
import org.apache.sshd.sftp.server.FileHandle;
import org.apache.sshd.sftp.server.SftpFileSystemAccessor;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;
import org.apache.sshd.sftp.server.SftpSubsystemProxy;

/** The SSH server of a Smart Object, in this process, that can be made to fail: user {@code root}, password {@code secret}; the folder is its whole file system. */
public final class MinaServer implements AutoCloseable {

	/** What goes wrong with an upload. */
	public enum Fault {
		NONE, DISK_FULL, DENIED, CUT_OFF, STALL
	}


	/** So many bytes are taken before the fault. */
	private static final long TAKEN = 100_000;

	/** Passed when a fault has happened. */
	public final CountDownLatch failed = new CountDownLatch(1);
	private final SshServer server = SshServer.setUpDefaultServer();
	private final CountDownLatch released = new CountDownLatch(1);
	private volatile Fault fault = Fault.NONE;

	/** @param extensions of OpenSSH's that it announces, such as {@code fsync@openssh.com=1}, or empty for its own choice */
	public MinaServer(Path folder, KeyPair hostKey, int sftpVersion, Optional<String> extensions) throws IOException {
		server.setHost("127.0.0.1");
		server.setPort(0);
		server.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
		server.setPasswordAuthenticator((user, password, session) -> user.equals("root") && password.equals("secret"));
		server.setFileSystemFactory(new VirtualFileSystemFactory(folder));
		var sftp = new SftpSubsystemFactory.Builder().withFileSystemAccessor(new Accessor()).build();
		server.setSubsystemFactories(List.of(sftp));
		SftpModuleProperties.SFTP_VERSION.set(server, sftpVersion);
		extensions.ifPresent(e -> SftpModuleProperties.OPENSSH_EXTENSIONS.set(server, e));
		server.start();
	}

	/** Where it listens, on 127.0.0.1. */
	public int port() {
		return server.getPort();
	}

	/** What goes wrong from now on. */
	public void fault(Fault next) {
		fault = next;
	}

	/** As ssh-keygen writes it. */
	public static String fingerprint(KeyPair key) {
		return KeyUtils.getFingerPrint(BuiltinDigests.sha256, key.getPublic());
	}

	@Override
	public void close() throws IOException {
		released.countDown();
		server.stop(true);
	}

	/** Fails on the way to the disk. */
	private final class Accessor implements SftpFileSystemAccessor {

		@Override
		public SeekableByteChannel openFile(SftpSubsystemProxy subsystem, FileHandle fileHandle, Path file, String handle, Set<? extends OpenOption> options,
				FileAttribute<?>... attrs) throws IOException {
			if (fault == Fault.DENIED) {
				throw new AccessDeniedException(file.toString());
			}
			return new FailingChannel(Files.newByteChannel(file, options, attrs), subsystem.getSession());
		}

		@Override
		public void syncFileData(SftpSubsystemProxy subsystem, FileHandle fileHandle, Path file, String handle, Channel channel) {
			// nothing that a test could notice
		}
	}

	private void check(long written, ServerSession session) throws IOException {
		if (written < TAKEN) {
			return;
		}
		switch (fault) {
		case DISK_FULL -> throw new FileSystemException("part", null, "No space left on device");
		case CUT_OFF -> {
			fault = Fault.NONE;
			session.close(true);
			failed.countDown();
		}
		case STALL -> {
			failed.countDown();
			try {
				released.await(60, TimeUnit.SECONDS);
			} catch (InterruptedException e) {
				Thread.currentThread().interrupt();
			}
		}
		default -> {
			// it is written
		}
		}
	}

	private final class FailingChannel implements SeekableByteChannel {

		private final SeekableByteChannel channel;
		private final ServerSession session;
		private long written;

		FailingChannel(SeekableByteChannel channel, ServerSession session) {
			this.channel = channel;
			this.session = session;
		}

		@Override
		public int write(ByteBuffer source) throws IOException {
			check(written, session);
			int count = channel.write(source);
			written += count;
			return count;
		}

		@Override
		public int read(ByteBuffer target) throws IOException {
			return channel.read(target);
		}

		@Override
		public long position() throws IOException {
			return channel.position();
		}

		@Override
		public SeekableByteChannel position(long position) throws IOException {
			channel.position(position);
			return this;
		}

		@Override
		public long size() throws IOException {
			return channel.size();
		}

		@Override
		public SeekableByteChannel truncate(long size) throws IOException {
			channel.truncate(size);
			return this;
		}

		@Override
		public boolean isOpen() {
			return channel.isOpen();
		}

		@Override
		public void close() throws IOException {
			channel.close();
		}
	}
}
