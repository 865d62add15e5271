package org.fleetdesk.logs.internal;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.regex.Pattern;

import org.fleetdesk.logs.LineMatcher;
import org.fleetdesk.logs.LogText;
import org.fleetdesk.logs.MatchTimeoutException;

/** Finds a regular expression, with a limit on time: an expression such as (a+)+$ can take for ever on one line. */
public final class RegexMatcher implements LineMatcher {

	private final Pattern pattern;
	private final Duration perLine;

	public RegexMatcher(Pattern pattern, Duration perLine) {
		this.pattern = pattern;
		this.perLine = perLine;
	}

	@Override
	public boolean matches(byte[] bytes, int offset, int length) {
		return find(LogText.plain(bytes, offset, length), 0) >= 0;
	}

	@Override
	public long find(String text, int from) {
		var matcher = pattern.matcher(new Guarded(text, 0, text.length(), new Watch(System.nanoTime() + perLine.toNanos())));
		int at = from;
		try {
			while (at <= text.length() && matcher.find(at)) {
				if (matcher.end() > matcher.start()) {
					return (long) matcher.start() << 32 | matcher.end();
				}
				at = matcher.end() + 1;
			}
			return -1;
		} catch (StackOverflowError _) {
			throw new MatchTimeoutException("The expression \"" + pattern + "\" is too complex for a line of " + text.length() + " characters");
		}
	}

	/** Looks at the clock and the interrupt now and then. */
	private final class Watch {
		private final long deadline;
		private int calls;

		Watch(long deadline) {
			this.deadline = deadline;
		}

		void tick() {
			if ((++calls & 0xfff) == 0) {
				if (Thread.currentThread().isInterrupted()) {
					throw new CancellationException("The search was cancelled");
				}
				if (System.nanoTime() > deadline) {
					throw new MatchTimeoutException("The expression \"" + pattern + "\" takes too long; make it simpler");
				}
			}
		}
	}

	/** A text whose reading can be stopped. */
	private record Guarded(String text, int from, int to, Watch watch) implements CharSequence {

		@Override
		public char charAt(int index) {
			watch.tick();
			return text.charAt(from + index);
		}

		@Override
		public int length() {
			return to - from;
		}

		@Override
		public CharSequence subSequence(int start, int end) {
			return new Guarded(text, from + start, from + end, watch);
		}

		@Override
		public String toString() {
			return text.substring(from, to);
		}
	}
}
