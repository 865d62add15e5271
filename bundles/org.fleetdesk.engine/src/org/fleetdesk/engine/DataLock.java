package org.fleetdesk.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Owns a data folder for this process. The lock goes with the process, however that ends; the file {@code owner.lock} stays. */
public final class DataLock implements AutoCloseable {

	private final FileChannel channel;

	private DataLock(FileChannel channel) {
		this.channel = channel;
	}

	/**
	 * Creates the folder where needed and locks it.
	 *
	 * @throws EngineException when another engine has it (the message names its process), or the folder cannot be used
	 */
	public static DataLock acquire(Path folder) throws EngineException {
		var lock = tryAcquire(folder);
		if (lock.isEmpty()) {
			throw new EngineException("The data folder " + folder + " is used by another engine" + owner(folder).map(p -> " (process " + p + ")").orElse("")
					+ "; stop that one or give another folder with --data");
		}
		return lock.get();
	}

	/**
	 * As {@link #acquire}; empty when another engine has it.
	 *
	 * @throws EngineException when the folder cannot be used
	 */
	public static Optional<DataLock> tryAcquire(Path folder) throws EngineException {
		FileChannel channel = null;
		try {
			Files.createDirectories(folder);
			channel = FileChannel.open(file(folder), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
			if (!locked(channel)) {
				channel.close();
				return Optional.empty();
			}
			channel.truncate(0).write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)), 0);
			channel.force(true);
			return Optional.of(new DataLock(channel));
		} catch (IOException e) {
			closeQuietly(channel);
			throw new EngineException("The data folder " + folder + " cannot be used: " + EngineException.reason(e), e);
		}
	}

	/** The process that has or had the folder. */
	public static Optional<Long> owner(Path folder) {
		try {
			String pid = Files.readString(file(folder)).strip();
			return pid.matches("\\d{1,10}") ? Optional.of(Long.valueOf(pid)) : Optional.empty();
		} catch (IOException e) {
			return Optional.empty();
		}
	}

	private static Path file(Path folder) {
		return folder.resolve("owner.lock");
	}

	private static boolean locked(FileChannel channel) throws IOException {
		try {
			return channel.tryLock() != null;
		} catch (OverlappingFileLockException e) {
			return false; // by this process
		}
	}

	private static void closeQuietly(FileChannel channel) {
		if (channel != null) {
			try {
				channel.close();
			} catch (IOException e) {
				// nothing more to release
			}
		}
	}

	@Override
	public void close() {
		closeQuietly(channel);
	}
}
