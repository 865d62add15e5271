package org.fleetdesk.serverless.engine.internal.log;

import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiConsumer;

/**
 * The log of one request. Its lines begin with a word that all lines of the request share, and, as soon as it is known which runtime the request is about,
 * with the runtime's number in front of it: {@code [SR 42] [0f3a92c41b77] text}. By both {@link RuntimeLines} finds what belongs to a runtime, also what
 * a create said before there was a number. Safe for use by many threads.
 */
public final class RequestLog {

	/** Of a line whose text an engine has tagged: the runtime, which may be missing, and the request. */
	static final String TAGS = "(?:\\[SR (?<runtime>\\d{1,10})] )?\\[(?<request>[0-9a-f]{12})] ";

	private final String request = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong(), 12);
	private final EngineLog engine;
	private final EngineLog work;
	private volatile String tags = request(request);

	/**
	 * @param engine gets all lines but the details of {@link #work()}
	 * @param cloud  gets the lines of {@link #work()}
	 */
	public RequestLog(EngineLog engine, EngineLog cloud) {
		this.engine = new Tagged(List.of(engine), engine);
		work = new Tagged(List.of(engine, cloud), cloud);
	}

	/** In front of all lines of a runtime. */
	static String runtime(int number) {
		return "[SR " + number + "] ";
	}

	/** In front of the lines of a request, behind the runtime when that is known. */
	static String request(String id) {
		return "[" + id + "] ";
	}

	/** From now on the number of the request's runtime is known. */
	public void about(int runtime) {
		tags = runtime(runtime) + request(request);
	}

	/** What the API has to say. */
	public EngineLog engine() {
		return engine;
	}

	/** What is done for the request: in both logs, but debug lines in that of the cloud only. */
	public EngineLog work() {
		return work;
	}

	private final class Tagged implements EngineLog {

		private final List<EngineLog> logs;
		private final EngineLog details;

		Tagged(List<EngineLog> logs, EngineLog details) {
			this.logs = logs;
			this.details = details;
		}

		private void all(BiConsumer<EngineLog, String> way, String text) {
			String line = tags + text;
			logs.forEach(l -> way.accept(l, line));
		}

		@Override
		public boolean debugs() {
			return details.debugs();
		}

		@Override
		public void debug(String text) {
			details.debug(tags + text);
		}

		@Override
		public void info(String text) {
			all(EngineLog::info, text);
		}

		@Override
		public void warn(String text) {
			all(EngineLog::warn, text);
		}

		@Override
		public void error(String text) {
			all(EngineLog::error, text);
		}

		@Override
		public EngineLog masking(String session) {
			return new Tagged(logs.stream().map(l -> l.masking(session)).toList(), details.masking(session));
		}
	}
}
