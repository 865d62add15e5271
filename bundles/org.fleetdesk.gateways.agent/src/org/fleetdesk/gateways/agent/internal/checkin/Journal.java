package org.fleetdesk.gateways.agent.internal.checkin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.fleetdesk.engine.StateFile;
import org.fleetdesk.gateways.agent.internal.install.InstallResult;
import org.fleetdesk.gateways.agent.internal.install.InstallResult.Outcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What the check-in loop must not forget when it is killed: the command under way, results that nobody was told of, and the command that was handled last. Each change
 * is on disk when its call returns.
 */
final class Journal {

	/**
	 * @param command under way
	 * @param handled digest of the command that was taken last and may stand in the alias still; empty when it was seen to be gone
	 * @param others  results of installations that no command of the cloud asked for, not reported yet
	 */
	record State(Optional<FetchCommand> command, String handled, List<String> others) {

		State {
			others = List.copyOf(others);
		}
	}

	private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
	private static final State EMPTY = new State(Optional.empty(), "", List.of());
	private static final int VERSION = 1;
	private static final ObjectMapper MAPPER = new ObjectMapper();

	private final StateFile file;
	private State state;

	/**
	 * A damaged journal is put aside, and said in {@link State#others}: a gateway that nobody can reach must go on.
	 *
	 * @throws IOException when the folder cannot be used
	 */
	Journal(Path path) throws IOException {
		Files.createDirectories(path.getParent());
		file = new StateFile(path, VERSION, MAPPER);
		State read;
		try {
			read = file.read().map(Journal::state).orElse(EMPTY);
		} catch (IOException | IllegalArgumentException e) {
			Path aside = path.resolveSibling(path.getFileName() + ".damaged");
			Files.move(path, aside, StandardCopyOption.REPLACE_EXISTING);
			LOG.error("The journal {} cannot be read and is now {}", path, aside, e);
			read = new State(Optional.empty(), "", List.of("The agent's journal was damaged; what it had begun is not known. The damaged file is " + aside + "."));
		}
		state = read;
	}

	State state() {
		return state;
	}

	/** The command under way. */
	void command(FetchCommand command) throws IOException {
		write(new State(Optional.of(command), command.digest(), state.others()));
	}

	/** All is reported. @param handled as in {@link State#handled} */
	void ended(String handled) throws IOException {
		write(new State(Optional.empty(), handled, List.of()));
	}

	void handled(String digest) throws IOException {
		if (!state.handled().equals(digest)) {
			write(new State(state.command(), digest, state.others()));
		}
	}

	void other(String text) throws IOException {
		var all = new ArrayList<>(state.others());
		all.add(text);
		write(new State(state.command(), state.handled(), all));
	}

	private void write(State next) throws IOException {
		file.write(json(next));
		state = next;
	}

	private static ObjectNode json(State state) {
		var json = MAPPER.createObjectNode().put("handled", state.handled());
		var others = json.putArray("others");
		state.others().forEach(others::add);
		state.command().ifPresent(command -> {
			var node = json.putObject("command").put("digest", command.digest()).put("deployment", command.deployment()).put("problem", command.problem())
					.put("cleared", command.cleared()).put("faults", command.faults());
			var unknown = node.putArray("unknown");
			command.unknown().forEach(unknown::add);
			var items = node.putArray("items");
			command.items().forEach(item -> {
				var each = items.addObject().put("file", item.file()).put("stage", item.stage().name()).put("output", item.output()).put("message", item.message())
						.put("told", item.told());
				item.outcome().ifPresent(o -> each.put("outcome", o.name()));
				item.exitCode().ifPresent(c -> each.put("exitCode", c));
			});
		});
		return json;
	}

	private static State state(JsonNode json) {
		var command = json.path("command");
		return new State(command.isObject() ? Optional.of(command(command)) : Optional.empty(), json.path("handled").asText(), texts(json.path("others")));
	}

	private static FetchCommand command(JsonNode json) {
		var items = new ArrayList<Item>();
		json.path("items").forEach(item -> items.add(new Item(item.path("file").asText(), Item.Stage.valueOf(item.path("stage").asText()),
				item.has("outcome") ? Optional.of(Outcome.valueOf(item.path("outcome").asText())) : Optional.<InstallResult.Outcome>empty(),
				item.has("exitCode") ? Optional.of(item.path("exitCode").asInt()) : Optional.empty(), item.path("output").asText(), item.path("message").asText(),
				item.path("told").asBoolean())));
		return new FetchCommand(json.path("digest").asText(), json.path("deployment").asText(), items, texts(json.path("unknown")), json.path("problem").asText(),
				json.path("cleared").asBoolean(), json.path("faults").asInt());
	}

	private static List<String> texts(JsonNode list) {
		var texts = new ArrayList<String>();
		list.forEach(text -> texts.add(text.asText()));
		return texts;
	}
}
