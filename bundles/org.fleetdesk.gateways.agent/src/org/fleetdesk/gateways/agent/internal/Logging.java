package org.fleetdesk.gateways.agent.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;

import org.slf4j.LoggerFactory;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;

/** The agent's log, {@code logs/gwe.log}, and its supervisor's, {@code logs/gwe-supervisor.log}, with three old ones beside each, by the level of {@code gwe --set-debug-level}. Other libraries' loggers stay at warnings: they would write headers with keys. */
public final class Logging {

	private static final String PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level [%thread] %logger{0} - %msg%n";
	private static final String OURS = "org.fleetdesk";
	private static final String SIZE = "1MB";
	private static final int OLD = 3;

	private Logging() {
	}

	/** Nothing but failures, on standard error: for commands that only look or set something. */
	public static void quiet() {
		var context = reset();
		context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.OFF);
	}

	/**
	 * @param file    only its user can read it
	 * @param level   of the document: {@code WARNING}, {@code CRITICAL}, …
	 * @param console whether all of it goes to standard error, too, and not only warnings
	 */
	public static void start(Path file, String level, boolean console) {
		var context = reset();
		var appender = new PrivateAppender();
		appender.setContext(context);
		appender.setFile(file.toString());
		appender.setEncoder(encoder(context, PATTERN));
		var policy = new FixedWindowRollingPolicy();
		policy.setContext(context);
		policy.setParent(appender);
		policy.setFileNamePattern(file + ".%i");
		policy.setMinIndex(1);
		policy.setMaxIndex(OLD);
		policy.start();
		var trigger = new SizeBasedTriggeringPolicy<ILoggingEvent>();
		trigger.setContext(context);
		trigger.setMaxFileSize(FileSize.valueOf(SIZE));
		trigger.start();
		appender.setRollingPolicy(policy);
		appender.setTriggeringPolicy(trigger);
		appender.start();
		var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
		root.setLevel(Level.WARN);
		root.addAppender(appender);
		root.addAppender(console(context, console ? Level.ALL : Level.WARN));
		context.getLogger(OURS).setLevel(level(level));
	}

	private static final class PrivateAppender extends RollingFileAppender<ILoggingEvent> {

		@Override
		public void openFile(String name) throws IOException {
			super.openFile(name);
			Files.setPosixFilePermissions(Path.of(name), PosixFilePermissions.fromString("rw-------"));
		}
	}

	private static LoggerContext reset() {
		var context = (LoggerContext) LoggerFactory.getILoggerFactory();
		context.reset();
		return context;
	}

	private static Appender<ILoggingEvent> console(LoggerContext context, Level least) {
		var appender = new ConsoleAppender<ILoggingEvent>();
		appender.setContext(context);
		appender.setTarget("System.err");
		appender.setEncoder(encoder(context, "%d{HH:mm:ss} %-5level %msg%n%ex{0}"));
		var filter = new ThresholdFilter();
		filter.setLevel(least.levelStr);
		filter.start();
		appender.addFilter(filter);
		appender.start();
		return appender;
	}

	private static PatternLayoutEncoder encoder(LoggerContext context, String pattern) {
		var encoder = new PatternLayoutEncoder();
		encoder.setContext(context);
		encoder.setPattern(pattern);
		encoder.start();
		return encoder;
	}

	private static Level level(String name) {
		return switch (name.toUpperCase(Locale.ROOT)) {
		case "DEBUG" -> Level.DEBUG;
		case "WARNING", "WARN" -> Level.WARN;
		case "ERROR", "CRITICAL" -> Level.ERROR;
		default -> Level.INFO;
		};
	}
}
