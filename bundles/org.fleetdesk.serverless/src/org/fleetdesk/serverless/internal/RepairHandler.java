package org.fleetdesk.serverless.internal;

import java.util.List;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.files.Severity;
import org.fleetdesk.serverless.Repair;
import org.fleetdesk.serverless.Serverless;
import org.fleetdesk.serverless.ServerlessSession;
import org.fleetdesk.serverless.VmRecovery;
import org.fleetdesk.tasks.Step;
import org.fleetdesk.tasks.StepContext;
import org.fleetdesk.tasks.TaskHandler;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskTarget;
import org.osgi.service.component.annotations.Component;

/** Does away with what is orphaned, failed or stuck, as it is found when the task runs. */
@Component
public final class RepairHandler implements TaskHandler {

	@Override
	public List<String> verbs() {
		return List.of(Serverless.REPAIR);
	}

	@Override
	public List<Step> plan(TaskRequest request, TaskTarget target) {
		return List.of(new Step("repair", target, "Repair " + target.label(), true, 1));
	}

	@Override
	public void run(Step step, StepContext context) throws EngineException, InterruptedException {
		var session = Targets.session(context);
		context.published(session, () -> {
			var repair = session.repair(step.target().resource());
			if (repair.isEmpty()) {
				context.result("There is nothing to repair at " + step.target().label());
				return;
			}
			context.log(Severity.INFO, "%s: %s %s".formatted(step.target().label(), repair.get().problem(), repair.get().text()));
			repair(session, repair.get(), step.target().label(), context);
		});
	}

	private static void repair(ServerlessSession session, Repair repair, String name, StepContext context) throws EngineException, InterruptedException {
		var deeds = new Deeds(session, context);
		switch (repair.kind()) {
		case DELETE_DOCUMENT -> {
			deeds.deleteRuntime(repair.id(), name);
			context.result(name + " is deleted");
		}
		case DELETE_SERVICE -> {
			var service = session.service(repair.id());
			if (service.isPresent()) {
				deeds.deleteService(service.get());
			}
			context.result("Service %d is deleted, with its virtual machines".formatted(repair.id()));
		}
		case RECOVER_SERVICE -> context.result("Service %d is recovered and %s".formatted(repair.id(), deeds.recoverService(Targets.service(session, repair.id()))));
		case TERMINATE_VM -> {
			deeds.terminate(Targets.vm(session, repair.id()));
			context.result("Virtual machine %d is terminated".formatted(repair.id()));
		}
		case RECOVER_VM -> context.result("Virtual machine %d is recovered and %s".formatted(repair.id(), deeds.recover(Targets.vm(session, repair.id()), VmRecovery.RETRY)));
		}
	}
}
