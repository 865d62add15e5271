package org.fleetdesk.gateways.agent.internal.checkin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

import org.fleetdesk.gateways.model.InstallProgress;
import org.fleetdesk.gateways.model.InstallProgress.Phase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What others answer in the cloud's place, what the cloud refuses for good, and an installer that cannot end what was begun. */
class TroubledCloudTest extends CheckInCase {

	private static final String PAGE = "<html><body><a href=\"/login?from=x&update_interval=1&engine_fetch=y\">Log in</a></body></html>";

	@BeforeEach
	void start() {
		cloud.content("test_app.v1.tar.gz", new byte[1000]);
		cloud.content("other.v2.tar.gz", new byte[1000]);
	}

	@ParameterizedTest
	@CsvSource({ "200,text/html", "200,text/plain", "302,", "205," })
	void aPageInThePlaceOfTheCloudIsNeitherAStoredReportNorACommand(int status, String type) throws Exception {
		var loop = gateway.loop();
		loop.once();
		cloud.answer(request -> true, status, type == null ? "" : type, status == 205 ? "" : PAGE);
		assertThat(loop.once()).isFalse();
		cloud.answer(request -> request.startsWith("GET /onep"), status, type == null ? "" : type, status == 205 ? "" : PAGE);
		assertThat(loop.once()).isFalse();
		assertThat(gateway.configuration.engine().updateInterval()).isEqualTo(java.time.Duration.ofHours(4));
		assertThat(gateway.configuration.gateway().activated()).isTrue();

		cloud.fail(request -> false);
		assertThat(loop.once()).isTrue();
	}

	@Test
	void aPageThatRefusesTheKeyDoesNotCostTheGatewayItsPlace() throws Exception {
		var loop = gateway.loop();
		loop.once();
		String key = gateway.configuration.gateway().cik();
		cloud.answer(request -> true, 401, "text/html", PAGE);
		assertThat(loop.once()).isFalse();
		cloud.fail(request -> false);
		cloud.refuseActivation(409); // as it is activated

		assertThat(loop.once()).isTrue();
		assertThat(gateway.configuration.gateway().cik()).isEqualTo(key);
	}

	@Test
	void aResultWhoseReportGotAPageIsReportedAgain() throws Exception {
		theResultIsReportedAgainAfter(() -> cloud.answer(request -> request.contains("fetch_status="), 200, "text/html", PAGE));
	}

	@Test
	void aPageIsNoPackageAndTheDownloadIsTriedAgain() throws Exception {
		cloud.set("engine_fetch", COMMAND);
		var pages = new AtomicInteger();
		cloud.answer(request -> request.startsWith("GET /provision/download") && pages.incrementAndGet() <= 3, 200, "text/html", PAGE);
		assertThat(gateway.loop().once()).isTrue();

		assertThat(gateway.installer.installed()).containsExactly("test_app.v1.tar.gz:1000");
		assertThat(pages).hasValue(4);
	}

	@Test
	void aFetchStatusThatIsTooLongForTheCloudIsShortened() throws Exception {
		gateway.installer.output = "line of %s\n".repeat(4000).replaceFirst("%s", "x").replace("%s", "y");
		cloud.set("engine_fetch", COMMAND);
		cloud.answer(request -> request.contains("fetch_status=") && request.length() > 10_000, 413, "text/html", "<html>413</html>");
		assertThat(gateway.loop().once()).isTrue();

		assertThat(cloud.get("fetch_status")).startsWith("test_app v1: installed\n").contains("bytes are left out");
		assertThat(InstallProgress.of(cloud.get("install_progress")).phase()).isEqualTo(Phase.INSTALLED);
	}

	@Test
	void aCloudThatTakesNoFetchStatusHasItsNextCommandDone() throws Exception {
		var loop = gateway.loop();
		cloud.answer(request -> request.contains("fetch_status="), 400, "", "");
		cloud.set("engine_fetch", COMMAND);
		assertThat(loop.once()).isTrue();
		cloud.set("engine_fetch", COMMAND.replace("test_app.v1", "other.v2"));
		assertThat(loop.once()).isTrue();

		assertThat(gateway.installer.installed()).containsExactly("test_app.v1.tar.gz:1000", "other.v2.tar.gz:1000");
		assertThat(cloud.written("install_progress").stream().map(InstallProgress::of).filter(p -> p.phase().ends()).map(InstallProgress::app)).contains("test_app", "other");
	}

	@Test
	void aReportThatTheCloudDoesNotTakeKeepsNothingElseFromIt() throws Exception {
		cloud.answer(request -> request.contains("usage_report="), 413, "", "");
		cloud.set("engine_fetch", COMMAND);
		assertThat(gateway.loop().once()).isTrue();

		assertThat(cloud.get("device_info")).isNotEmpty();
		assertThat(gateway.installer.installed()).hasSize(1);
	}

	@Test
	void whenTheMessageAboutOneOfSeveralWasLostItIsToldBeforeFetchStatus() throws Exception {
		cloud.set("engine_fetch", "{\"install\": [{\"name\": \"test_app.v1.tar.gz\"}, {\"name\": \"other.v2.tar.gz\"}], \"deployment\": \"d1\"}");
		var lost = new AtomicInteger();
		Predicate<String> end = request -> request.contains("install_progress=") && request.contains("test_app") && request.contains("%22installed%22");
		cloud.fail(request -> end.test(request) && lost.getAndIncrement() == 0);
		assertThat(gateway.loop().once()).isTrue();

		var told = cloud.requests().stream().filter(l -> l.startsWith("install_progress=") || l.startsWith("fetch_status=")).toList();
		int status = told.indexOf("fetch_status=" + cloud.get("fetch_status"));
		assertThat(told.subList(0, status).stream().filter(l -> l.startsWith("install_progress=")).map(l -> InstallProgress.of(l.substring("install_progress=".length())))
				.filter(p -> p.phase() == Phase.INSTALLED).map(InstallProgress::app)).as("the last one's end is said again beside fetch_status").containsExactly("other", "test_app", "other");
	}

	@Test
	void anInstallerThatCannotEndWhatWasBegunKeepsNoCheckInFromComing() throws Exception {
		cloud.set("engine_fetch", COMMAND);
		gateway.installer.kill = new AssertionError("kill");
		assertThat(org.assertj.core.api.Assertions.catchThrowable(gateway.loop()::once)).isSameAs(gateway.installer.kill);
		gateway.installer.kill = null;
		gateway.installer.recoverFault = new IllegalStateException("name of a file");
		var loop = gateway.loop();

		for (int i = 1; i <= 2; i++) {
			loop.once();
			assertThat(cloud.written("device_info")).hasSize(i + 1);
			assertThat(cloud.written("fetch_status")).as("no end is told before there is one").isEmpty();
		}
		assertThat(loop.once()).isTrue();
		assertThat(cloud.get("fetch_status")).startsWith("test_app v1: failed: The agent failed over it: java.lang.IllegalStateException: name of a file").contains("cannot be ended");
		assertThat(gateway.installer.installed()).as("it is not begun anew").hasSize(1);

		gateway.installer.recoverFault = null;
		assertThat(loop.once()).isTrue();
		assertThat(cloud.get("fetch_status")).isEqualTo("test_app v1: installed\n");
		assertThat(List.copyOf(gateway.journal().others())).isEmpty();
	}

	@Test
	void whatCannotBeEndedIsSaidOnce() throws Exception {
		gateway.installer.recoverFault = new IllegalStateException("name of a file");
		var loop = gateway.loop();
		assertThat(loop.once()).isTrue();
		assertThat(loop.once()).isTrue();
		assertThat(cloud.written("fetch_status")).singleElement().asString().contains("What was begun before cannot be ended").contains("name of a file");
	}
}
