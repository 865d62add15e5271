package org.fleetdesk.serverless.engine.internal.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import org.fleetdesk.engine.EngineException;
import org.fleetdesk.serverless.engine.internal.config.EngineConfig.LogSettings;
import org.fleetdesk.serverless.engine.internal.config.EngineConfig.LogSystem;
import org.slf4j.event.Level;

/**
 * The logs of a Provisioning Engine, by the names and in the formats of its document: {@code engine.log} and {@code CloudClient.log} in the form of Ruby's
 * logger, {@code api.log} in that of its web server; or everything in the system's log. Each file is rotated when it is large, and never begun anew for a
 * request. No text can forge a line, and no credential is written.
 */
public final class EngineLogs implements AutoCloseable {

	/** What the engine does. */
	public static final String ENGINE = "engine";
	/** What it asks of OpenNebula and OneFlow. */
	public static final String CLOUD_CLIENT = "CloudClient";

	private static final String API = "api";

	/**
	 * @param pid    of this process
	 * @param bytes  a file is rotated when it is larger
	 */
	record Form(InstantSource clock, ZoneId zone, long pid, long bytes) {

		static Form standard() {
			return new Form(InstantSource.system(), ZoneId.systemDefault(), ProcessHandle.current().pid(), 10 << 20);
		}
	}

	private final LogSettings settings;
	private final Lines lines;
	private final SinkFactory sinks;
	private final ZoneId zone;
	private final Sink api;
	private final Map<String, EngineLog> components = new ConcurrentHashMap<>();
	private final Map<String, Sink> open = new ConcurrentHashMap<>();

	/** Where the lines of a component go. */
	interface Sink extends AutoCloseable {

		/** @param line without a line break, ready for its place */
		void write(Level level, String line);

		@Override
		void close();
	}

	/** Makes sinks. */
	interface SinkFactory {

		/** @param header the first line of each new file; empty: none */
		Sink open(String component, Supplier<String> header) throws EngineException;
	}

	private EngineLogs(LogSettings settings, Lines lines, SinkFactory sinks, ZoneId zone) throws EngineException {
		this.settings = settings;
		this.lines = lines;
		this.sinks = sinks;
		this.zone = zone;
		api = sink(API);
	}

	/**
	 * Begins logging.
	 *
	 * @param folder   of the files; made where needed, and not touched when the lines go to the system's log
	 * @throws EngineException when the folder cannot be written to, or the system has no log
	 */
	public static EngineLogs open(Path folder, LogSettings settings) throws EngineException {
		return open(folder, settings, Form.standard());
	}

	static EngineLogs open(Path folder, LogSettings settings, Form form) throws EngineException {
		if (settings.system() == LogSystem.SYSLOG) {
			var syslog = Syslog.open(0);
			return new EngineLogs(settings, Lines.plain(form), (component, header) -> syslog.sink(component), form.zone());
		}
		try {
			Files.createDirectories(folder);
		} catch (IOException e) {
			throw new EngineException("The folder of the logs cannot be used: " + EngineException.reason(e), e);
		}
		return new EngineLogs(settings, Lines.dated(form), (component, header) -> LogFile.open(folder.resolve(component + ".log"), form.bytes(), header), form.zone());
	}

	static EngineLogs of(LogSettings settings, Lines lines, SinkFactory sinks) throws EngineException {
		return new EngineLogs(settings, lines, sinks, ZoneId.systemDefault());
	}

	/**
	 * The log of a component; it begins with a line that says so.
	 *
	 * @param name {@link #ENGINE}, {@link #CLOUD_CLIENT} or another word for a file
	 * @throws EngineException when its file cannot be written to
	 */
	public EngineLog component(String name) throws EngineException {
		synchronized (components) {
			var present = components.get(name);
			if (present != null) {
				return present;
			}
			var log = new ComponentLog(sink(name), UnaryOperator.identity());
			components.put(name, log);
			log.info("Initializing Provision Engine component: " + name);
			return log;
		}
	}

	private Sink sink(String name) throws EngineException {
		var sink = sinks.open(name, name.equals(API) ? () -> "" : lines::header);
		open.put(name, sink);
		return sink;
	}

	/** What {@link #ENGINE} says of runtimes, to be read again; empty when its lines go to the system's log. */
	public Optional<RuntimeLines> runtimeLines() throws EngineException {
		component(ENGINE);
		return open.get(ENGINE) instanceof LogFile file ? Optional.of(new RuntimeLines(file, zone)) : Optional.empty();
	}

	/** A line of {@code api.log} for an answered request. */
	public void access(Access access) {
		api.write(Level.INFO, lines.access(access));
	}

	/** A line of {@code api.log} that is no request, such as where the engine serves. */
	public void server(String text) {
		api.write(Level.INFO, lines.server(Masks.general(text)));
	}

	@Override
	public void close() {
		open.values().forEach(Sink::close);
	}

	private final class ComponentLog implements EngineLog {

		private final Sink sink;
		private final UnaryOperator<String> mask;

		ComponentLog(Sink sink, UnaryOperator<String> mask) {
			this.sink = sink;
			this.mask = mask;
		}

		private boolean logs(Level level) {
			return level.toInt() >= settings.level().toInt();
		}

		private void log(Level level, String text) {
			if (logs(level)) {
				String masked = Masks.general(mask.apply(text));
				synchronized (sink) { // the times of a file's lines never go back
					sink.write(level, lines.component(level, masked));
				}
			}
		}

		@Override
		public boolean debugs() {
			return logs(Level.DEBUG);
		}

		@Override
		public void debug(String text) {
			log(Level.DEBUG, text);
		}

		@Override
		public void info(String text) {
			log(Level.INFO, text);
		}

		@Override
		public void warn(String text) {
			log(Level.WARN, text);
		}

		@Override
		public void error(String text) {
			log(Level.ERROR, text);
		}

		@Override
		public EngineLog masking(String session) {
			return new ComponentLog(sink, Masks.of(session));
		}
	}
}
