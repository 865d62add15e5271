package org.fleetdesk.gateways.agent.internal.checkin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.fleetdesk.gateways.agent.internal.Await;
import org.fleetdesk.gateways.agent.internal.install.InstallResult.Outcome;
import org.fleetdesk.gateways.model.DeviceInfo;
import org.fleetdesk.gateways.model.EngineReport;
import org.fleetdesk.gateways.model.InstallProgress;
import org.fleetdesk.gateways.model.PackageName;
import org.fleetdesk.gateways.model.PackageSignature;
import org.fleetdesk.gateways.model.UsageReport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CheckInLoopTest extends CheckInCase {

	@BeforeEach
	void start() {
		cloud.content("test_app.v1.tar.gz", new byte[100_000]);
	}

	@Test
	void aNewGatewayIsActivatedAndReportsWithTheUserAgentOfTheDocument() throws Exception {
		assertThat(gateway.loop().once()).isTrue();

		assertThat(gateway.configuration.gateway().cik()).hasSize(40);
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(gateway.home.gatewayCfg()))).isEqualTo("rw-------");
		assertThat(cloud.userAgents).containsOnly("GatewayEngine-v1.2.3");
		assertThat(EngineReport.of(cloud.get("engine_report")).apps()).extracting(EngineReport.App::name, EngineReport.App::version)
				.containsExactly(org.assertj.core.api.Assertions.tuple("gwe", "1.2.3"));
		var device = DeviceInfo.of(cloud.get("device_info"));
		assertThat(device.uname()).startsWith("Linux");
		assertThat(device.fileSystems()).anyMatch(f -> f.mount().equals("/") && f.size() > 0);
		assertThat(device.free()).contains("Mem:");
		assertThat(device.addresses()).contains("lo ").contains("127.0.0.1");
	}

	@Test
	void theTrafficOfTheAgentIsCountedBelowTheInterfaceThatLeadsToTheCloud() throws Exception {
		gateway.loop().once();
		gateway.loop().once();

		var local = UsageReport.of(cloud.get("usage_report")).interfaces().get("lo");
		assertThat(local.consumers().get("gwe").get("activate").count()).isEqualTo(1);
		assertThat(local.consumers().get("gwe").get("http_write").sent()).isGreaterThan(500);
		assertThat(local.received()).isGreaterThanOrEqualTo(local.consumers().get("system").get("all").received()).isPositive();
		assertThat(local.topConsumer()).isNotEmpty();
	}

	@Test
	void aGatewayThatIsNotEnabledTriesAgain() throws Exception {
		cloud.refuseActivation(409);
		var loop = gateway.loop();
		assertThat(loop.once()).isFalse();
		assertThat(cloud.requests()).containsExactly("POST /provision/activate");

		cloud.refuseActivation(200);
		assertThat(loop.once()).isTrue();
	}

	@Test
	void aKeyThatCountsNoMoreIsForgottenAndTheGatewayActivatesAgain() throws Exception {
		var loop = gateway.loop();
		loop.once();
		String before = gateway.configuration.gateway().cik();
		cloud.forgetKey();

		assertThat(loop.once()).isTrue();
		assertThat(gateway.configuration.gateway().cik()).hasSize(40).isNotEqualTo(before);
		assertThat(cloud.activations()).isEqualTo(2);
	}

	@Test
	void anIntervalIsAdoptedKeptAndEmptied() throws Exception {
		cloud.set("update_interval", "30");
		gateway.loop().once();

		assertThat(gateway.configuration.engine().updateInterval()).isEqualTo(Duration.ofSeconds(30));
		assertThat(cloud.get("update_interval")).isEmpty();
	}

	@Test
	void anIntervalThatIsNoneIsEmptiedAndIgnored() throws Exception {
		cloud.set("update_interval", "0");
		gateway.loop().once();

		assertThat(gateway.configuration.engine().updateInterval()).isEqualTo(Duration.ofSeconds(14_400));
		assertThat(cloud.get("update_interval")).isEmpty();
	}

	@Test
	void aPackageIsInstalledAfterTheCommandWasEmptiedAndItsOutputIsReported() throws Exception {
		cloud.set("engine_fetch", COMMAND);
		assertThat(gateway.loop().once()).isTrue();

		assertThat(gateway.installer.installed()).containsExactly("test_app.v1.tar.gz:100000");
		assertThat(cloud.get("fetch_status")).isEqualTo("test_app v1: installed\n\noutput of test_app\n");
		var requests = cloud.requests();
		assertThat(requests.indexOf("engine_fetch=")).isBetween(0, requests.indexOf("GET /provision/download?vendor=product&model=product&id=test_app.v1.tar.gz"));
		assertThat(cloud.written("install_progress").stream().map(InstallProgress::of)).allMatch(p -> p.deployment().equals("d1")).extracting(InstallProgress::phase).startsWith(
				InstallProgress.Phase.PICKED_UP, InstallProgress.Phase.DOWNLOADING, InstallProgress.Phase.INSTALLING, InstallProgress.Phase.INSTALLED);
		assertThat(gateway.home.downloads()).isEmptyDirectory();
		assertThat(gateway.journal().command()).isEmpty();
	}

	@Test
	void theSameCommandIsDoneAgainWhenTheOperatorWritesItAgain() throws Exception {
		var loop = gateway.loop();
		cloud.set("engine_fetch", COMMAND);
		loop.once();
		cloud.set("engine_fetch", COMMAND);
		loop.once();

		assertThat(gateway.installer.installed()).hasSize(2);
	}

	@Test
	void aCommandThatCannotBeEmptiedIsDoneOnce() throws Exception {
		cloud.keepCommands();
		cloud.set("engine_fetch", COMMAND);
		var loop = gateway.loop();
		loop.once();
		loop.once();
		gateway.loop().once();

		assertThat(gateway.installer.installed()).hasSize(1);
	}

	@Test
	void whatTheCommandHasBesidesIsReported() throws Exception {
		cloud.set("engine_fetch", "{\"install\": [], \"remove\": [\"x\"], \"now\": true}");
		gateway.loop().once();

		assertThat(cloud.get("fetch_status")).contains("names no package").contains("remove, now");
	}

	@Test
	void aCommandThatIsNoJsonIsReportedAndEmptied() throws Exception {
		cloud.set("engine_fetch", "install test_app please");
		gateway.loop().once();

		assertThat(cloud.get("fetch_status")).startsWith("The command in engine_fetch cannot be used: It is no JSON");
		assertThat(cloud.get("engine_fetch")).isEmpty();
	}

	@Test
	void onePackageThatFailsDoesNotHoldUpTheOthers() throws Exception {
		cloud.set("engine_fetch", "{\"install\": [{\"name\": \"lost.v1.tar.gz\"}, {\"name\": \"../evil\"}, {\"name\": \"test_app.v1.tar.gz\"}]}");
		gateway.loop().once();

		assertThat(cloud.get("fetch_status").lines()).startsWith("lost v1: failed: The device cloud has no content lost.v1.tar.gz.")
				.anyMatch(l -> l.startsWith("../evil: refused: ")).contains("test_app v1: installed");
		assertThat(gateway.installer.installed()).hasSize(1);
	}

	@Test
	void howAnInstallationEndedIsReported() throws Exception {
		gateway.installer.outcome = Outcome.ROLLED_BACK;
		cloud.set("engine_fetch", COMMAND);
		gateway.loop().once();

		assertThat(cloud.get("fetch_status")).startsWith("test_app v1: rolled back: It ended with 3.\n");
		assertThat(InstallProgress.of(cloud.get("install_progress")).phase()).isEqualTo(InstallProgress.Phase.ROLLED_BACK);
	}

	@Test
	void aDownloadThatBreaksOffGoesOnWhereItStopped() throws Exception {
		cloud.breakDownloadAt(40_000);
		cloud.set("engine_fetch", COMMAND);
		gateway.loop().once();

		assertThat(cloud.requests()).anyMatch(r -> r.matches("range [1-9]\\d*"));
		assertThat(gateway.installer.installed()).containsExactly("test_app.v1.tar.gz:100000");
	}

	@Test
	void whatAnEarlierProcessBeganOfOtherContentIsThrownAway() throws Exception {
		for (int length : new int[] { 100_000, 200_000, 500 }) {
			Files.createDirectories(gateway.home.downloads());
			Files.write(gateway.home.downloads().resolve("test_app.v1.tar.gz.part"), java.util.Arrays.copyOf(new byte[] { 1 }, length));
			cloud.set("engine_fetch", COMMAND);
			gateway.loop().once();
			assertThat(cloud.get("fetch_status")).startsWith("test_app v1: installed");
		}
		assertThat(gateway.installer.installed()).hasSize(3).containsOnly("test_app.v1.tar.gz:100000");
	}

	@Test
	void aPackageThatDoesNotFitIsNotDownloaded() throws Exception {
		cloud.announce(1L << 40);
		cloud.set("engine_fetch", COMMAND);
		gateway.loop().once();

		assertThat(cloud.get("fetch_status")).startsWith("test_app v1: refused: ").contains("256.0 MiB");
	}

	@Test
	void theLogHasNoKey() throws Exception {
		var logger = (ch.qos.logback.classic.Logger) org.slf4j.LoggerFactory.getLogger("org.fleetdesk");
		var before = logger.getLevel();
		var lines = new ch.qos.logback.core.read.ListAppender<ch.qos.logback.classic.spi.ILoggingEvent>();
		lines.start();
		logger.setLevel(ch.qos.logback.classic.Level.DEBUG);
		logger.addAppender(lines);
		try {
			cloud.set("engine_fetch", COMMAND);
			var loop = gateway.loop();
			loop.once();
			cloud.forgetKey();
			loop.once();
		} finally {
			logger.detachAppender(lines);
			logger.setLevel(before);
		}
		assertThat(List.copyOf(lines.list)).isNotEmpty().noneMatch(line -> line.getFormattedMessage().contains("%040x".formatted(0xabc1)) || line.getFormattedMessage().contains("%040x".formatted(0xabc2)));
		assertThat(gateway.configuration.gateway().cik()).isEqualTo("%040x".formatted(0xabc2));
	}

	@Test
	void aCloudThatDoesNotGiveAPackageIsAskedAgainForSomeTime() throws Exception {
		cloud.set("engine_fetch", COMMAND);
		cloud.fail(request -> request.startsWith("GET /provision/download"));
		assertThat(gateway.loop().once()).isTrue();

		assertThat(cloud.get("fetch_status")).startsWith("test_app v1: failed: ").contains("503");
		assertThat(gateway.pauses).hasSizeGreaterThan(3);
		assertThat(gateway.pauses.stream().mapToLong(Duration::toSeconds).sum()).isBetween(55L, 150L);
	}

	@Test
	void whatCameIsThrownAwayWhenItsDigestIsAnother() throws Exception {
		cloud.content("test_app.v1.tar.gz", new byte[10], Optional.of("0".repeat(64)), Optional.empty());
		cloud.set("engine_fetch", COMMAND);
		gateway.loop().once();

		assertThat(cloud.get("fetch_status")).startsWith("test_app v1: failed: ").contains("SHA-256");
		assertThat(gateway.installer.installed()).isEmpty();
		assertThat(gateway.home.downloads()).isEmptyDirectory();
	}

	@Test
	void onlySignedPackagesAreTakenWhereAKeyIsTrusted() throws Exception {
		var keys = PackageSignature.makeKeyPair();
		gateway.configuration.setEngine(java.util.Map.of("trusted_key", Files.writeString(folder.resolve("key.pem"), keys.publicKey()).toString()));
		byte[] bytes = new byte[100];
		byte[] digest = java.security.MessageDigest.getInstance("SHA-256").digest(bytes);
		String signature = PackageSignature.sign(new PackageName("good", "1"), digest, keys.privateKey());
		cloud.content("good.v1.tar.gz", bytes, Optional.empty(), Optional.of(signature));
		cloud.content("good.v2.tar.gz", bytes, Optional.empty(), Optional.of(signature));
		cloud.content("foreign.v1.tar.gz", bytes, Optional.empty(), Optional.of(PackageSignature.sign(new PackageName("foreign", "1"), digest, PackageSignature.makeKeyPair().privateKey())));
		cloud.set("engine_fetch", "{\"install\": [{\"name\": \"test_app.v1.tar.gz\"}, {\"name\": \"foreign.v1.tar.gz\"}, {\"name\": \"good.v1.tar.gz\"}, {\"name\": \"good.v2.tar.gz\"}]}");
		gateway.loop().once();

		assertThat(gateway.installer.installed()).containsExactly("good.v1.tar.gz:100");
		assertThat(cloud.get("fetch_status")).contains("test_app v1: refused: test_app.v1.tar.gz is not signed").contains("foreign v1: refused: The signature")
				.contains("good v2: refused: The signature of good.v2.tar.gz was not made of this package and version");
	}

	@Test
	void aCloudThatIsAwayForAWhileLosesNoResult() throws Exception {
		theResultIsReportedAgainAfter(() -> cloud.fail(request -> request.contains("fetch_status=")));
	}

	@Test
	void aFailureOfTheAgentItselfIsReportedAndTheLoopLivesOn() throws Exception {
		gateway.installer.fault = new IllegalStateException("broken");
		cloud.set("engine_fetch", COMMAND);
		var loop = gateway.loop();
		loop.once();

		assertThat(cloud.get("fetch_status")).startsWith("test_app v1: failed: The agent failed over it: java.lang.IllegalStateException: broken");
		gateway.installer.fault = null;
		cloud.set("engine_fetch", COMMAND);
		assertThat(loop.once()).isTrue();
		assertThat(gateway.installer.installed()).hasSize(1);
	}

	@Test
	void aCheckInThatIsWantedComesAtOnce() throws Exception {
		var loop = gateway.loop();
		var thread = Thread.ofVirtual().start(() -> {
			try {
				loop.run();
			} catch (InterruptedException e) {
				// as it ends
			}
		});
		Await.until(() -> reads() == 1);
		gateway.waker.wake();
		Await.until(() -> reads() == 2);
		thread.interrupt();
		assertThat(thread.join(Duration.ofSeconds(30))).isTrue();
	}

	private long reads() {
		return cloud.requests().stream().filter(r -> r.startsWith("GET /onep:v1/stack/alias?update_interval&engine_fetch")).count();
	}

	@Test
	void aDamagedJournalIsPutAsideAndSaid() throws Exception {
		Files.createDirectories(gateway.home.state());
		Files.writeString(gateway.home.journal(), "{\"version\":1,\"sta");
		assertThat(gateway.loop().once()).isTrue();

		assertThat(cloud.get("fetch_status")).contains("The agent's journal was damaged");
		assertThat(List.of(gateway.home.state().resolve("journal.damaged"))).allMatch(Files::exists);
	}
}
