package org.fleetdesk.gateways.internal;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

import org.fleetdesk.core.DataFolder;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.files.Severity;
import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.gateways.GatewaysSession;
import org.fleetdesk.gateways.internal.LocalAgents.Agent;
import org.fleetdesk.tasks.Step;
import org.fleetdesk.tasks.StepContext;
import org.fleetdesk.tasks.TaskHandler;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskTarget;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import com.fasterxml.jackson.databind.JsonNode;

/** Starts agents on this machine and ends them. Parameters of a start: {@code name}, which is the serial number too (one is made by default), {@code interval} in seconds. */
@Component
public final class LocalAgentHandler implements TaskHandler {

	/** What it is called; kept before anything is done with it. */
	private static final String NAME = "name";
	/** Kept with a name that was made for it, which is given back when nothing comes of it. */
	private static final String MADE = "made";
	/** Kept before the agent is started, unless it runs already. */
	private static final String STARTED = "started";
	/** Kept before the agent is started, by the cloud's clock: a check-in before it is not this agent's. */
	private static final String SINCE = "since";
	private static final Duration FIRST = Duration.ofSeconds(90);
	private static final int INTERVAL = 30;

	private final LocalAgents agents;

	@Activate
	public LocalAgentHandler(@Reference DataFolder data) {
		this(new LocalAgents(data));
	}

	LocalAgentHandler(LocalAgents agents) {
		this.agents = agents;
	}

	@Override
	public List<String> verbs() {
		return List.of(Gateways.START_LOCAL, Gateways.STOP_LOCAL);
	}

	@Override
	public List<Step> plan(TaskRequest request, TaskTarget target) {
		return request.verb().equals(Gateways.STOP_LOCAL) ? List.of(new Step("stop", target, "Stop the local agent of " + target.label(), true, 1))
				: List.of(new Step("start", target, "Start a local agent for " + target.label(), true, 1), new Step("wait", target, "Wait for its first check-in", true, 2));
	}

	@Override
	public void run(Step step, StepContext context) throws EngineException, InterruptedException {
		var session = Targets.session(context);
		context.published(session, () -> {
			try {
				switch (step.id()) {
				case "start" -> start(session, step, context);
				case "wait" -> first(session, step, context);
				default -> stop(session, step, context);
				}
			} catch (IOException e) {
				throw new EngineException(Kind.REFUSED, e.getMessage(), e);
			}
		});
	}

	private void start(GatewaysSession session, Step step, StepContext context) throws IOException, EngineException, InterruptedException {
		String product = step.target().resource().key();
		String asked = Targets.text(context, step, "name");
		if (!asked.isEmpty() && !asked.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,62}")) { // it is the name of a folder, too
			throw new EngineException(Kind.REFUSED, "An agent's name has letters, digits, dots, dashes and underscores only: " + asked);
		}
		if (context.get(NAME).isEmpty() && asked.isEmpty()) {
			String made = newName(session, product);
			context.put(MADE, made);
			context.put(NAME, made);
		}
		context.keep(NAME, asked);
		String name = context.get(NAME).orElseThrow();
		var admission = new Admission(session, product, name);
		boolean fresh = agents.fresh(name);
		var taken = fresh ? admission.taken() : Optional.<String>empty();
		if (taken.isPresent()) {
			throw new EngineException(Kind.REFUSED, taken.get() + ". Give the local agent another name");
		}
		admission.grant(!fresh, context);
		int interval = Math.max(1, Targets.parameters(context.request(), step.target()).path("interval").asInt(INTERVAL));
		session.setInterval(product, name, Duration.ofSeconds(interval)); // the cloud knows when it is overdue only if it has set it
		agents.configure(name, List.of("--set-cloud", session.connection().url().toString(), "--set-product-id", product, "--set-uuid", name, "--set-update-interval", Integer.toString(interval)));
		var running = agents.find(name).flatMap(Agent::process);
		var now = session.now();
		if (running.isEmpty()) {
			context.keep(STARTED, Instant.now().toString());
			context.put(SINCE, now.toString());
		} else {
			// since it began, in the cloud's time
			context.keep(SINCE, running.flatMap(p -> p.info().startInstant()).map(began -> now.minus(Duration.between(began, Instant.now()))).orElse(now).toString());
		}
		agents.start(name, session.connection().id(), product, name);
		label(session, product, name, true);
	}

	/** One that neither this machine nor the cloud has: there it may be the agent of another machine, whose key would be taken away. */
	private String newName(GatewaysSession session, String product) throws IOException, EngineException, InterruptedException {
		var reserved = new ArrayList<String>();
		try {
			while (true) {
				String name = agents.freeName();
				reserved.add(name);
				if (new Admission(session, product, name).add()) {
					reserved.removeLast();
					return name;
				}
			}
		} finally {
			for (String name : reserved) {
				agents.giveBack(name);
			}
		}
	}

	private void first(GatewaysSession session, Step step, StepContext context) throws IOException, EngineException, InterruptedException {
		String name = context.get(NAME).orElseThrow();
		String product = step.target().resource().key();
		var agent = agents.find(name);
		var admission = new Admission(session, product, name);
		var since = context.get(SINCE).map(Instant::parse).orElse(Instant.EPOCH);
		var left = Targets.waited(FIRST, () -> {
			if (agent.flatMap(Agent::process).isEmpty()) {
				throw new EngineException(Kind.REFUSED, "The agent %s ended%s".formatted(name, agents.lastWords(name)));
			}
			return admission.seen(since) ? Optional.empty() : Optional.of("it has not checked in");
		});
		if (left.isPresent()) {
			throw new EngineException(Kind.REFUSED, "The agent %s runs, but has not checked in within %d s%s".formatted(name, FIRST.toSeconds(), agents.lastWords(name)));
		}
		context.result("%s runs on this machine as process %d and has checked in".formatted(name, agent.orElseThrow().pid()));
	}

	private static void label(GatewaysSession session, String product, String serial, boolean local) throws EngineException, InterruptedException {
		var labels = new LinkedHashMap<String, String>();
		session.gateway(product, serial).map(g -> g.path("labels")).ifPresent(l -> l.properties().forEach(e -> labels.put(e.getKey(), e.getValue().asText(""))));
		if (local ? !serial.equals(labels.put(Gateways.LOCAL_LABEL, serial)) : labels.remove(Gateways.LOCAL_LABEL) != null) {
			session.setLabels(product, serial, labels);
		}
	}

	private void stop(GatewaysSession session, Step step, StepContext context) throws IOException, EngineException, InterruptedException {
		String product = Targets.product(step);
		String serial = Targets.serial(step);
		var agent = agents.all().stream().filter(a -> a.connection().equals(session.connection().id()) && a.product().equals(product) && a.serial().equals(serial)).findFirst();
		if (agent.isEmpty() && session.gateway(product, serial).map(g -> g.path("labels")).map(l -> l.path(Gateways.LOCAL_LABEL)).filter(JsonNode::isTextual).isEmpty()) {
			throw new EngineException(Kind.REFUSED, "The agent of %s was not started here".formatted(step.target().label()));
		}
		boolean ran = agent.isPresent() && agents.stop(agent.get());
		try {
			label(session, product, serial, false);
		} catch (EngineException e) {
			if (e.kind() != Kind.NOT_FOUND) {
				throw e;
			}
		}
		context.result("The agent of %s %s".formatted(step.target().label(), ran ? "is stopped" : "did not run any more"));
	}

	@Override
	public void compensate(Step step, StepContext context) throws EngineException, InterruptedException {
		if (context.get(NAME).isEmpty()) {
			return;
		}
		try {
			if (context.get(STARTED).isEmpty()) {
				if (context.get(MADE).isPresent()) {
					agents.giveBack(context.get(MADE).get());
				}
				return;
			}
			var agent = agents.find(context.get(NAME).orElseThrow());
			if (agent.isPresent()) {
				agents.stop(agent.get());
				context.log(Severity.INFO, "The agent %s is stopped again".formatted(agent.get().name()));
			}
		} catch (IOException e) {
			throw new EngineException(Kind.FAILED, e.getMessage(), e);
		}
	}

	@Override
	public Optional<TaskRequest> undo(TaskRequest request, List<Done> done) {
		var started = done.stream().filter(d -> d.values().containsKey(STARTED)).map(d -> new TaskTarget(
				new ResourceId(d.target().resource().connection(), Gateways.GATEWAY, Gateways.key(d.target().resource().key(), d.values().get(NAME))), d.values().get(NAME))).toList();
		return request.verb().equals(Gateways.STOP_LOCAL) || started.isEmpty() ? Optional.empty()
				: Optional.of(new TaskRequest(1, Gateways.STOP_LOCAL, request.title(), started, Targets.object()));
	}
}
