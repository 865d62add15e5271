package org.fleetdesk.gateways.agent.internal.gmq;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.fleetdesk.files.AtomicFiles;

/** A file of sections and options as the gateway's others are: {@code option = value}, an empty value as {@code ''}. What a change does not touch stays as it is, comments included. */
record OptionFile(List<String> lines) {

	private static final Pattern SECTION = Pattern.compile("\\s*\\[(.+)\\]\\s*");
	private static final Pattern OPTION = Pattern.compile("([^=:#;\\s][^=:]*?)\\s*[=:]\\s*(.*?)\\s*");

	/** @return without lines when there is no such file */
	static OptionFile read(Path file) throws IOException {
		try {
			return new OptionFile(Files.readAllLines(file, StandardCharsets.UTF_8));
		} catch (NoSuchFileException e) {
			return new OptionFile(List.of());
		}
	}

	Optional<String> get(String section, String option) {
		int at = find(section, option);
		return at < 0 ? Optional.empty() : Optional.of(plain(value(lines.get(at))));
	}

	/** The same with another value. */
	OptionFile with(String section, String option, String value) {
		var changed = new ArrayList<>(lines);
		String line = option + " = " + (value.isEmpty() ? "''" : value);
		int at = find(section, option);
		if (at >= 0) {
			changed.set(at, line);
		} else if (begin(section) >= 0) {
			changed.add(begin(section) + 1, line);
		} else {
			changed.add("[" + section + "]");
			changed.add(line);
		}
		return new OptionFile(changed);
	}

	void write(Path file) throws IOException {
		Files.createDirectories(file.toAbsolutePath().getParent());
		AtomicFiles.write(file, out -> out.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8)));
	}

	private int begin(String section) {
		for (int i = 0; i < lines.size(); i++) {
			Matcher found = SECTION.matcher(lines.get(i));
			if (found.matches() && found.group(1).equals(section)) {
				return i;
			}
		}
		return -1;
	}

	private int find(String section, String option) {
		int begin = begin(section);
		for (int i = begin + 1; begin >= 0 && i < lines.size() && !SECTION.matcher(lines.get(i)).matches(); i++) {
			Matcher found = OPTION.matcher(lines.get(i));
			if (found.matches() && found.group(1).equalsIgnoreCase(option)) {
				return i;
			}
		}
		return -1;
	}

	private static String value(String line) {
		Matcher found = OPTION.matcher(line);
		return found.matches() ? found.group(2) : "";
	}

	private static String plain(String value) {
		return value.matches("'.*'|\".*\"") ? value.substring(1, value.length() - 1) : value;
	}
}
