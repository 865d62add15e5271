package org.fleetdesk.gateways.agent.internal.checkin;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

import org.fleetdesk.gateways.agent.internal.Pause;
import org.fleetdesk.gateways.agent.internal.cloud.DeviceCloud;
import org.fleetdesk.gateways.agent.internal.config.Configuration;
import org.fleetdesk.gateways.agent.internal.config.EngineConfig;
import org.fleetdesk.gateways.agent.internal.install.Installer;
import org.fleetdesk.gateways.agent.internal.report.Reports;
import org.fleetdesk.gateways.model.Aliases;
import org.fleetdesk.http.HttpException;
import org.fleetdesk.http.HttpStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Activates the gateway, and checks in again and again. It ends with its thread's interrupt only: each failure is logged, told to the cloud where that helps, and tried
 * again.
 */
public final class CheckInLoop {

	private static final Logger LOG = LoggerFactory.getLogger(CheckInLoop.class);
	private static final Duration FIRST_RETRY = Duration.ofSeconds(5);
	private static final Duration LAST_RETRY = Duration.ofMinutes(5);

	private final DeviceCloud cloud;
	private final Configuration configuration;
	private final Waker waker;
	private final Clock clock;
	private final RandomGenerator random;
	private final CheckIn checkIn;
	private final Reports reports;
	private final Backoff backoff;

	/** What a loop works with. @param nanos a clock that nobody sets, as {@link System#nanoTime()} */
	public record Parts(DeviceCloud cloud, Configuration configuration, EngineConfig settings, Reports reports, Installer installer, java.nio.file.Path journal, java.nio.file.Path downloads,
			Waker waker, Clock clock, LongSupplier nanos, Pause pause, RandomGenerator random) {
	}

	/** @throws IOException when the journal cannot be kept */
	public CheckInLoop(Parts parts) throws IOException {
		cloud = parts.cloud();
		configuration = parts.configuration();
		waker = parts.waker();
		clock = parts.clock();
		random = parts.random();
		reports = parts.reports();
		backoff = new Backoff(FIRST_RETRY, LAST_RETRY, random);
		var journal = new Journal(parts.journal());
		var downloader = new Downloader(new Downloader.Source() {
			@Override
			public HttpStream open(String name, long from) throws HttpException {
				return parts.cloud().download(name, from);
			}

			@Override
			public void received(long bytes) {
				parts.cloud().downloaded(bytes);
			}
		}, parts.downloads(), parts.settings().trustedKey(), parts.settings().patience(), parts.nanos(), parts.pause(), random);
		checkIn = new CheckIn(cloud, configuration, reports, journal, new CommandRun(journal, downloader, parts.installer()), parts.installer(), clock, parts.nanos());
	}

	/** Until its thread is interrupted. */
	public void run() throws InterruptedException {
		while (true) {
			waker.await(Backoff.spread(pass(), random));
		}
	}

	/** One check-in. @return whether it was done */
	public boolean once() throws InterruptedException {
		return attempt() == Attempt.DONE;
	}

	private enum Attempt {
		DONE, FAILED, NOT_ACTIVATED
	}

	/** @return how long to wait until the next one */
	private Duration pass() throws InterruptedException {
		var attempt = attempt();
		var settings = settings();
		var interval = settings.map(EngineConfig::updateInterval).orElse(EngineConfig.USUAL_INTERVAL);
		return switch (attempt) {
		case DONE -> {
			backoff.reset();
			yield interval;
		}
		case NOT_ACTIVATED -> settings.map(EngineConfig::retryInterval).orElse(LAST_RETRY);
		case FAILED -> {
			var retry = backoff.next();
			yield retry.compareTo(interval) < 0 ? retry : interval;
		}
		};
	}

	private Optional<EngineConfig> settings() {
		try {
			return Optional.of(configuration.engine());
		} catch (IOException e) {
			LOG.warn("{}", e.getMessage());
			return Optional.empty();
		}
	}

	private Attempt attempt() throws InterruptedException {
		try {
			checkIn.recover();
			if (!configuration.gateway().activated() && !activate()) {
				return Attempt.NOT_ACTIVATED;
			}
			try {
				checkIn.run();
			} catch (HttpException e) {
				if (!DeviceCloud.keyRefused(e)) {
					throw e;
				}
				LOG.warn("The device cloud does not take the gateway's key any more; it is activated again");
				if (!activate()) { // the key stays until there is another one: who refused it may not have been the cloud
					return Attempt.NOT_ACTIVATED;
				}
				checkIn.run();
			}
			LOG.info("Checked in");
			return Attempt.DONE;
		} catch (HttpException e) {
			stopped();
			LOG.warn("The check-in failed: {}", e.getMessage());
			return Attempt.FAILED;
		} catch (IOException e) {
			stopped();
			LOG.error("The check-in failed: {}", e.toString());
			tell("The agent cannot check in: " + e.getMessage());
			return Attempt.FAILED;
		} catch (RuntimeException e) {
			stopped();
			LOG.error("The check-in failed in the agent itself", e);
			tell("The agent failed: " + e);
			return Attempt.FAILED;
		} finally {
			reports.keepTraffic();
		}
	}

	/** Whatever an interrupt made fail is no failure. */
	private static void stopped() throws InterruptedException {
		if (Thread.interrupted()) {
			throw new InterruptedException();
		}
	}

	private boolean activate() throws IOException, InterruptedException {
		try {
			String cik = cloud.activate();
			configuration.setGateway(Map.of("cik", cik));
			LOG.info("Activated at {}", cloud.url());
			return true;
		} catch (HttpException e) {
			stopped();
			String why = switch (e) {
			case HttpException.Refused refused when refused.status() == 404 -> "the device cloud does not know this product or serial number";
			case HttpException.Refused refused when refused.status() == 409 -> "the serial number is not enabled for activation: it is activated already, or its time is over";
			case HttpException.Untrusted u -> e.getMessage() + "; trust its authority with gwe --set-authorities FILE";
			default -> e.getMessage();
			};
			LOG.warn("The gateway is not activated: {}", why);
			return false;
		}
	}

	/** Not in the midst of a command: its end has a message of its own. */
	private void tell(String message) throws InterruptedException {
		try {
			if (!checkIn.underWay() && configuration.gateway().activated()) {
				cloud.write(Map.of(Aliases.FETCH_STATUS, FetchStatus.capped(message, FetchStatus.MOST)));
			}
		} catch (IOException e) {
			stopped();
			LOG.debug("That could not be told to the cloud: {}", e.getMessage());
		}
	}
}
