package org.fleetdesk.logs;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A line made harmless for people: the text without control sequences, and the colours that its SGR sequences asked for.
 * Escape sequences (ECMA-48: CSI, OSC, DCS, SOS, PM, APC and two-byte ones) are dropped, other control characters become their Unicode picture
 * (U+2400 and following; U+FFFD for those of C1), as do the characters that turn the direction of text (U+202A-E, U+2066-9), which could hide
 * what a line says. A tab stays a tab. Carriage returns within a line (progress bars) are shown, nothing is overwritten.
 */
public final class LogText {

	/** Bits of a style: foreground, background (0 default, 1 to 16 the ANSI colours), and attributes. */
	public static final int FOREGROUND = 0x1f;
	public static final int BACKGROUND_SHIFT = 5;
	public static final int BACKGROUND = 0x1f << BACKGROUND_SHIFT;
	public static final int BOLD = 1 << 10;

	private static final int[] NO_RUNS = {};

	private final String text;
	private final int[] runs;

	private LogText(String text, int[] runs) {
		this.text = text;
		this.runs = runs;
	}

	/** The visible text; contains no control character but tabs. */
	public String text() {
		return text;
	}

	/** Pairs of the index in {@link #text()} where a style begins and the style; empty when there is only the default style. */
	public int[] runs() {
		return runs.clone();
	}

	/** Whether the bytes are the visible text already: printable ASCII and tabs. */
	public static boolean isPlain(byte[] bytes, int offset, int length) {
		for (int i = offset; i < offset + length; i++) {
			if (bytes[i] < ' ' && bytes[i] != '\t' || bytes[i] == 0x7f) {
				return false;
			}
		}
		return true;
	}

	/** The visible text of a line. */
	public static String plain(byte[] bytes, int offset, int length) {
		return isPlain(bytes, offset, length) ? new String(bytes, offset, length, StandardCharsets.ISO_8859_1) : of(bytes, offset, length).text;
	}

	/** The visible text of a line with its colours. */
	public static LogText of(byte[] bytes, int offset, int length) {
		if (isPlain(bytes, offset, length)) {
			return new LogText(new String(bytes, offset, length, StandardCharsets.ISO_8859_1), NO_RUNS);
		}
		return of(new String(bytes, offset, length, StandardCharsets.UTF_8));
	}

	/** The visible text of a line with its colours. */
	public static LogText of(String line) {
		return new Parser(line).parse();
	}

	private static final class Parser {
		private final String in;
		private final StringBuilder out;
		private int[] runs = NO_RUNS;
		private int count;
		private int style;

		Parser(String line) {
			in = line;
			out = new StringBuilder(line.length());
		}

		LogText parse() {
			int at = 0;
			while (at < in.length()) {
				char c = in.charAt(at);
				if (c == '\u001b' || c == '\u009b') {
					at = sequence(at, c);
				} else {
					out.append(visible(c));
					at++;
				}
			}
			return new LogText(out.toString(), Arrays.copyOf(runs, count));
		}

		private static char visible(char c) {
			if (c < ' ' && c != '\t') {
				return (char) (0x2400 + c);
			}
			if (c == 0x7f) {
				return '\u2421';
			}
			boolean hides = c >= 0x80 && c < 0xa0 || c >= 0x202a && c <= 0x202e || c >= 0x2066 && c <= 0x2069 || c == 0x2028 || c == 0x2029;
			return hides ? '\ufffd' : c;
		}

		/** Skips an escape sequence and answers where the text goes on. An unfinished one ends with the line. */
		private int sequence(int at, char c) {
			int next = at + 1;
			char kind = c == '\u009b' ? '[' : next < in.length() ? in.charAt(next++) : 0;
			return switch (kind) {
			case '[' -> csi(next);
			case ']', 'P', 'X', '^', '_' -> string(next);
			default -> {
				// nF sequences have intermediate bytes before the final one
				while (kind >= 0x20 && kind <= 0x2f && next < in.length()) {
					kind = in.charAt(next++);
				}
				yield kind >= 0x20 && kind <= 0x7e ? next : Math.min(next, at + 1);
			}
			};
		}

		private int csi(int from) {
			int at = from;
			while (at < in.length() && in.charAt(at) >= 0x20 && in.charAt(at) <= 0x3f) {
				at++;
			}
			if (at == in.length()) {
				return at;
			}
			char end = in.charAt(at);
			if (end < 0x40 || end > 0x7e) {
				return at; // broken off: what is here is text again
			}
			if (end == 'm') {
				sgr(in.substring(from, at));
			}
			return at + 1;
		}

		private int string(int from) {
			for (int at = from; at < in.length(); at++) {
				char c = in.charAt(at);
				if (c == '\u0007' || c == '\u009c') {
					return at + 1;
				}
				if (c == '\u001b') {
					return at + 1 < in.length() && in.charAt(at + 1) == '\\' ? at + 2 : at;
				}
			}
			return in.length();
		}

		private void sgr(String parameters) {
			var codes = parameters.split("[;:]", 40);
			for (int i = 0; i < codes.length; i++) {
				int code = number(codes[i]);
				if (code == 38 || code == 48) {
					int mode = i + 1 < codes.length ? number(codes[i + 1]) : -1;
					int colour = mode == 5 && i + 2 < codes.length ? number(codes[i + 2]) : -1;
					// of the 256 colours only the first 16 are shown; true colour is left as it was
					colour(code == 38, colour >= 0 && colour < 16 ? colour + 1 : 0);
					i += mode == 5 ? 2 : mode == 2 ? 4 : 0;
				} else {
					attribute(code);
				}
			}
			run();
		}

		private void attribute(int code) {
			if (code == 0) {
				style = 0;
			} else if (code == 1) {
				style |= BOLD;
			} else if (code == 22) {
				style &= ~BOLD;
			} else if (code >= 30 && code <= 37 || code == 39) {
				colour(true, code == 39 ? 0 : code - 29);
			} else if (code >= 40 && code <= 47 || code == 49) {
				colour(false, code == 49 ? 0 : code - 39);
			} else if (code >= 90 && code <= 97) {
				colour(true, code - 81);
			} else if (code >= 100 && code <= 107) {
				colour(false, code - 91);
			}
		}

		private void colour(boolean foreground, int colour) {
			style = foreground ? style & ~FOREGROUND | colour : style & ~BACKGROUND | colour << BACKGROUND_SHIFT;
		}

		private static int number(String digits) {
			return digits.isEmpty() ? 0 : digits.length() < 6 && digits.chars().allMatch(c -> c >= '0' && c <= '9') ? Integer.parseInt(digits) : -1;
		}

		private void run() {
			if (count > 0 && runs[count - 2] == out.length()) {
				runs[count - 1] = style;
				return;
			}
			if (count == runs.length) {
				runs = Arrays.copyOf(runs, Math.max(8, count * 2));
			}
			runs[count++] = out.length();
			runs[count++] = style;
		}
	}
}
