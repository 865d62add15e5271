package org.fleetdesk.serverless.engine.internal.log;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.NoSuchElementException;

import org.fleetdesk.engine.EngineException;
import org.slf4j.event.Level;

/**
 * The system's log by the C library's {@code syslog(3)}, as the original engine used it: it finds the daemon's socket ({@code /dev/log}), which Java cannot
 * reach by itself (a datagram socket of the UNIX domain), and connects again when the daemon was restarted.
 */
final class Syslog {

	/** Writes each line to the error stream, too. */
	static final int PERROR = 0x20;

	private static final int PID = 0x01;
	private static final int DAEMON = 3 << 3;
	private static final String IDENT = "provision-engine";

	private final MethodHandle syslog;
	private final MemorySegment format = Arena.global().allocateFrom("%s");

	private Syslog(MethodHandle syslog) {
		this.syslog = syslog;
	}

	/**
	 * @param options of {@code openlog(3)}, beside the process's number
	 * @throws EngineException when this system has no such log
	 */
	static Syslog open(int options) throws EngineException {
		try {
			var linker = Linker.nativeLinker();
			var library = linker.defaultLookup();
			var openlog = linker.downcallHandle(library.find("openlog").orElseThrow(), FunctionDescriptor.ofVoid(ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
			openlog.invokeExact(Arena.global().allocateFrom(IDENT), PID | options, DAEMON); // the library keeps the name's address, not a copy
			return new Syslog(linker.downcallHandle(library.find("syslog").orElseThrow(),
					FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS), Linker.Option.firstVariadicArg(2)));
		} catch (NoSuchElementException | UnsupportedOperationException e) {
			throw new EngineException("This system has no syslog: set :system: of :log: to 'file'", e);
		} catch (Throwable e) {
			throw new IllegalStateException(e); // openlog has no failure
		}
	}

	EngineLogs.Sink sink(String component) {
		return new EngineLogs.Sink() {

			@Override
			public void write(Level level, String line) {
				log(priority(level), component + ": " + line);
			}

			@Override
			public void close() {
				// the library's connection is the process's
			}
		};
	}

	/** The priorities of {@code syslog(3)}. */
	static int priority(Level level) {
		return switch (level) {
			case ERROR -> 3;
			case WARN -> 4;
			case INFO -> 6;
			case DEBUG, TRACE -> 7;
		};
	}

	private void log(int priority, String line) {
		try (var arena = Arena.ofConfined()) {
			syslog.invokeExact(priority, format, arena.allocateFrom(line));
		} catch (Throwable e) {
			throw new IllegalStateException(e); // syslog has no failure
		}
	}
}
