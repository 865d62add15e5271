package org.fleetdesk.gateways.agent.internal.supervise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;

import org.fleetdesk.engine.EngineException;
import org.fleetdesk.gateways.agent.internal.AgentHome;
import org.fleetdesk.gateways.agent.internal.Await;
import org.fleetdesk.gateways.agent.internal.supervise.own.OwnSupervisor;
import org.fleetdesk.http.HttpClientFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.Test;

/** What the suite asks, of the supervisor of our own, and what is only its. */
class OwnSupervisorTest extends SupervisorConformance {

	@Override
	SupervisorUnderTest open(Path folder) throws Exception {
		return new OwnUnderTest(folder);
	}

	@Test
	void onlyItsUserReachesIt() throws Exception {
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(test.socket))).isEqualTo("rw-------");
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(test.socket.getParent()))).isEqualTo("rwx------");
	}

	@Test
	void thereIsOneInAFolder() {
		assertThatThrownBy(() -> OwnSupervisor.start(new AgentHome(test.folder), System.getenv(), "Fleetdesk 0", Clock.systemUTC())).isInstanceOf(EngineException.class)
				.hasMessageContaining("is used by another");
	}

	@Test
	void whatItCannotDoIsRefused() {
		for (String text : new String[] { "[program:app]\ncommand = /bin/sleep 5\nnumprocs = 2\nprocess_name = a%(process_num)s\n", "[eventlistener:app]\ncommand = /bin/sleep 5\n",
				"[program:app]\ncommand = /bin/sleep 5\nstdout_logfile = syslog\n" }) {
			assertThatThrownBy(() -> supervisor.put("app", text)).isInstanceOf(SupervisorException.class).hasMessageMatching(".*(not supported by this supervisor|runs programs only).*");
		}
	}

	@Test
	void whatCannotBeNotedRunsAllTheSame() throws Exception {
		supervisor.put("first", "[program:first]\ncommand = /bin/sleep 500\nstartsecs = 0\n");
		Await.until(() -> supervisor.find("first").orElseThrow().state() == ProcessInfo.State.RUNNING);
		Path notes = test.socket.resolveSibling("processes.json");
		Files.delete(notes);
		Files.createDirectories(notes.resolve("in/the/way"));
		supervisor.put("second", "[program:second]\ncommand = /bin/sleep 500\nstartsecs = 0\n");
		Await.until(() -> supervisor.find("second").orElseThrow().state() == ProcessInfo.State.RUNNING);
	}

	@Test
	void aProgramWithAnErrorKeepsNoOtherFromRunning(@TempDir Path other) throws Exception {
		var home = new AgentHome(other);
		Path programs = Files.createDirectories(Supervisors.programs(home));
		Files.writeString(programs.resolve("bad.conf"), "[program:bad]\ncommand = /bin/sleep 500\nuser = nobody-of-this-name\n");
		Files.writeString(programs.resolve("good.conf"), "[program:good]\ncommand = /bin/sleep 500\nstartsecs = 0\n");
		try (var second = OwnSupervisor.start(home, System.getenv(), "Fleetdesk 0", Clock.systemUTC()); var http = new HttpClientFactory();
				var client = Supervisors.open(home, new SupervisorSettings.Own(), http)) {
			assertThat(client.all()).extracting(ProcessInfo::name).containsExactly("good");
			assertThatThrownBy(() -> client.put("third", "[program:third]\ncommand = /bin/sleep 500\n")).isInstanceOf(SupervisorException.class).hasMessageContaining("bad.conf");
		}
	}
}
