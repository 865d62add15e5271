package org.fleetdesk.serverless.engine.internal.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import org.fleetdesk.engine.EngineException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

import ch.qos.logback.core.ContextBase;
import ch.qos.logback.core.encoder.EncoderBase;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.RollingPolicyBase;
import ch.qos.logback.core.rolling.RolloverFailure;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.status.Status;
import ch.qos.logback.core.util.Duration;
import ch.qos.logback.core.util.FileSize;

/** A file of lines that is continued, flushed after each line, and rotated by its size: {@code engine.log.1} is the youngest of the three old ones. */
final class LogFile implements EngineLogs.Sink {

	private static final Logger LOG = LoggerFactory.getLogger(LogFile.class);
	private static final int KEPT = 3;
	private static final int TROUBLES = 10;
	private static final byte[] NONE = {};

	private final RollingFileAppender<String> appender;
	private final Rotation rotation;

	private LogFile(RollingFileAppender<String> appender, Rotation rotation) {
		this.appender = appender;
		this.rotation = rotation;
	}

	/**
	 * @param bytes  the file is rotated when it is larger
	 * @param header the first line of each new file, another one for each; empty: none
	 * @throws EngineException when the file cannot be written to
	 */
	static LogFile open(Path file, long bytes, Supplier<String> header) throws EngineException {
		try {
			endLine(file); // the appender would not say why it cannot write
		} catch (IOException e) {
			throw new EngineException("The log cannot be written: " + EngineException.reason(e), e);
		}
		var context = new ContextBase();
		var said = ConcurrentHashMap.<String>newKeySet(); // each trouble once, not for every line
		context.getStatusManager().add(status -> {
			String cause = status.getThrowable() == null ? status.getMessage() : String.valueOf(status.getThrowable().getMessage());
			if (status.getLevel() >= Status.WARN && said.size() < TROUBLES && said.add(cause)) {
				LOG.warn("The log {}: {}", file, cause);
			}
		});
		var appender = new RollingFileAppender<String>();
		appender.setContext(context);
		appender.setName(file.toString());
		appender.setFile(file.toString());
		var rolling = new Rotation(file);
		rolling.setContext(context);
		rolling.setParent(appender);
		rolling.start();
		var trigger = new SizeBasedTriggeringPolicy<String>();
		trigger.setContext(context);
		trigger.setMaxFileSize(new FileSize(bytes));
		trigger.setCheckIncrement(Duration.buildByMilliseconds(0));
		trigger.start();
		appender.setRollingPolicy(rolling);
		appender.setTriggeringPolicy(trigger);
		var encoder = new LineEncoder(file, header);
		encoder.setContext(context);
		encoder.start();
		appender.setEncoder(encoder);
		appender.start();
		if (!appender.isStarted()) {
			throw new EngineException("The log " + file + " cannot be written");
		}
		return new LogFile(appender, rolling);
	}

	/** A line that a crash has cut off would run into the next one. */
	private static void endLine(Path file) throws IOException {
		try (var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
			var end = ByteBuffer.allocate(1);
			long size = channel.size();
			if (size > 0 && channel.read(end, size - 1) == 1 && end.get(0) != '\n') {
				channel.write(ByteBuffer.wrap(new byte[] { '\n' }), size);
			}
		}
	}

	/** The lines that are kept, as they are now. */
	KeptLines kept() throws IOException {
		return rotation.kept();
	}

	@Override
	public void write(Level level, String line) {
		appender.doAppend(line);
	}

	@Override
	public void close() {
		appender.stop();
	}

	/** By plain file names: Logback's own policies take them for patterns, in which a percent sign of a folder cannot be escaped. */
	private static final class Rotation extends RollingPolicyBase {

		private final Path file;

		Rotation(Path file) {
			this.file = file;
		}

		private Path old(int age) {
			return file.resolveSibling(file.getFileName() + "." + age);
		}

		/** Between two rotations, so that each file is there once. */
		synchronized KeptLines kept() throws IOException {
			var channels = new ArrayList<FileChannel>();
			for (int age = KEPT; age >= 0; age--) {
				try {
					channels.add(FileChannel.open(age == 0 ? file : old(age), StandardOpenOption.READ));
				} catch (NoSuchFileException e) {
					// not so many yet, or the new one is yet to be made
				} catch (IOException e) {
					for (var channel : channels) {
						channel.close();
					}
					throw e;
				}
			}
			return new KeptLines(channels);
		}

		/** A failure leaves the lines going to the present file. */
		@Override
		public synchronized void rollover() {
			try {
				for (int age = KEPT - 1; age > 0; age--) {
					if (Files.exists(old(age))) {
						Files.move(old(age), old(age + 1), StandardCopyOption.REPLACE_EXISTING);
					}
				}
				Files.move(file, old(1), StandardCopyOption.REPLACE_EXISTING);
			} catch (IOException e) {
				throw new RolloverFailure("it cannot be rotated: " + EngineException.reason(e), e);
			}
		}

		@Override
		public String getActiveFileName() {
			return file.toString();
		}
	}

	private static final class LineEncoder extends EncoderBase<String> {

		private final Path file;
		private final Supplier<String> header;

		LineEncoder(Path file, Supplier<String> header) {
			this.file = file;
			this.header = header;
		}

		/** Asked for whenever the file is opened, also when it is continued. */
		@Override
		public byte[] headerBytes() {
			try {
				String line = header.get();
				return line.isEmpty() || Files.size(file) > 0 ? NONE : encode(line);
			} catch (IOException e) {
				return NONE;
			}
		}

		@Override
		public byte[] encode(String line) {
			return (line + "\n").getBytes(StandardCharsets.UTF_8);
		}

		@Override
		public byte[] footerBytes() {
			return NONE;
		}
	}
}
