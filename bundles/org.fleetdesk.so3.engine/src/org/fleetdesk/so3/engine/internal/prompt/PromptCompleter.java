package org.fleetdesk.so3.engine.internal.prompt;

import java.util.List;
import java.util.stream.Stream;

import org.fleetdesk.docker.DockerEngine;
import org.fleetdesk.docker.DockerFailure;
import org.fleetdesk.text.Text;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Completes commands, options, and the names of images and containers that the engine has now. */
final class PromptCompleter implements Completer {

	private final CommandSpec commands;
	private final DockerEngine engine;

	PromptCompleter(CommandSpec commands, DockerEngine engine) {
		this.commands = commands;
		this.engine = engine;
	}

	@Override
	public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
		String word = line.word().substring(0, line.wordCursor());
		List<String> before = line.words().subList(0, line.wordIndex());
		CommandSpec command = commands;
		int at = 0;
		while (at < before.size() && command.subcommands().get(before.get(at)) instanceof CommandLine next) {
			command = next.getCommandSpec();
			at++;
		}
		List<String> arguments = before.subList(at, before.size());
		if (command == commands && !arguments.isEmpty()) {
			return; // no command of ours
		}
		if (command.name().equals("help")) {
			commands.subcommands().forEach((name, sub) -> candidates.add(new Candidate(name)));
			return;
		}
		if (word.startsWith("-")) {
			command.options().stream().filter(o -> !o.hidden()).flatMap(o -> Stream.of(o.names())).forEach(n -> candidates.add(new Candidate(n)));
			return;
		}
		if (arguments.isEmpty()) {
			command.subcommands().forEach((name, sub) -> candidates.add(described(name, sub.getCommandSpec())));
		}
		if (!arguments.isEmpty() && command.findOption(arguments.getLast()) instanceof OptionSpec option && option.arity().max() > 0) {
			return; // the value of an option is the user's own
		}
		var known = command;
		int position = (int) arguments.stream().filter(a -> !a.startsWith("-")).count()
				- (int) arguments.stream().filter(a -> known.findOption(a) != null && known.findOption(a).arity().max() > 0).count();
		command.positionalParameters().stream().filter(p -> p.index().contains(position)).map(ArgSpec::paramLabel).flatMap(this::names)
				// what a shell would have to quote is not offered: it would be another name when it comes back
				.filter(n -> n.equals(Text.harmless(n)) && n.matches("\\S+")).filter(n -> !arguments.contains(n)).forEach(n -> candidates.add(new Candidate(n)));
	}

	private static Candidate described(String name, CommandSpec command) {
		return new Candidate(name, name, null, String.join(" ", command.usageMessage().description()), null, null, true);
	}

	private Stream<String> names(String label) {
		try {
			return switch (label) {
				case "CONTAINER" -> engine.containers().stream().map(RootCommands::name);
				case "IMAGE" -> engine.images().stream().flatMap(i -> i.texts("RepoTags").stream())
						.map(n -> n.endsWith(":latest") ? n.substring(0, n.length() - ":latest".length()) : n);
				case "list" -> Stream.of("list");
				default -> Stream.empty();
			};
		} catch (DockerFailure e) {
			return Stream.empty();
		} catch (InterruptedException e) {
			Thread.currentThread().interrupt();
			return Stream.empty();
		}
	}
}
