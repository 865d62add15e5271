package org.fleetdesk.gateways.agent.internal.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import org.fleetdesk.gateways.agent.internal.AgentHome;
import org.fleetdesk.gateways.agent.internal.install.InstallResult.Outcome;
import org.fleetdesk.gateways.agent.internal.supervise.ProcessInfo.State;
import org.fleetdesk.gateways.agent.internal.supervise.Supervisor;
import org.fleetdesk.gateways.agent.internal.supervise.SupervisorException;
import org.fleetdesk.gateways.agent.internal.supervise.Supervisors;
import org.fleetdesk.gateways.model.InstallProgress.Phase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes wrong round a package must not keep it, or the next one, from its end. */
class InstallTroubleTest extends InstallCase {

	private static final String ACL = "system.posix_acl_access";

	@BeforeEach
	void open() throws Exception {
		open("own");
	}

	/** The supervisor's file of the program. */
	private Path file() {
		return Supervisors.programs(test.home).resolve("app.conf");
	}

	@Test
	void aFirstInstallationWhoseSupervisorFileIsGoneLeavesNoProgram() throws Exception {
		var result = test.install("1", test.app(LIVES + "; exit 1", ""), (name, phase, message) -> {
			if (phase == Phase.STARTING) { // so that it fails
				write(test.program(), "#!/bin/sh\nexit 1\n");
			} else if (!message.isEmpty()) {
				assertThat(file().toFile().delete()).as("as what the script made is moved away").isTrue();
			}
		});
		assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.FAILED);
		assertThat(test.supervisor.all()).isEmpty();
		assertThat(test.install("2", test.app(LIVES, "")).outcome()).isEqualTo(Outcome.INSTALLED);
	}

	@Test
	void aProgramThatCouldNotBeRemovedIsKnownByTheNextInstallation() throws Exception {
		var broken = (Supervisor) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { Supervisor.class }, (proxy, method, arguments) -> {
			if (method.getName().equals("remove")) {
				Files.delete(file());
				throw new SupervisorException(0, "The supervisor does not answer.", null);
			}
			try {
				return method.invoke(test.supervisor, arguments);
			} catch (InvocationTargetException e) {
				throw e.getCause();
			}
		});
		var failed = new PackageInstaller(test.home, test.settings(), broken, Clock.systemUTC()).install(test.file("1", test.app("exit 1", "").packed()), InstallerFixture.name("1"),
				test.progress);
		assertThat(failed.message()).contains("The supervisor does not answer.");
		assertThat(test.supervisor.of("app")).as("it is left").isNotEmpty();

		assertThat(test.install("2", test.app("exit 1", "")).outcome()).isEqualTo(Outcome.FAILED);
		assertThat(test.supervisor.all()).isEmpty();
		assertThat(test.install("3", test.app(LIVES, "")).outcome()).isEqualTo(Outcome.INSTALLED);
	}

	@Test
	void aProgramThatTheScriptItselfBeganEnds() throws Exception {
		var result = test.install("1", test.once("exit 1"), (name, phase, message) -> {
			if (phase == Phase.INSTALLING && message.isEmpty()) { // as supervisorctl does it
				try {
					test.supervisor.put("app", "[program:app]\ncommand = /bin/sleep 1000\n");
					test.await(State.RUNNING);
				} catch (Exception e) {
					throw new IllegalStateException(e);
				}
			}
		});
		assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
		assertThat(test.supervisor.all()).isEmpty();
	}

	/** The agent ends in the midst of an installation. */
	private void beginOnly() {
		assertThatThrownBy(() -> test.install("1", test.app(LIVES, ""), (name, phase, message) -> {
			if (phase == Phase.STARTING) {
				throw new OutOfMemoryError("as a package may cause it");
			}
		})).isInstanceOf(OutOfMemoryError.class);
	}

	@Test
	void whatWasBegunEndsAlsoWhenItCannotBeCounted() throws Exception {
		beginOnly();
		Files.writeString(test.home.state().resolve("install/starts.json"), "{\"version\":2,\"state\":{}}"); // as unwritable as on a full disk

		assertThat(test.installer().recover(test.progress)).singleElement().satisfies(r -> assertThat(r.outcome()).as(r.message()).isEqualTo(Outcome.INSTALLED));
		test.await(State.RUNNING);
	}

	@Test
	void whatCannotBeEndedNowIsEndedLater() throws Exception {
		beginOnly();
		Path journal = test.home.state().resolve("install/journal.json");
		String left = Files.readString(journal);
		Files.delete(journal);
		Files.createDirectory(journal); // cannot be read
		assertThatThrownBy(() -> test.installer().recover(test.progress)).isInstanceOf(IOException.class);
		Files.delete(journal);
		Files.writeString(journal, left);
		assertThat(test.installer().recover(test.progress)).singleElement().satisfies(r -> assertThat(r.outcome()).as(r.message()).isEqualTo(Outcome.INSTALLED));
	}

	@Test
	void whatKeepsTheAgentFromBeginningIsNotItsEnd() throws Exception {
		Files.createDirectories(test.home.state());
		Path apps = Files.writeString(test.home.state().resolve("apps.json"), "{\"version\":2,\"state\":[]}");
		for (int i = 0; i < 4; i++) {
			assertThat(test.install("1", test.once("true")).message()).contains("newer Fleetdesk");
		}
		Files.delete(apps);
		assertThat(test.install("1", test.once("true")).outcome()).isEqualTo(Outcome.INSTALLED);
	}

	/** Of a file that is put back. */
	private KeptFiles.Kept kept(Path file, Path copies, Map<String, String> more) throws Exception {
		var kept = KeptFiles.copy(List.of(file), copies, 10, 1000).files().getFirst();
		return new KeptFiles.Kept(kept.path(), kept.copy(), kept.target(), kept.sha256(), kept.mode(), kept.owner(), kept.group(), more, kept.modified(), kept.inode(), kept.size(),
				kept.changed());
	}

	@Test
	void anAttributeThatCannotBeSetKeepsNoContentBack() throws Exception {
		Path file = Files.writeString(test.machine.resolve("conf"), "first");
		Path copies = folder.resolve("copies");
		var kept = kept(file, copies, Map.of("nowhere.note", "AAAA"));
		Files.writeString(file, "second");

		assertThat(KeptFiles.restore(kept, copies).orElseThrow()).contains(file.toRealPath().toString(), "nowhere.note");
		assertThat(file).content().isEqualTo("first");
	}

	@Test
	void aFileGetsNoAccessControlListFromItsFolder() throws Exception {
		Path file = Files.writeString(test.machine.resolve("conf"), "first");
		Path copies = folder.resolve("copies");
		var kept = kept(file, copies, Map.of());
		// also user 1234 may read and write what is made in the folder; see acl(5)
		String list = Base64.getEncoder().encodeToString(
				HexFormat.of().parseHex("02000000" + "01000600ffffffff" + "02000600d2040000" + "04000400ffffffff" + "10000600ffffffff" + "20000000ffffffff"));
		assumeTrue(ExtendedAttributes.set(test.machine, Map.of("system.posix_acl_default", list)).isEmpty(), "the file system has no access control lists");
		Files.delete(file);

		assertThat(KeptFiles.restore(kept, copies)).isEmpty();
		assertThat(ExtendedAttributes.of(file)).doesNotContainKey(ACL);
		assertThat(ExtendedAttributes.of(Files.createFile(test.machine.resolve("other")))).as("without care it has one").containsKey(ACL);
	}

	@Test
	void whatWasTakenAwayDoesNotFillTheStorage() throws Exception {
		var home = new AgentHome(test.home.folder());
		Path removed = Files.createDirectories(InstallFolder.of(home).removed());
		var all = new ArrayList<Path>();
		for (int i = 1; i <= 3; i++) {
			all.add(Files.createDirectory(removed.resolve("2026-01-0" + i + "_00-00-00")));
			Files.write(all.getLast().resolve("file"), new byte[1000]);
		}
		Removed.prune(removed, 3, 4500);
		assertThat(all.get(0)).doesNotExist();
		assertThat(all.get(1)).exists();
		Removed.prune(removed, 3, 2500);
		assertThat(all.get(1)).doesNotExist();
		assertThat(all.get(2)).exists();
		Removed.prune(removed, 3, 1500);
		assertThat(all.get(2)).doesNotExist();
	}
}
