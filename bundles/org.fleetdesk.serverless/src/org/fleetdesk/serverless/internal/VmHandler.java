package org.fleetdesk.serverless.internal;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.serverless.Serverless;
import org.fleetdesk.serverless.ServerlessSession;
import org.fleetdesk.serverless.VmInfo;
import org.fleetdesk.tasks.Step;
import org.fleetdesk.tasks.StepContext;
import org.fleetdesk.tasks.TaskHandler;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskTarget;
import org.osgi.service.component.annotations.Component;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** OpenNebula's actions on virtual machines. Each waits for the state that it leads to. */
@Component
public final class VmHandler implements TaskHandler {

	/** Kept before OpenNebula is asked: the state that there was. */
	private static final String BEFORE = "before";
	/** What actions lead to; a reboot leads nowhere else. */
	private static final Map<String, String> LEADS_TO = Map.ofEntries(Map.entry("resume", "RUNNING"), Map.entry("poweroff", "POWEROFF"), Map.entry("poweroff-hard", "POWEROFF"),
			Map.entry("suspend", "SUSPENDED"), Map.entry("stop", "STOPPED"), Map.entry("undeploy", "UNDEPLOYED"), Map.entry("hold", "HOLD"), Map.entry("terminate", "DONE"),
			Map.entry("terminate-hard", "DONE"));
	/** What takes an action back. */
	private static final Map<String, String> BACK = Map.of("poweroff", "resume", "poweroff-hard", "resume", "suspend", "resume", "stop", "resume", "undeploy", "resume", "hold", "release",
			"release", "hold", "resched", "unresched", "unresched", "resched");

	@Override
	public List<String> verbs() {
		return Serverless.vmActions();
	}

	private static String action(TaskRequest request) {
		return request.verb().substring(Serverless.VM_VERB.length());
	}

	@Override
	public List<Step> plan(TaskRequest request, TaskTarget target) {
		String action = action(request);
		String label = Serverless.VM_ACTIONS.stream().filter(a -> a.verb().equals(request.verb())).map(a -> a.label()).findFirst().orElse(action);
		// what is wanted is a state, so doing it twice is the same; a reboot is not
		return List.of(new Step(action, target, label + " " + target.label(), !action.startsWith("reboot"), 1));
	}

	@Override
	public void run(Step step, StepContext context) throws EngineException, InterruptedException {
		var session = Targets.session(context);
		context.published(session, () -> act(session, action(context.request()), step, context));
	}

	private static void act(ServerlessSession session, String action, Step step, StepContext context) throws EngineException, InterruptedException {
		int id = Targets.number(step);
		String name = step.target().label();
		String failed = "%s: %s could not be done".formatted(name, action);
		var found = session.vm(id);
		if (found.isEmpty() && LEADS_TO.getOrDefault(action, "").equals(Joined.DONE)) {
			context.result(name + " was gone before");
			return;
		}
		var vm = found.orElseThrow(() -> Targets.gone(step));
		boolean asked = context.get(BEFORE).isPresent(); // by an attempt before this one
		if (reached(action, vm) && !action.startsWith("reboot")) {
			context.result(asked ? "%s is %s".formatted(name, vm.stateText()) : "%s was %s before".formatted(name, vm.stateText()));
			return;
		}
		var refusal = Refusals.act(vm, action);
		if (refusal.isPresent() && !asked) {
			throw new EngineException(Kind.REFUSED, failed + ": " + refusal.get());
		}
		if (refusal.isEmpty()) {
			context.keep(BEFORE, vm.stateText());
			try {
				session.act(id, action);
			} catch (EngineException e) {
				throw e.prefixed(failed);
			}
		}
		if (action.startsWith("reboot")) {
			context.result("OpenNebula has told %s to reboot".formatted(name));
			return;
		}
		Targets.confirm("%s of %s".formatted(action, name), Targets.LATER, () -> {
			var now = session.vm(id);
			if (now.isEmpty() || reached(action, now.get())) {
				return Optional.empty();
			}
			if (now.get().stateText().endsWith("FAILURE")) {
				throw new EngineException(Kind.REFUSED, "%s: it is %s%s".formatted(failed, now.get().stateText(), now.get().error().isEmpty() ? "" : ": " + now.get().error()));
			}
			return Optional.of("it is " + now.get().stateText());
		});
		context.result("%s is %s".formatted(name, session.vm(id).map(VmInfo::stateText).orElse(Joined.DONE)));
	}

	private static boolean reached(String action, VmInfo vm) {
		return switch (action) {
		case "release" -> !vm.state().equals("HOLD");
		case "resched" -> vm.resched();
		case "unresched" -> !vm.resched();
		default -> vm.stateText().equals(LEADS_TO.get(action));
		};
	}

	@Override
	public Probe probe(Step step, StepContext context) throws EngineException, InterruptedException {
		String action = action(context.request());
		if (action.startsWith("reboot")) {
			return context.get(BEFORE).isEmpty() ? Probe.NOT_HAPPENED : Probe.UNKNOWN;
		}
		var vm = Targets.session(context).vm(Targets.number(step));
		return vm.isEmpty() ? LEADS_TO.getOrDefault(action, "").equals(Joined.DONE) ? Probe.HAPPENED : Probe.UNKNOWN : reached(action, vm.get()) ? Probe.HAPPENED : Probe.NOT_HAPPENED;
	}

	@Override
	public Optional<TaskRequest> undo(TaskRequest request, List<Done> done) {
		String back = BACK.get(action(request));
		var changed = done.stream().filter(d -> d.values().containsKey(BEFORE)).map(Done::target).toList();
		return back == null || changed.isEmpty() ? Optional.empty()
				: Optional.of(new TaskRequest(1, Serverless.VM_VERB + back, request.title(), changed, JsonNodeFactory.instance.objectNode()));
	}
}
