package org.fleetdesk.serverless.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.core.Phase;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.serverless.Serverless;
import org.fleetdesk.tasks.TaskHandler;
import org.fleetdesk.tasks.TaskHandler.Done;
import org.fleetdesk.tasks.TaskHandler.Probe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The life of runtimes by the console's tasks, on our engine and its simulated cloud. */
class LifeTest {

	@TempDir
	Path folder;
	private Setup setup;

	@BeforeEach
	void open() {
		setup = new Setup(folder);
	}

	@AfterEach
	void close() throws Exception {
		setup.close();
	}

	@Test
	void aRuntimeIsCreatedSeenAndDeletedWithAllThatBelongsToIt() throws Exception {
		var session = setup.start().session();
		var description = Setup.runtime("sensor", "Function", 1);
		description.putObject("DAAS").put("FLAVOUR", "Data").put("CPU", 2).put("MEMORY", 512).put("DISK_SIZE", 1024);
		description.putObject("SCHEDULING").put("POLICY", "energy");
		var create = setup.run(session, Serverless.CREATE, ResourceId.engine(Setup.CONNECTION), Setup.object().set("runtime", description));
		assertThat(create.run(new CreateHandler())).startsWith("sensor is created and runs at 127.");

		var snapshot = session.refresh();
		var runtime = snapshot.ofKind(Serverless.RUNTIME).getFirst();
		assertThat(runtime.name()).isEqualTo("sensor");
		assertThat(runtime.state().phase()).isEqualTo(Phase.RUNNING);
		assertThat(runtime.attributes()).containsEntry(Serverless.FLAVOURS, "Function-Data").containsEntry(Serverless.CPU, "3").containsEntry(Serverless.MEMORY, Long.toString(768L << 20))
				.containsEntry("faas.cpu", "1").containsEntry("daas.memory", Long.toString(512L << 20)).containsEntry(Serverless.POLICY, "energy").containsEntry(Serverless.OWNER, "oneadmin")
				.containsEntry(Serverless.SERVICE_STATE, "RUNNING").containsKeys(Serverless.SINCE, Serverless.HOST, Serverless.ENDPOINT).doesNotContainKeys(Serverless.PROBLEM, Serverless.ERROR);
		var service = snapshot.ofKind(Serverless.SERVICE).getFirst();
		assertThat(service.parent()).contains(runtime.id());
		assertThat(snapshot.ofKind(Serverless.ROLE)).extracting(r -> r.parent().orElseThrow()).containsOnly(service.id());
		assertThat(snapshot.ofKind(Serverless.VM)).hasSize(2).allMatch(vm -> snapshot.resources().get(vm.parent().orElseThrow()).id().kind().equals(Serverless.ROLE))
				.allMatch(vm -> vm.state().phase() == Phase.RUNNING);
		assertThat(snapshot.facts().get("OpenNebula")).contains("imulated");
		assertThat(snapshot.facts()).containsEntry("Runtimes", "1").doesNotContainKeys("Problems", "Documents", "Services");

		var delete = setup.run(session, Serverless.DELETE, runtime.id(), Setup.object());
		assertThat(delete.run(new RemoveHandler())).contains("with its service and its virtual machines");
		assertThat(delete.published.getLast().resources()).isEmpty();
		assertThat(session.vms()).isEmpty();
		assertThat(setup.run(session, Serverless.DELETE, runtime.id(), Setup.object()).run(new RemoveHandler())).contains("gone before");
	}

	@Test
	void aCreationThatWasCutOffIsFoundAgainAndTakenBack() throws Exception {
		var session = setup.start().session();
		var handler = new CreateHandler();
		var cut = setup.run(session, Serverless.CREATE, ResourceId.engine(Setup.CONNECTION), Setup.object().set("runtime", Setup.runtime("", "Function", 1)));
		var step = cut.steps(handler).getFirst();
		assertThat(handler.probe(step, cut)).isEqualTo(Probe.NOT_HAPPENED);
		handler.run(step, cut);
		cut.kept.remove("made"); // as after a kill before the answer came
		assertThat(handler.probe(step, cut)).isEqualTo(Probe.HAPPENED);
		handler.run(step, cut);
		assertThat(session.runtimes()).as("not made twice").hasSize(1).first().satisfies(r -> assertThat(r.name()).contains("r1"));
		handler.compensate(step, cut);
		assertThat(session.runtimes()).isEmpty();
	}

	@Test
	void aNameThatIsTakenAndAnUnknownFlavourAreRefusedAndLeaveNothing() throws Exception {
		var session = setup.start().session();
		setup.create(session, Setup.runtime("one", "Function", 1));
		assertThatThrownBy(() -> setup.create(session, Setup.runtime("one", "Function", 1))).isInstanceOfSatisfying(EngineException.class, e -> assertThat(e.kind()).isEqualTo(Kind.REFUSED))
				.hasMessageContaining("there is a runtime of this name already");
		assertThatThrownBy(() -> setup.create(session, Setup.runtime("two", "Fluff", 1))).isInstanceOfSatisfying(EngineException.class, e -> assertThat(e.kind()).isEqualTo(Kind.REFUSED))
				.hasMessageContaining("Fluff");
		assertThat(session.runtimes()).hasSize(1);
	}

	@Test
	void capacityAndNameAreChangedAndTakenBackAndADiskDoesNotShrink() throws Exception {
		var session = setup.start().session();
		int id = setup.create(session, Setup.runtime("one", "Function", 1));
		var handler = new RuntimeChangeHandler();
		var wanted = Setup.object();
		wanted.putObject("FAAS").put("CPU", 2).put("DISK_SIZE", 4096);
		wanted.putObject("SCHEDULING").put("REQUIREMENTS", "ENERGY_RENEWABLE=\"yes\"");
		var update = setup.run(session, Serverless.UPDATE, Setup.id(Serverless.RUNTIME, id), Setup.object().set("runtime", wanted));
		assertThat(update.run(handler)).isEqualTo("one is updated: 2 CPU, 256 MB memory, 4096 MB disk");
		assertThat(session.runtime(id).orElseThrow().requirements()).isEqualTo("ENERGY_RENEWABLE=\"yes\"");
		assertThat(setup.run(session, Serverless.UPDATE, Setup.id(Serverless.RUNTIME, id), Setup.object().set("runtime", wanted)).run(handler)).isEqualTo("one was so before");

		var smaller = Setup.object();
		smaller.putObject("FAAS").put("DISK_SIZE", 1024);
		assertThatThrownBy(() -> setup.run(session, Serverless.UPDATE, Setup.id(Serverless.RUNTIME, id), Setup.object().set("runtime", smaller)).run(handler))
				.hasMessageContaining("the disk of FAAS has 4096 MB, and disks only grow");

		var rename = setup.run(session, Serverless.RENAME, Setup.id(Serverless.RUNTIME, id), Setup.object().put("name", "uno"));
		assertThat(rename.run(handler)).isEqualTo("one is named uno now");
		undo(handler, rename);
		undo(handler, update);
		assertThat(session.runtime(id).orElseThrow()).satisfies(r -> {
			assertThat(r.name()).isEqualTo("one");
			assertThat(r.faas().cpu()).hasValue(1);
			assertThat(r.faas().disk()).as("it cannot shrink").hasValue(4096);
			assertThat(r.requirements()).isEmpty();
		});
	}

	private void undo(TaskHandler handler, Setup.Run run) throws Exception {
		var back = handler.undo(run.request, List.of(new Done(run.request.targets().getFirst(), Map.copyOf(run.kept)))).orElseThrow();
		new Setup.Run("r2", back, run.session).run(handler);
	}

	@Test
	void aRoleIsScaledAndBack() throws Exception {
		var session = setup.start().session();
		int id = setup.create(session, Setup.runtime("one", "Function", 1));
		var handler = new ScaleHandler();
		int service = session.runtime(id).orElseThrow().service().orElseThrow();
		var scale = setup.run(session, Serverless.SCALE, Setup.id(Serverless.ROLE, Serverless.roleKey(service, "FAAS")), Setup.object().put("cardinality", 2));
		assertThat(scale.run(handler)).isEqualTo("it has 2 virtual machines now");
		assertThat(Setup.resource(session.refresh(), Serverless.ROLE, Serverless.roleKey(service, "FAAS")).attributes()).containsEntry(Serverless.CARDINALITY, "2")
				.containsEntry(Serverless.NODES, "2");
		Targets.waited(Targets.LATER, () -> session.service(service).filter(s -> !s.state().equals("RUNNING")).map(s -> s.state()));
		undo(handler, scale);
		assertThat(session.service(service).orElseThrow().roles().getFirst().vms()).hasSize(1);
	}

	@Test
	void aFunctionIsScaledWhoseRoleHasAnotherName() throws Exception {
		var session = setup.start().session();
		var wanted = Setup.runtime("one", "nature", 1);
		wanted.putObject("DAAS").put("FLAVOUR", "s3");
		int id = setup.create(session, wanted);
		var runtime = Setup.id(Serverless.RUNTIME, id);
		assertThat(setup.run(session, Serverless.SCALE, runtime, Setup.object().put("cardinality", 2)).run(new ScaleHandler())).isEqualTo("it has 2 virtual machines now");
		var service = session.service(session.runtime(id).orElseThrow().service().orElseThrow()).orElseThrow();
		assertThat(service.roles()).extracting(r -> r.name() + " " + r.vms().size()).containsExactly("nature 2", "s3 1");
		assertThatThrownBy(() -> setup.run(session, Serverless.SCALE, runtime, Setup.object().put("cardinality", 2).put("role", "nosuch")).run(new ScaleHandler()))
				.hasMessageContaining("has no role nosuch");
	}

	@Test
	void actionsOnVirtualMachinesRespectTheirState() throws Exception {
		var session = setup.start().session();
		int id = setup.create(session, Setup.runtime("one", "Function", 1));
		int vm = session.runtime(id).orElseThrow().faas().vm().orElseThrow();
		var handler = new VmHandler();
		var refusals = Setup.resource(session.refresh(), Serverless.VM, vm).refusals();
		assertThat(refusals).containsKeys("serverless.vm.resume", "serverless.vm.release", "serverless.vm.recover").doesNotContainKeys("serverless.vm.poweroff", "serverless.vm.reboot");
		assertThatThrownBy(() -> setup.run(session, "serverless.vm.hold", Setup.id(Serverless.VM, vm), Setup.object()).run(handler)).isInstanceOfSatisfying(EngineException.class,
				e -> assertThat(e.kind()).isEqualTo(Kind.REFUSED)).hasMessageContaining("It runs.");
		var off = setup.run(session, "serverless.vm.poweroff", Setup.id(Serverless.VM, vm), Setup.object());
		assertThat(off.run(handler)).isEqualTo("it is POWEROFF");
		var after = session.refresh();
		assertThat(Setup.resource(after, Serverless.VM, vm).state().phase()).isEqualTo(Phase.STOPPED);
		assertThat(Setup.resource(after, Serverless.RUNTIME, id)).satisfies(r -> {
			assertThat(r.state().toString()).contains("error");
			assertThat(r.attribute(Serverless.ERROR)).containsIgnoringCase("powered off");
			assertThat(r.refusals()).doesNotContainKey(Serverless.RECOVER);
		});
		undo(handler, off);
		setup.run(session, "serverless.vm.poweroff-hard", Setup.id(Serverless.VM, vm), Setup.object()).run(handler);
		assertThat(setup.run(session, Serverless.RECOVER, Setup.id(Serverless.RUNTIME, id), Setup.object()).run(new RecoverHandler()))
				.isEqualTo("it is recovered: virtual machine %d is RUNNING".formatted(vm));
		assertThat(session.vm(vm).orElseThrow().stateText()).isEqualTo("RUNNING");
	}

	@Test
	void theEndpointAnswersWhileItRuns() throws Exception {
		var session = setup.start().session();
		int id = setup.create(session, Setup.runtime("one", "Function", 1));
		String endpoint = session.runtime(id).orElseThrow().faas().endpoint();
		assertThat(Snapshots.endpoint(endpoint)).isPresent();
		assertThat(Snapshots.endpoint("x y/../")).isEmpty();
		assertThat(Snapshots.endpoint("fe80::1")).hasValueSatisfying(u -> assertThat(u).hasToString("http://[fe80::1]:8000/"));
	}
}
