package org.fleetdesk.gateways.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.Phase;
import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.text.Text;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SessionTest {

	private Setup setup;
	private FakeCloud cloud;

	@BeforeEach
	void start() throws Exception {
		setup = new Setup();
		cloud = setup.cloud;
		cloud.product("lab");
	}

	@AfterEach
	void stop() throws Exception {
		setup.close();
	}

	@Test
	void gatewaysHaveStatesThatSayWhatToDo() throws Exception {
		cloud.gateway("lab", "on");
		cloud.gateway("lab", "waiting").put("state", "notactivated").remove("lastSeen");
		cloud.gateway("lab", "late").put("state", "expired").remove("lastSeen");
		cloud.gateway("lab", "shut").put("locked", true);
		cloud.gateway("lab", "new").remove("lastSeen");
		cloud.gateway("lab", "silent").put("lastSeen", Instant.now().minusSeconds(103).toString());
		cloud.gateway("lab", "busy").putObject("installing").put("phase", "downloading").put("app", "tick_app").put("version", "2").put("bytes", 40).put("total", 100);
		var snapshot = setup.session().refresh();
		assertThat(snapshot.ofKind(Gateways.GATEWAY)).extracting(r -> r.name() + ": " + r.state().word()).containsExactlyInAnyOrder("on: online", "waiting: not activated", "late: expired",
				"shut: locked", "new: never seen", "silent: overdue", "busy: installing");
		var silent = Setup.resource(snapshot, Gateways.GATEWAY, "lab/silent");
		assertThat(silent.state().phase()).isEqualTo(Phase.FAILED);
		assertThat(silent.attribute(Gateways.PROBLEM)).contains("has not checked in since");
		assertThat(Setup.resource(snapshot, Gateways.GATEWAY, "lab/busy").attribute(Gateways.INSTALLING)).as("a share of the whole, as its task has it").isEqualTo("tick_app 2: 27 %, downloading");
		assertThat(Setup.resource(snapshot, Gateways.GATEWAY, "lab/shut").refusals()).containsEntry(Gateways.INSTALL, "It is locked; unlock it first.").containsKey(Gateways.LOCK)
				.doesNotContainKey(Gateways.UNLOCK);
		assertThat(snapshot.facts()).containsEntry("Gateways", "7").containsEntry("Online", "1").containsEntry("Overdue", "1");
	}

	@Test
	void aGatewayBecomesOverdueWithoutAWordFromTheCloud() throws Exception {
		var now = new AtomicReference<>(Instant.now());
		var g = cloud.gateway("lab", "gw");
		g.put("lastSeen", now.get().toString()).withArrayProperty("apps").addObject().put("name", "tick_app").put("version", "1").put("status", "RUNNING");
		var session = setup.session(cloud.url(), now::get);
		assertThat(Setup.resource(session.refresh(), Gateways.GATEWAY, "lab/gw").state().word()).isEqualTo("online");
		now.set(now.get().plusSeconds(101)); // 60 s * 1.2 + 30 s are 102
		cloud.now = now.get().toString();
		assertThat(Setup.resource(session.refresh(), Gateways.GATEWAY, "lab/gw").state().word()).isEqualTo("online");
		now.set(now.get().plusSeconds(2));
		cloud.now = now.get().toString();
		var later = session.refresh();
		assertThat(Setup.resource(later, Gateways.GATEWAY, "lab/gw").state().word()).isEqualTo("overdue");
		assertThat(Setup.resource(later, Gateways.APPLICATION, "lab/gw/tick_app").state().word()).isEqualTo("running?");
		assertThat(Setup.resource(later, Gateways.GATEWAY, "lab/gw").attribute(Gateways.APPLICATIONS)).isEqualTo("tick_app 1 running?");
		g.put("lastSeen", now.get().toString());
		cloud.changed("lab/gw");
		var back = session.refresh();
		assertThat(Setup.resource(back, Gateways.GATEWAY, "lab/gw").state().word()).isEqualTo("online");
		assertThat(Setup.resource(back, Gateways.APPLICATION, "lab/gw/tick_app").state().word()).isEqualTo("running");
	}

	@Test
	void theCloudsClockCounts() throws Exception {
		var clouds = Instant.now().plus(Duration.ofHours(3));
		cloud.now = clouds.toString();
		cloud.gateway("lab", "gw").put("lastSeen", clouds.minusSeconds(200).toString());
		assertThat(Setup.resource(setup.session().refresh(), Gateways.GATEWAY, "lab/gw").state().word()).isEqualTo("overdue");
	}

	@Test
	void whatIsReceivedAndSentLeavesTheGateway() throws Exception {
		var interfaces = cloud.gateway("lab", "gw").putObject("interfaces");
		interfaces.putObject("lo").put("rx", 1000).put("tx", 1000);
		interfaces.putObject("eth0").put("rx", 7).put("tx", 1);
		interfaces.putObject("wlan0").put("rx", 10).put("tx", 2);
		cloud.changed("lab/gw");
		var gateway = Setup.resource(setup.session().refresh(), Gateways.GATEWAY, "lab/gw");
		assertThat(gateway.attribute(Gateways.RECEIVED)).isEqualTo("17");
		assertThat(gateway.attribute(Gateways.SENT)).isEqualTo("3");
		assertThat(gateway.attribute(Gateways.received("lo"))).isEqualTo("1000");
	}

	@Test
	void applicationsAreSupervisorsProgramsAndDriftIsToldUnlessItIsUnderWay() throws Exception {
		var g = cloud.gateway("lab", "gw");
		var apps = g.withArrayProperty("apps");
		apps.addObject().put("name", "tick_app").put("version", "1").put("status", "FATAL").put("uptime", "");
		apps.addObject().put("name", "setup").put("version", "3").put("status", "UNKNOWN");
		apps.addObject().put("name", "script-0123456789ab").put("version", "r1").put("status", "");
		g.withObjectProperty("assigned").put("tick_app", "2").put("counter", "1").put("script-0123456789ab", "r9");
		var session = setup.session();
		var snapshot = session.refresh();
		var gateway = Setup.resource(snapshot, Gateways.GATEWAY, "lab/gw");
		assertThat(gateway.attribute(Gateways.APPLICATIONS)).isEqualTo("tick_app 1 failed, setup 3");
		assertThat(gateway.attribute(Gateways.DRIFT)).isEqualTo("tick_app 1, not 2; counter 1 not installed");
		assertThat(gateway.attribute(Gateways.PROBLEM)).contains("tick_app is FATAL.");
		assertThat(snapshot.ofKind(Gateways.APPLICATION)).extracting(r -> r.name() + " " + r.state()).containsExactly("tick_app failed (FATAL)", "setup installed");
		var app = Setup.resource(snapshot, Gateways.APPLICATION, "lab/gw/tick_app");
		assertThat(app.parent()).contains(gateway.id());
		assertThat(app.refusals().get(Gateways.START)).startsWith("This gateway does not listen: ");
		g.putObject("deployment").put("id", "d1").put("state", "running");
		g.put("listening", true);
		cloud.changed("lab/gw");
		snapshot = session.refresh();
		assertThat(Setup.resource(snapshot, Gateways.GATEWAY, "lab/gw").attribute(Gateways.DRIFT)).isEmpty();
		assertThat(Setup.resource(snapshot, Gateways.APPLICATION, "lab/gw/tick_app").refusals()).containsOnlyKeys(Gateways.STOP);
	}

	@Test
	void theAgentIsAnApplicationThatCannotBeStopped() throws Exception {
		var apps = cloud.gateway("lab", "gw").put("listening", true).withArrayProperty("apps");
		apps.addObject().put("name", "gwe").put("version", "1").put("status", "RUNNING").put("exitstatus", 0);
		apps.addObject().put("name", "tick_app").put("version", "1").put("status", "RUNNING");
		var snapshot = setup.session().refresh();
		assertThat(Setup.resource(snapshot, Gateways.APPLICATION, "lab/gw/gwe").refusals()).containsOnlyKeys(Gateways.START, Gateways.STOP).extractingByKey(Gateways.STOP).asString()
				.contains("nobody could start it again");
		assertThat(Setup.resource(snapshot, Gateways.APPLICATION, "lab/gw/tick_app").refusals()).containsOnlyKeys(Gateways.START);
	}

	@Test
	void anAgentThatNobodySupervisesIsNotRestarted() throws Exception {
		cloud.gateway("lab", "gw").put("listening", true).withArrayProperty("apps").addObject().put("name", "gwe").put("version", "1").put("status", "RUNNING");
		assertThat(Setup.resource(setup.session().refresh(), Gateways.APPLICATION, "lab/gw/gwe").refusals()).containsEntry(Gateways.RESTART,
				"The agent is not supervised: nobody would start it again.");
	}

	@Test
	void onlyWhatChangedIsReadAgain() throws Exception {
		for (int i = 0; i < 2500; i++) {
			cloud.gateway("lab", "gw%05d".formatted(i));
		}
		var session = setup.session();
		var first = session.refresh();
		assertThat(first.ofKind(Gateways.GATEWAY)).hasSize(2500);
		cloud.gateways.get("lab/gw00007").put("interval", 61);
		cloud.changed("lab/gw00007");
		cloud.remove("lab/gw00008");
		cloud.asked.clear();
		var second = session.refresh();
		assertThat(cloud.asked).filteredOn(a -> a.path().endsWith("/gateways")).singleElement().satisfies(a -> assertThat(a.query()).containsKey("since"));
		assertThat(second.ofKind(Gateways.GATEWAY)).hasSize(2499);
		assertThat(Setup.resource(second, Gateways.GATEWAY, "lab/gw00007").attribute(Gateways.UPDATE_INTERVAL)).isEqualTo("61");
		assertThat(Setup.resource(second, Gateways.GATEWAY, "lab/gw00009")).isSameAs(Setup.resource(first, Gateways.GATEWAY, "lab/gw00009"));
	}

	@Test
	void anotherDatabaseIsReadAnew() throws Exception {
		cloud.gateway("lab", "old");
		cloud.revision = 5000;
		cloud.changed("lab/old");
		var session = setup.session();
		session.refresh();
		cloud.remove("lab/old");
		cloud.revision = 10;
		cloud.gateway("lab", "new");
		assertThat(session.refresh().ofKind(Gateways.GATEWAY)).extracting(r -> r.name()).containsExactly("new");
	}

	@Test
	void changesAreHeardAtOnce() throws Exception {
		cloud.gateway("lab", "gw");
		var session = setup.session();
		session.refresh();
		var heard = new CountDownLatch(1);
		var watch = Thread.ofVirtual().start(() -> {
			try {
				session.watch(heard::countDown);
			} catch (EngineException | InterruptedException e) {
				// the end of the test
			}
		});
		cloud.changed("lab/gw");
		assertThat(heard.await(20, TimeUnit.SECONDS)).isTrue();
		watch.interrupt();
		watch.join();
	}

	@Test
	void productsAndPackagesAreThere(@TempDir Path folder) throws Exception {
		var session = setup.session();
		var file = Setup.tickApp(folder);
		session.upload("lab", file, Targets.sha256(file), Optional.empty(), n -> {
		});
		var snapshot = session.refresh();
		assertThat(Setup.resource(snapshot, Gateways.PRODUCT, "lab").attribute("packages")).isEqualTo("1");
		var packed = Setup.resource(snapshot, Gateways.PACKAGE, "lab/tick_app.v1.tar.gz");
		assertThat(packed.attribute(Gateways.VERSION)).isEqualTo("1");
		assertThat(packed.attribute(Gateways.SHA256)).isEqualTo(Targets.sha256(file));
		session.removeContent("lab", "tick_app.v1.tar.gz");
		assertThat(session.refresh().ofKind(Gateways.PACKAGE)).isEmpty();
	}

	@Test
	void whatChangesSoonAfterPackagesWereReadIsReadALittleLater() throws Exception {
		var now = new AtomicReference<>(Instant.now());
		var session = setup.session(cloud.url(), now::get);
		cloud.content.put("lab/tick_app.v1.tar.gz", FakeCloud.object().put("id", "tick_app.v1.tar.gz").put("gateways", 0));
		cloud.gateway("lab", "gw");
		assertThat(Setup.resource(session.refresh(), Gateways.PACKAGE, "lab/tick_app.v1.tar.gz").attribute(Gateways.GATEWAYS)).isEqualTo("0");
		now.set(now.get().plusSeconds(2));
		cloud.content.get("lab/tick_app.v1.tar.gz").put("gateways", 1); // it is installed
		cloud.changed("lab/gw");
		session.refresh();
		now.set(now.get().plusSeconds(10));
		assertThat(Setup.resource(session.refresh(), Gateways.PACKAGE, "lab/tick_app.v1.tar.gz").attribute(Gateways.GATEWAYS)).isEqualTo("1");
	}

	@Test
	void aProblemHasTheLocalTime() throws Exception {
		var seen = Instant.now().minusSeconds(103);
		cloud.gateway("lab", "silent").put("lastSeen", seen.toString());
		assertThat(Setup.resource(setup.session().refresh(), Gateways.GATEWAY, "lab/silent").attribute(Gateways.PROBLEM)).contains(Text.time(seen)).doesNotContain(seen.toString());
	}

	@Test
	void whatTheCloudSaysIsTheMessage() throws Exception {
		var session = setup.session();
		assertThatThrownBy(() -> session.delete("lab", "nobody")).isInstanceOfSatisfying(EngineException.class, e -> {
			assertThat(e.kind()).isEqualTo(EngineException.Kind.NOT_FOUND);
			assertThat(e).hasMessageContaining("There is no gateway lab/nobody");
		});
		assertThat(session.gateway("lab", "nobody")).isEmpty();
	}
}
