package org.fleetdesk.so3.internal.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;

import org.fleetdesk.cli.ResourceLook;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.docker.EngineObject;
import org.fleetdesk.so3.So3Container;
import org.fleetdesk.so3.So3Usage;
import org.fleetdesk.so3.internal.cli.Found.On;
import org.fleetdesk.text.Text;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code container inspect|stats|top|wait}: what reads, and does no task. */
final class ContainerLooks {

	private ContainerLooks() {
	}

	/** A command about one or several containers. */
	abstract static class Look extends ResourceLook {

		@Parameters(paramLabel = "NAME", arity = "1..*", description = "Names, or CONNECTION/NAME.")
		List<String> names;

		private final Found found;

		Look(Found found) {
			this.found = found;
		}

		final List<On<So3Container>> containers() throws Exception {
			return found.containers(names, on, out);
		}
	}

	@Command(name = "inspect", description = "Prints what the engine says of containers, as JSON.")
	static final class Inspect extends Look {

		Inspect(Found found) {
			super(found);
		}

		@Override
		public Integer call() throws Exception {
			var mapper = new ObjectMapper();
			for (var container : containers()) {
				var node = mapper.readTree(container.session().inspect(container.thing()));
				if (out.json()) {
					out.json(node);
				} else {
					mapper.writerWithDefaultPrettyPrinter().writeValueAsString(node).lines().forEach(out::line);
				}
			}
			return 0;
		}
	}

	@Command(name = "top", description = "Lists the processes of containers; of a container on QEMU, the guest's own process.")
	static final class Top extends Look {

		Top(Found found) {
			super(found);
		}

		@Override
		public Integer call() throws Exception {
			for (var container : containers()) {
				var answer = new EngineObject(new ObjectMapper().readTree(container.session().top(container.thing())));
				if (out.json()) {
					out.json(answer.json());
					continue;
				}
				var titles = answer.texts("Titles");
				var rows = new ArrayList<List<String>>();
				answer.extension("Processes").forEach(process -> {
					var row = new ArrayList<String>();
					process.forEach(cell -> row.add(cell.asText()));
					rows.add(row);
				});
				rows.forEach(row -> {
					while (row.size() < titles.size()) {
						row.add("");
					}
				});
				out.table(titles, rows);
			}
			return 0;
		}
	}

	@Command(name = "wait", description = "Waits until containers do not run, and prints their exit codes.")
	static final class Wait extends Look {

		private static final long LOOK_MILLIS = 500;

		Wait(Found found) {
			super(found);
		}

		@Override
		public Integer call() throws Exception {
			for (var container : containers()) {
				// asked again and again: that every engine understands, and no answer stays out longer than its deadline
				Optional<So3Container> now = Optional.of(container.thing());
				while (now.isPresent() && now.get().up()) {
					Thread.sleep(LOOK_MILLIS);
					now = container.session().container(container.thing().key());
				}
				var node = JsonNodeFactory.instance.objectNode().put("on", container.connection().name()).put("name", container.thing().name())
						.put("state", now.map(So3Container::state).orElse("removed"));
				String code = "";
				if (now.isPresent() && now.get().exitCode().isPresent()) {
					node.put("exitCode", now.get().exitCode().getAsInt());
					code = " with exit code " + now.get().exitCode().getAsInt();
				}
				out.show(node, container.label(container.thing().name()) + ": " + now.map(So3Container::stateText).orElse("removed") + code);
			}
			return 0;
		}
	}

	@Command(name = "stats", description = "Tells about once a second what a container uses, until it ends.")
	static final class Stats extends ResourceLook {

		@Parameters(paramLabel = "NAME", description = "A name, or CONNECTION/NAME.")
		String name;
		@Option(names = { "-n", "--count" }, paramLabel = "LINES", defaultValue = "0", description = "End after so many measurements; 0, the default, for no end.")
		int count;

		private final Found found;
		private So3Usage before;
		private int told;

		Stats(Found found) {
			this.found = found;
		}

		@Override
		public Integer call() throws Exception {
			var container = found.containers(List.of(name), on, out).getFirst();
			if (!container.thing().up()) {
				throw new EngineException(EngineException.Kind.CONFLICT, "%s uses nothing: it is %s".formatted(container.label(container.thing().name()), container.thing().stateText()));
			}
			if (!out.json()) {
				out.line("%-20s%8s%12s%12s".formatted("TIME", "CPU", "MEMORY", "LIMIT"));
			}
			try {
				container.session().usage(container.thing(), this::tell);
			} catch (CancellationException e) {
				return 0; // enough
			}
			return 0;
		}

		private void tell(So3Usage usage) {
			String cpu = before == null ? "" : String.format(Locale.ROOT, "%.1f %%", percent(before, usage));
			if (out.json()) {
				var node = JsonNodeFactory.instance.objectNode().put("time", usage.at().toString()).put("cpuNanos", usage.cpu().toNanos()).put("memory", usage.memory())
						.put("memoryLimit", usage.memoryLimit());
				if (before != null) {
					node.put("cpuPercent", percent(before, usage));
				}
				out.json(node);
			} else {
				out.line("%-20s%8s%12s%12s".formatted(Text.time(usage.at()), cpu, Text.bytes(usage.memory()), usage.memoryLimit() > 0 ? Text.bytes(usage.memoryLimit()) : ""));
			}
			before = usage;
			told++;
			if (count > 0 && told >= count || out.raw().checkError()) {
				throw new CancellationException();
			}
		}

		/** Of one processor. */
		private static double percent(So3Usage before, So3Usage now) {
			long elapsed = Duration.between(before.at(), now.at()).toNanos();
			return elapsed <= 0 ? 0 : Math.max(0, 100.0 * now.cpu().minus(before.cpu()).toNanos() / elapsed);
		}
	}
}
