package org.fleetdesk.gateways.agent.internal.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import org.fleetdesk.gateways.agent.internal.AgentHome;
import org.fleetdesk.gateways.agent.internal.Await;
import org.fleetdesk.gateways.agent.internal.JavaChild;
import org.fleetdesk.gateways.agent.internal.Processes;
import org.fleetdesk.gateways.agent.internal.supervise.ProcessInfo.State;
import org.fleetdesk.gateways.model.SupervisorProgram;
import org.fleetdesk.http.HttpClientFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The supervisor of our own as a process: what its programs see of its end. */
class OwnSupervisorKillTest {

	@TempDir
	private Path folder;
	private final HttpClientFactory http = new HttpClientFactory();
	private AgentHome home;
	private XmlRpcSupervisor supervisor;
	private JavaChild child;
	private int runs;
	/** Programs that outlive a killed supervisor. */
	private final Set<Processes.Entry> left = new HashSet<>();

	@BeforeEach
	void start() throws Exception {
		home = new AgentHome(folder.resolve("home"));
		supervisor = Supervisors.open(home, new SupervisorSettings.Own(), http);
		again();
	}

	private void again() throws Exception {
		Files.deleteIfExists(Supervisors.socket(home));
		child = JavaChild.start(folder.resolve("out" + runs++), SuperviseChild.class, home.folder().toString());
		Await.until(() -> Files.exists(Supervisors.socket(home)) || !child.process().isAlive());
	}

	@AfterEach
	void end() throws Exception {
		child.process().destroy();
		child.process().waitFor();
		left.stream().filter(p -> Processes.isAlive(p.pid(), p.start())).forEach(p -> Processes.signal("KILL", -p.pid())); // they lead groups of their own
		supervisor.close();
		http.close();
	}

	private SupervisorProgram program(String name, String script) throws Exception {
		return new SupervisorProgram(name, Map.of("command", "/bin/sh -c '" + script + "'", "stdout_logfile", folder.resolve(name + ".log").toString()));
	}

	private ProcessInfo await(String name, State state) throws Exception {
		var process = Await.until(() -> supervisor.find(name).orElseThrow(), p -> p.state() == state);
		Processes.find(process.pid()).ifPresent(left::add);
		return process;
	}

	@Test
	void itsProgramsSurviveItsKillAndAreTakenOver() throws Exception {
		supervisor.put(program("counts", "n=0; while true; do n=$((n+1)); echo $n; sleep 0.1; done"));
		supervisor.put(program("dies", "exec sleep 1000"));
		int counts = await("counts", State.RUNNING).pid();
		int dies = await("dies", State.RUNNING).pid();

		child.kill();
		Processes.signal("KILL", dies);
		int lines = Files.readAllLines(folder.resolve("counts.log")).size();
		Await.until(() -> Files.readAllLines(folder.resolve("counts.log")).size() > lines + 3);
		again();

		assertThat(await("counts", State.RUNNING).pid()).isEqualTo(counts);
		assertThat(supervisor.find("counts").orElseThrow().uptime()).isNotEmpty();
		assertThat(await("dies", State.RUNNING).pid()).as("it is started again").isNotEqualTo(dies);
		var all = Files.readAllLines(folder.resolve("counts.log"));
		for (int i = 0; i < all.size(); i++) {
			assertThat(all.get(i)).as("nothing of its log is lost").isEqualTo(Integer.toString(i + 1));
		}

		Processes.signal("TERM", counts);
		assertThat(Await.until(() -> supervisor.find("counts").orElseThrow(), p -> p.state() == State.RUNNING && p.pid() != counts).pid()).as("it is watched").isPositive();
		supervisor.stop("counts");
		assertThat(supervisor.find("counts").orElseThrow().state()).isEqualTo(State.STOPPED);
	}

	@Test
	void anOrderlyEndTakesThemAlong() throws Exception {
		supervisor.put(program("app", "exec sleep 1000"));
		int pid = await("app", State.RUNNING).pid();

		child.process().destroy();
		assertThat(child.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
		assertThat(child.process().exitValue()).isZero();
		assertThat(Processes.find(pid).filter(Processes.Entry::alive)).isEmpty();
		assertThat(Supervisors.socket(home)).doesNotExist();

		again();
		assertThat(await("app", State.RUNNING).pid()).isNotEqualTo(pid);
	}
}
