package org.fleetdesk.serverless.engine.internal.log;

/** The log of one component of the engine. A text becomes one line, whatever it holds; what looks like a credential is masked. Safe for use by many threads. */
public interface EngineLog {

	/** Whether debug lines are written, so that costly ones need not be made. */
	boolean debugs();

	void debug(String text);

	void info(String text);

	void warn(String text);

	void error(String text);

	/**
	 * The same log for what is done in a caller's name.
	 *
	 * @param session the caller's {@code user:password}: it, its Base64 form and its password are masked in every line
	 */
	EngineLog masking(String session);
}
