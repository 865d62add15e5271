package org.fleetdesk.gateways.agent.internal.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import org.fleetdesk.files.AtomicFiles;

/**
 * A configuration file that people and the agent edit: {@code [section]} and {@code key = value} lines. A change touches the line of its key alone; comments, order
 * and keys that the agent does not know stay. An empty value is written {@code ''}, as the document does.
 */
public final class IniFile {

	private static final String EMPTY = "''";

	private final List<String> lines;

	private IniFile(List<String> lines) {
		this.lines = lines;
	}

	/**
	 * @return without lines when there is no such file
	 * @throws IOException when it cannot be read; the message names it
	 */
	public static IniFile read(Path file) throws IOException {
		try {
			return parse(Files.readString(file));
		} catch (NoSuchFileException e) {
			return new IniFile(new ArrayList<>());
		} catch (java.nio.charset.CharacterCodingException e) {
			throw new IOException(file + " is no text in UTF-8", e);
		}
	}

	public static IniFile parse(String text) {
		return new IniFile(new ArrayList<>(text.lines().toList()));
	}

	/** Without the quotes of an empty value. Of keys that are there twice, the last one. */
	public Optional<String> get(String section, String key) {
		int at = line(section, key);
		if (at < 0) {
			return Optional.empty();
		}
		String line = lines.get(at);
		String value = withoutComment(line.substring(mark(line) + 1)).strip();
		return Optional.of(value.equals(EMPTY) || value.equals("\"\"") ? "" : value);
	}

	/** @param value a line; may be empty */
	public void set(String section, String key, String value) {
		if (value.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
			throw new IllegalArgumentException("The value of " + key + " has a control character.");
		}
		String line = key + " = " + (value.isEmpty() ? EMPTY : value);
		int at = line(section, key);
		if (at >= 0) {
			lines.set(at, line);
			return;
		}
		int end = end(section);
		if (end < 0) {
			if (!lines.isEmpty() && !lines.getLast().isBlank()) {
				lines.add("");
			}
			lines.add("[" + section + "]");
			end = lines.size();
		}
		lines.add(end, line);
	}

	/** All lines, each with its end. */
	public String text() {
		return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
	}

	/** Replaces the file; it is the old or the new one, whatever happens. @param secret whether only its owner may read it */
	public void write(Path file, boolean secret) throws IOException {
		Files.createDirectories(file.toAbsolutePath().getParent());
		byte[] bytes = text().getBytes(StandardCharsets.UTF_8);
		if (secret) {
			AtomicFiles.writePrivate(file, bytes);
		} else {
			AtomicFiles.write(file, out -> out.write(bytes));
		}
	}

	private int line(String section, String key) {
		String current = "";
		int found = -1;
		for (int i = 0; i < lines.size(); i++) {
			String line = lines.get(i);
			var header = header(line);
			if (header.isPresent()) {
				current = header.get();
			} else if (current.equals(section) && key(line).filter(key::equals).isPresent()) {
				found = i;
			}
		}
		return found;
	}

	/** Behind the last line of a section that is not blank, or -1. */
	private int end(String section) {
		String current = "";
		int end = -1;
		for (int i = 0; i < lines.size(); i++) {
			current = header(lines.get(i)).orElse(current);
			if (current.equals(section) && !lines.get(i).isBlank()) {
				end = i + 1;
			}
		}
		return end;
	}

	private static Optional<String> header(String line) {
		String text = line.strip();
		int end = text.indexOf(']');
		return text.startsWith("[") && end > 1 ? Optional.of(text.substring(1, end)) : Optional.empty();
	}

	private static Optional<String> key(String line) {
		int mark = mark(line);
		if (mark < 1 || line.startsWith("#") || line.startsWith(";") || Character.isWhitespace(line.charAt(0))) {
			return Optional.empty();
		}
		return Optional.of(line.substring(0, mark).strip().toLowerCase(Locale.ROOT));
	}

	private static int mark(String line) {
		int equals = line.indexOf('=');
		int colon = line.indexOf(':');
		return equals < 0 ? colon : colon < 0 ? equals : Math.min(equals, colon);
	}

	private static String withoutComment(String value) {
		for (int i = 1; i < value.length(); i++) {
			if ((value.charAt(i) == ';' || value.charAt(i) == '#') && Character.isWhitespace(value.charAt(i - 1))) {
				return value.substring(0, i);
			}
		}
		return value;
	}
}
