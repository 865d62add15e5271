package org.fleetdesk.serverless.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.serverless.Serverless;
import org.fleetdesk.serverless.ServerlessSession;
import org.fleetdesk.serverless.VmRecovery;
import org.fleetdesk.tasks.Step;
import org.fleetdesk.tasks.StepContext;
import org.fleetdesk.tasks.TaskHandler;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskTarget;
import org.osgi.service.component.annotations.Component;

/** Has the cloud try again what failed, or go on with what is stuck. */
@Component
public final class RecoverHandler implements TaskHandler {

	@Override
	public List<String> verbs() {
		return List.of(Serverless.RECOVER, Serverless.RECOVER_SERVICE, Serverless.RECOVER_VM);
	}

	@Override
	public List<Step> plan(TaskRequest request, TaskTarget target) {
		return List.of(new Step("recover", target, "Recover " + target.label(), false, 1));
	}

	@Override
	public void run(Step step, StepContext context) throws EngineException, InterruptedException {
		var session = Targets.session(context);
		var deeds = new Deeds(session, context);
		String name = step.target().label();
		context.published(session, () -> {
			switch (context.request().verb()) {
			case Serverless.RECOVER -> context.result("%s is recovered: %s".formatted(name, runtime(session, deeds, step)));
			case Serverless.RECOVER_SERVICE -> context.result("%s is recovered and %s".formatted(name, deeds.recoverService(Targets.service(session, Targets.number(step)))));
			default -> {
				var how = how(context.request());
				var vm = Targets.vm(session, Targets.number(step));
				var refusal = how == VmRecovery.DELETE ? Optional.<String>empty() : Refusals.recover(vm);
				if (refusal.isPresent()) {
					throw new EngineException(Kind.REFUSED, "%s could not be recovered: %s".formatted(name, refusal.get()));
				}
				context.result("%s is recovered (%s) and %s".formatted(name, how.word(), deeds.recover(vm, how)));
			}
			}
		});
	}

	private static VmRecovery how(TaskRequest request) throws EngineException {
		try {
			return VmRecovery.of(request.parameters().path("how").asText(VmRecovery.RETRY.word()));
		} catch (IllegalArgumentException e) {
			throw new EngineException(Kind.REFUSED, e.getMessage(), e);
		}
	}

	/** Its virtual machines that failed or are switched off, and its service when that is in a state to be recovered. */
	private static String runtime(ServerlessSession session, Deeds deeds, Step step) throws EngineException, InterruptedException {
		var runtime = Targets.runtime(session, step);
		var id = runtime.service().orElseThrow(() -> new EngineException(Kind.REFUSED, runtime.name() + " could not be recovered: it has no OneFlow service; delete it"));
		var service = Targets.service(session, id);
		var done = new ArrayList<String>();
		// what failed of virtual machines is what keeps a service from going on
		for (int vm : service.roles().stream().flatMap(r -> r.vms().stream()).toList()) {
			var one = session.vm(vm);
			if (one.isPresent() && Refusals.vmFailed(one.get())) {
				done.add("virtual machine %d is %s".formatted(vm, deeds.recover(one.get(), VmRecovery.RETRY)));
			} else if (one.isPresent() && Refusals.off(one.get())) {
				done.add("virtual machine %d is %s".formatted(vm, deeds.resume(one.get())));
			}
		}
		var now = Targets.service(session, id);
		if (Refusals.recover(now).isEmpty() && (done.isEmpty() || now.state().startsWith("FAILED"))) {
			done.add("service %d is %s".formatted(id, deeds.recoverService(now)));
		}
		if (done.isEmpty()) {
			throw new EngineException(Kind.REFUSED, "%s could not be recovered: nothing of it has failed".formatted(runtime.name()));
		}
		return String.join(", ", done);
	}

	/** What is well now was recovered, by this task or by itself. */
	@Override
	public Probe probe(Step step, StepContext context) throws EngineException, InterruptedException {
		var session = Targets.session(context);
		int id = Targets.number(step);
		boolean well = switch (context.request().verb()) {
		case Serverless.RECOVER -> session.runtime(id).filter(r -> r.state().equals("RUNNING")).isPresent();
		case Serverless.RECOVER_SERVICE -> session.service(id).filter(s -> s.state().equals("RUNNING")).isPresent();
		default -> {
			String wanted = how(context.request()) == VmRecovery.DELETE ? Joined.DONE : "RUNNING";
			yield session.vm(id).filter(v -> v.stateText().equals(wanted)).isPresent();
		}
		};
		return well ? Probe.HAPPENED : Probe.NOT_HAPPENED;
	}
}
