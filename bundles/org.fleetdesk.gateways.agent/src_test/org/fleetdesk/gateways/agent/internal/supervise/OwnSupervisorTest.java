package org.fleetdesk.gateways.agent.internal.supervise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;

import org.fleetdesk.engine.EngineException;
import org.fleetdesk.gateways.agent.internal.AgentHome;
import org.fleetdesk.gateways.agent.internal.supervise.own.OwnSupervisor;
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
}
