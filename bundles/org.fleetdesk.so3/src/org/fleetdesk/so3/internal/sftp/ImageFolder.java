package org.fleetdesk.so3.internal.sftp;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongConsumer;

import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClient.CopyMode;
import org.apache.sshd.sftp.client.SftpClient.OpenMode;
import org.apache.sshd.sftp.client.extensions.openssh.OpenSSHFsyncExtension;
import org.apache.sshd.sftp.client.extensions.openssh.OpenSSHPosixRenameExtension;
import org.apache.sshd.sftp.client.extensions.openssh.OpenSSHStatPathExtension;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.common.SftpException;
import org.fleetdesk.core.AuditLog;
import org.fleetdesk.core.AuditLog.SftpChange;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.core.HostKey;
import org.fleetdesk.core.sftp.SftpConnection;
import org.fleetdesk.core.sftp.SftpSettings;

/**
 * The folder of images of a Smart Object, by SFTP. Each call makes a connection of its own, has deadlines, and ends at once when its thread is interrupted.
 *
 * <p>An engine takes every file of the folder for an image, so what is on its way lies in a folder below until it is whole.
 */
public final class ImageFolder {

	/** Below the folder of images, while something is on its way. */
	private static final String PARTS = ".fleetdesk";
	/** What has not grown for so long has been given up, by whomever. */
	private static final long ABANDONED_MILLIS = 600_000;
	private static final int SWEEP_SECONDS = 2;
	private static final int BLOCK = 32 << 10;

	private final SftpSettings settings;
	private final String folder;
	private final Function<SftpChange, AuditLog.Answer> audit;
	private final SftpConnection.Limits limits;

	/**
	 * @param usual where the engine has its images, unless the settings say otherwise
	 * @param audit hears of each change
	 */
	public ImageFolder(SftpSettings settings, String usual, Function<SftpChange, AuditLog.Answer> audit) {
		this(settings, usual, audit, SftpConnection.Limits.USUAL);
	}

	ImageFolder(SftpSettings settings, String usual, Function<SftpChange, AuditLog.Answer> audit, SftpConnection.Limits limits) {
		this.settings = settings;
		this.audit = audit;
		this.limits = limits;
		folder = settings.folder().orElse(usual);
	}

	private interface Work<T> {
		T on(SftpClient sftp) throws IOException, EngineException, InterruptedException;
	}

	/** @param tried such as "The image x could not be removed" */
	private <T> T connected(String tried, Work<T> work) throws EngineException, InterruptedException {
		try (var connection = SftpConnection.open(settings, limits)) {
			try {
				return work.on(connection.sftp());
			} catch (IOException e) {
				SftpConnection.interrupted(e);
				throw failure(tried, e);
			}
		}
	}

	private EngineException failure(String tried, IOException e) {
		String where = settings.server() + ":" + folder;
		if (e instanceof FileSystemException local) {
			return new EngineException(Kind.REFUSED, "%s: the file %s cannot be read: it is no longer there or its permissions have changed".formatted(tried, local.getFile()), e);
		}
		if (e instanceof SftpException sftp) {
			return switch (sftp.getStatus()) {
			case SftpConstants.SSH_FX_PERMISSION_DENIED, SftpConstants.SSH_FX_WRITE_PROTECT -> new EngineException(Kind.REFUSED,
					"%s: %s may not change the folder %s".formatted(tried, settings.server(), folder), e);
			case SftpConstants.SSH_FX_NO_SUCH_FILE, SftpConstants.SSH_FX_NO_SUCH_PATH -> new EngineException(Kind.NOT_FOUND,
					"%s: there is no %s; the folder of images can be set in the connection's SFTP address".formatted(tried, where), e);
			case SftpConstants.SSH_FX_NO_SPACE_ON_FILESYSTEM, SftpConstants.SSH_FX_QUOTA_EXCEEDED -> new EngineException(Kind.REFUSED, tried + ": there is no space left on " + where, e);
			default -> new EngineException(Kind.FAILED, "%s: %s answered: %s".formatted(tried, where, Optional.ofNullable(e.getMessage()).orElse("failure")), e);
			};
		}
		return new EngineException(SftpConnection.timedOut(e) ? Kind.TIMED_OUT : Kind.UNREACHABLE,
				"%s: the connection to %s broke: %s".formatted(tried, settings.server(), SftpConnection.reason(e)), e);
	}

	/** The key that the server shows, trusted or not. */
	public HostKey hostKey() throws EngineException, InterruptedException {
		return SftpConnection.shown(settings, limits);
	}

	/** Sees that the folder is there; fails with the reason when it is not. */
	public void check() throws EngineException, InterruptedException {
		connected("The folder of images could not be opened", sftp -> {
			if (!sftp.stat(folder).isDirectory()) {
				throw new EngineException(Kind.NOT_FOUND, "%s on %s is no folder".formatted(folder, settings.server()));
			}
			return null;
		});
	}

	/** How many bytes of files fit, where the server tells. */
	public OptionalLong free() throws EngineException, InterruptedException {
		return connected("The free space could not be read", this::free);
	}

	private OptionalLong free(SftpClient sftp) throws IOException {
		var extension = sftp.getExtension(OpenSSHStatPathExtension.class);
		if (extension == null || !extension.isSupported()) {
			return OptionalLong.empty();
		}
		var info = extension.stat(folder);
		return OptionalLong.of(info.f_bavail * info.f_frsize);
	}

	/** {@code sha256:…} of a file in the folder, read from the server; empty when there is none. @param size that it must have */
	public Optional<String> digest(String name, long size) throws EngineException, InterruptedException {
		return connected("The file %s could not be read".formatted(name), sftp -> {
			if (size(sftp, folder + "/" + name) != size) {
				return Optional.empty();
			}
			var digest = sha256();
			byte[] block = new byte[BLOCK];
			try (var in = sftp.read(folder + "/" + name)) {
				for (int count = in.read(block); count >= 0; count = in.read(block)) {
					digest.update(block, 0, count);
					if (Thread.interrupted()) {
						throw new InterruptedException();
					}
				}
			}
			return Optional.of("sha256:" + HexFormat.of().formatHex(digest.digest()));
		});
	}

	private static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		} catch (NoSuchAlgorithmException e) {
			throw new IllegalStateException(e);
		}
	}

	/** @return -1 when there is none */
	private static long size(SftpClient sftp, String path) throws IOException {
		try {
			return sftp.stat(path).getSize();
		} catch (SftpException e) {
			if (e.getStatus() == SftpConstants.SSH_FX_NO_SUCH_FILE) {
				return -1;
			}
			throw e;
		}
	}

	/** Removes a file; one that is not there is no failure. */
	public void remove(String name) throws EngineException, InterruptedException {
		audited(name, Optional.empty(), () -> connected("The file %s could not be removed".formatted(name), sftp -> {
			delete(sftp, folder + "/" + name);
			return null;
		}));
	}

	private interface Change {
		void make() throws EngineException, InterruptedException;
	}

	private void audited(String name, Optional<Path> file, Change change) throws EngineException, InterruptedException {
		var answer = audit.apply(new SftpChange(settings.uri(), folder + "/" + name, file));
		String failure = "";
		try {
			change.make();
		} catch (EngineException e) {
			failure = e.getMessage();
			throw e;
		} catch (InterruptedException e) {
			failure = "Cancelled";
			throw e;
		} finally {
			answer.ended(failure);
		}
	}

	private static void delete(SftpClient sftp, String path) throws IOException {
		try {
			sftp.remove(path);
		} catch (SftpException e) {
			if (e.getStatus() != SftpConstants.SSH_FX_NO_SUCH_FILE) {
				throw e;
			}
		}
	}

	/**
	 * Sends a file, which appears under its name when it is whole and, where the server can, on its disk; another one of that name is replaced then. When this fails or is
	 * interrupted, nothing of it stays behind, or, where the server cannot be reached any more, goes with the next upload.
	 *
	 * @param sent hears how many bytes are on the way
	 */
	public void upload(Path file, String name, LongConsumer sent) throws EngineException, InterruptedException {
		audited(name, Optional.of(file), () -> uploaded(file, name, sent));
	}

	private void uploaded(Path file, String name, LongConsumer sent) throws EngineException, InterruptedException {
		String tried = "%s could not be sent to %s".formatted(name, settings.server());
		String part = "%s/%s/%s.part".formatted(folder, PARTS, UUID.randomUUID());
		boolean[] begun = { false };
		try {
			connected(tried, sftp -> {
				try {
					send(sftp, file, name, part, sent, begun, tried);
				} catch (IOException | InterruptedException | EngineException e) {
					if (begun[0] && sweep(sftp, part)) {
						begun[0] = false;
					}
					throw e;
				}
				return null;
			});
		} catch (EngineException e) {
			if (begun[0]) {
				removeLater(part);
			}
			throw e;
		}
	}

	private void send(SftpClient sftp, Path file, String name, String part, LongConsumer sent, boolean[] begun, String tried)
			throws IOException, EngineException, InterruptedException {
		long size = Files.size(file);
		var free = free(sftp);
		if (free.isPresent() && free.getAsLong() < size) {
			throw new EngineException(Kind.REFUSED, "%s: it has %,d bytes, but only %,d are free there".formatted(tried, size, free.getAsLong()));
		}
		makeParts(sftp);
		begun[0] = true;
		try {
			copy(sftp, file, part, sent);
		} catch (SftpException e) {
			var left = sftp.isOpen() && e.getStatus() == SftpConstants.SSH_FX_FAILURE ? free(sftp) : OptionalLong.empty();
			throw left.isPresent() && left.getAsLong() < BLOCK ? new SftpException(SftpConstants.SSH_FX_NO_SPACE_ON_FILESYSTEM, e.getMessage()) : e;
		}
		long arrived = size(sftp, part);
		if (arrived != size) {
			throw new EngineException(Kind.FAILED, "%s: %,d of %,d bytes arrived; the file was changed meanwhile, or the server lost some".formatted(tried, arrived, size));
		}
		if (Thread.interrupted()) {
			throw new InterruptedException();
		}
		rename(sftp, part, folder + "/" + name);
		begun[0] = false;
		sweepAbandoned(sftp);
	}

	private void makeParts(SftpClient sftp) throws IOException {
		try {
			sftp.mkdir(folder + "/" + PARTS);
		} catch (SftpException e) {
			if (!exists(sftp, folder + "/" + PARTS)) {
				throw e;
			}
		}
	}

	private static boolean exists(SftpClient sftp, String path) throws IOException {
		try {
			sftp.stat(path);
			return true;
		} catch (SftpException e) {
			return false;
		}
	}

	private static void copy(SftpClient sftp, Path file, String part, LongConsumer sent) throws IOException {
		// not closed when it fails: that would wait for answers to all that is on its way
		OutputStream out = sftp.write(part, OpenMode.Create, OpenMode.Write, OpenMode.Exclusive);
		try (var in = Files.newInputStream(file)) {
			byte[] block = new byte[BLOCK];
			long count = 0;
			for (int read = in.read(block); read >= 0; read = in.read(block)) {
				out.write(block, 0, read);
				count += read;
				sent.accept(count);
				if (Thread.currentThread().isInterrupted()) {
					throw new InterruptedIOException();
				}
			}
		}
		out.close();
		var extension = sftp.getExtension(OpenSSHFsyncExtension.class);
		if (extension != null && extension.isSupported()) {
			try (var handle = sftp.open(part, OpenMode.Write)) {
				extension.fsync(handle);
			}
		}
	}

	/** What is replaced is never missing where the server can exchange names at once. */
	private static void rename(SftpClient sftp, String from, String to) throws IOException {
		var extension = sftp.getExtension(OpenSSHPosixRenameExtension.class);
		if (extension != null && extension.isSupported()) {
			extension.posixRename(from, to);
		} else if (sftp.getVersion() >= 5) {
			sftp.rename(from, to, CopyMode.Overwrite);
		} else {
			delete(sftp, to);
			sftp.rename(from, to);
		}
	}

	/** Removes what a failed upload left, also for a thread that was interrupted, which waits for it no longer than a moment. @return whether nothing is left */
	private boolean sweep(SftpClient sftp, String part) {
		boolean interrupted = Thread.interrupted();
		var swept = new FutureTask<>(() -> {
			delete(sftp, part);
			sweepAbandoned(sftp);
			return true;
		});
		Thread.ofVirtual().name("removes an upload").start(swept);
		try {
			return swept.get(SWEEP_SECONDS, TimeUnit.SECONDS);
		} catch (ExecutionException | TimeoutException e) {
			return false;
		} catch (InterruptedException e) {
			interrupted = true;
			return false;
		} finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	/** Parts that somebody gave up, by the server's clock, and the folder of parts when it is empty. */
	private void sweepAbandoned(SftpClient sftp) {
		String parts = folder + "/" + PARTS;
		try {
			var entries = sftp.readEntries(parts).stream().filter(e -> e.getFilename().endsWith(".part")).toList();
			long now = sftp.stat(parts).getModifyTime().toMillis(); // it has just changed
			for (var entry : entries) {
				if (entry.getAttributes().getModifyTime().toMillis() < now - ABANDONED_MILLIS) {
					delete(sftp, parts + "/" + entry.getFilename());
				}
			}
			sftp.rmdir(parts);
		} catch (IOException e) {
			// another upload goes on there; the next one tidies up
		}
	}

	/** The connection broke: once more, on a new one. */
	private void removeLater(String part) throws InterruptedException {
		try {
			connected("What was sent could not be removed", sftp -> sweep(sftp, part));
		} catch (EngineException e) {
			// the next upload to this folder removes it
		}
	}

	@Override
	public String toString() {
		return "sftp://" + settings.server() + folder;
	}
}
