package org.fleetdesk.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

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
		FileChannel channel = null;
		try {
			Files.createDirectories(folder);
			Path file = folder.resolve("owner.lock");
			channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
			if (!locked(channel)) {
				channel.close();
				throw new EngineException("The data folder " + folder + " is used by another engine" + owner(file)
						+ "; stop that one or give another folder with --data");
			}
			channel.truncate(0).write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)), 0);
			channel.force(true);
			return new DataLock(channel);
		} catch (IOException e) {
			closeQuietly(channel);
			throw new EngineException("The data folder " + folder + " cannot be used: " + EngineException.reason(e), e);
		}
	}

	private static boolean locked(FileChannel channel) throws IOException {
		try {
			return channel.tryLock() != null;
		} catch (OverlappingFileLockException e) {
			return false; // by this process
		}
	}

	private static String owner(Path file) throws IOException {
		String pid = Files.readString(file).strip();
		return pid.matches("\\d{1,10}") ? " (process " + pid + ")" : "";
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
