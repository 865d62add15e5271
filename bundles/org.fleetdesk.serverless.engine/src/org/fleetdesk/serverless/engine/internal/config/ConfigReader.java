package org.fleetdesk.serverless.engine.internal.config;

import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

import org.fleetdesk.engine.EngineException;
import org.fleetdesk.serverless.engine.internal.config.EngineConfig.Capacity;
import org.fleetdesk.serverless.engine.internal.config.EngineConfig.LogSettings;
import org.fleetdesk.serverless.engine.internal.config.EngineConfig.LogSystem;
import org.fleetdesk.serverless.engine.internal.config.EngineConfig.ResizeMode;
import org.fleetdesk.text.Text;
import org.slf4j.event.Level;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Reads {@code engine.conf}: YAML whose keys are Ruby symbols ({@code :log:}), or the same words without the first colon. Only YAML's nodes are looked at; no
 * object of any type is made of them, and an alias is never expanded into copies.
 */
final class ConfigReader {

	private static final long LARGEST = 1 << 20;
	private static final int QUOTED = 60;

	private final Path file;
	private final Consumer<String> warnings;
	private final List<String> mistakes = new ArrayList<>();

	ConfigReader(Path file, Consumer<String> warnings) {
		this.file = file;
		this.warnings = warnings;
	}

	/** A mapping of the file with the path of its key, such as {@code :log:}. */
	private record Section(String path, Map<String, Node> values) {

		String key(String name) {
			return (path + " :" + name + ":").strip();
		}
	}

	EngineConfig read() throws EngineException {
		var config = config(section("", compose()));
		if (!mistakes.isEmpty()) {
			throw new EngineException(String.join("\n", mistakes));
		}
		return config;
	}

	private Node compose() throws EngineException {
		try {
			if (Files.size(file) > LARGEST) {
				throw new EngineException("The configuration " + file + " is larger than 1 MiB, which no configuration is; is it the right file?");
			}
			var options = new LoaderOptions();
			options.setNestingDepthLimit(10);
			return new Yaml(new SafeConstructor(options)).compose(new StringReader(Files.readString(file)));
		} catch (MarkedYAMLException e) {
			int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
			throw new EngineException(file + ", line " + line + ": this is no YAML: " + Text.harmless(String.valueOf(e.getProblem())), e);
		} catch (YAMLException e) {
			throw new EngineException(file + ": this is no YAML: " + Text.harmless(String.valueOf(e.getMessage()).lines().findFirst().orElse("")), e);
		} catch (CharacterCodingException e) {
			throw new EngineException(file + ": this is no text in UTF-8", e);
		} catch (IOException e) {
			throw new EngineException("The configuration cannot be read: " + EngineException.reason(e), e);
		}
	}

	private EngineConfig config(Section root) {
		var standard = EngineConfig.DEFAULT;
		var log = section(root, "log");
		var capacity = section(root, "capacity");
		var cpu = section(capacity, "cpu");
		var memory = section(capacity, "memory");
		var disk = section(capacity, "disk");
		var config = new EngineConfig(text(root, "host", standard.host()), number(root, "port", standard.port(), 0, 65535, "a port from 1 to 65535, or 0 for a free one"),
				url(root, "one_xmlrpc", "http://localhost:2633/RPC2"), url(root, "oneflow_server", "http://localhost:2474"), false, mapping(root),
				new Capacity(number(cpu, "default", standard.cpu().standard(), 1, 1024, "a number of processors from 1 to 1024"), mult(cpu, standard.cpu())),
				new Capacity(megabytes(memory, standard.memory()), mult(memory, standard.memory())), new Capacity(megabytes(disk, standard.disk()), 1),
				value(memory, "resize_mode", standard.resizeMode(), s -> constant(ResizeMode.class, s), "BALLOONING or HOTPLUG"),
				Duration.ofSeconds(number(root, "timeout", (int) standard.timeout().toSeconds(), 1, 3600, "seconds from 1 to 3600")),
				value(root, "compatible_auth", standard.compatibleAuth(), ConfigReader::truth, "true or false"),
				new LogSettings(value(log, "level", standard.log().level(), ConfigReader::level, "0 (DEBUG), 1 (INFO), 2 (WARNING) or 3 (ERROR)"),
						value(log, "system", standard.log().system(), s -> constant(LogSystem.class, s), "file or syslog")));
		for (var rest : List.of(root, log, capacity, cpu, memory, disk)) {
			rest.values().forEach((name, node) -> warnings.accept(at(node) + rest.key(Text.harmless(shortened(name))) + " is no setting of this engine and is ignored"));
		}
		return config;
	}

	private Section section(Section parent, String name) {
		var node = parent.values().remove(name);
		return node == null ? new Section(parent.key(name), new LinkedHashMap<>()) : section(parent.key(name), node);
	}

	/** Its values under their names without colons. */
	private Section section(String path, Node node) {
		var values = new LinkedHashMap<String, Node>();
		if (node instanceof MappingNode mapping) {
			for (var tuple : mapping.getValue()) {
				if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
					mistake(tuple.getKeyNode(), path, "this key is no word");
				} else if (values.putIfAbsent(symbol(key.getValue()), tuple.getValueNode()) != null) {
					mistake(key, path, "the key " + quoted(key.getValue()) + " stands here twice; leave one");
				}
			}
		} else if (node != null && !empty(node)) {
			mistake(node, path, path.isEmpty() ? "this is no configuration: lines such as \":port: 1337\" are expected" : "settings of its own are expected below it");
		}
		return new Section(path, values);
	}

	private Map<String, Integer> mapping(Section root) {
		var mapping = section(root, "mapping");
		var ids = new LinkedHashMap<String, Integer>();
		for (var name : List.copyOf(mapping.values().keySet())) {
			ids.put(name, number(mapping, name, 0, 0, Integer.MAX_VALUE, "the number of one of OneFlow's service templates"));
		}
		return ids;
	}

	private int mult(Section section, Capacity standard) {
		return number(section, "mult", standard.mult(), 1, 1024, "how many times the capacity may grow, from 1 to 1024");
	}

	private int megabytes(Section section, Capacity standard) {
		return number(section, "default", standard.standard(), 1, 1 << 30, "megabytes from 1 on");
	}

	private int number(Section section, String name, int standard, int least, int most, String allowed) {
		return value(section, name, standard, s -> s.matches("0|[1-9]\\d{0,9}") ? Optional.of(Long.valueOf(s)).filter(n -> n >= least && n <= most).map(Long::intValue)
				: Optional.empty(), allowed);
	}

	private String text(Section section, String name, String standard) {
		return value(section, name, standard, s -> Optional.of(s).filter(h -> h.matches("[0-9A-Za-z_.:%-]{1,255}")), "a name or an address of this machine");
	}

	private Optional<URI> url(Section section, String name, String example) {
		return value(section, name, Optional.empty(), s -> CloudUrl.parse(s).map(Optional::of), "an address without user and password, such as " + example);
	}

	/** What a key says, or the standard where it is missing or empty; a mistake where it says what is not allowed. */
	private <T> T value(Section section, String name, T standard, Function<String, Optional<T>> reader, String allowed) {
		var node = section.values().remove(name);
		if (node == null || empty(node)) {
			return standard;
		}
		if (!(node instanceof ScalarNode scalar)) {
			mistake(node, section.key(name), "one value is expected: " + allowed);
			return standard;
		}
		if (!scalar.getTag().startsWith(Tag.PREFIX)) {
			mistake(node, section.key(name), "values of the type " + quoted(scalar.getTag().getValue()) + " are not read; give " + allowed);
			return standard;
		}
		var value = reader.apply(symbol(scalar.getValue()));
		if (value.isEmpty()) {
			mistake(node, section.key(name), quoted(scalar.getValue()) + " is not allowed; give " + allowed);
		}
		return value.orElse(standard);
	}

	private static boolean empty(Node node) {
		return node.getTag().equals(Tag.NULL);
	}

	private static Optional<Level> level(String text) {
		return switch (text.toUpperCase(Locale.ROOT)) {
			case "0", "DEBUG" -> Optional.of(Level.DEBUG);
			case "1", "INFO" -> Optional.of(Level.INFO);
			case "2", "WARN", "WARNING" -> Optional.of(Level.WARN);
			case "3", "ERROR" -> Optional.of(Level.ERROR);
			default -> Optional.empty();
		};
	}

	private static Optional<Boolean> truth(String text) {
		return switch (text.toLowerCase(Locale.ROOT)) {
			case "true", "yes", "on" -> Optional.of(true);
			case "false", "no", "off" -> Optional.of(false);
			default -> Optional.empty();
		};
	}

	private static <E extends Enum<E>> Optional<E> constant(Class<E> type, String text) {
		try {
			return Optional.of(Enum.valueOf(type, text.toUpperCase(Locale.ROOT)));
		} catch (IllegalArgumentException e) {
			return Optional.empty();
		}
	}

	/** Ruby's {@code :word} and the word are one; {@code ::1} is an address. */
	private static String symbol(String text) {
		return text.startsWith(":") && !text.startsWith("::") ? text.substring(1) : text;
	}

	private void mistake(Node node, String key, String what) {
		mistakes.add(at(node) + (key.isEmpty() ? "" : key + " ") + what);
	}

	private String at(Node node) {
		return file + ", line " + (node.getStartMark().getLine() + 1) + ": ";
	}

	/** Without the user and password that an address may have. */
	private static String quoted(String text) {
		return "\"" + Text.harmless(shortened(text.replaceAll("//[^/]*@", "//***@"))) + "\"";
	}

	private static String shortened(String text) {
		return text.length() > QUOTED ? text.substring(0, QUOTED) + "…" : text;
	}
}
