package org.fleetdesk.gateways.agent.internal.control;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.random.RandomGenerator;

import org.fleetdesk.gateways.agent.internal.Pause;
import org.fleetdesk.gateways.agent.internal.checkin.Backoff;
import org.fleetdesk.gateways.agent.internal.cloud.DeviceCloud;
import org.fleetdesk.http.HttpException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * Keeps a request open at the cloud, which answers it when an operator wants something: the gateway connects, nobody connects to it. Clouds that have no such channel
 * are asked again rarely.
 */
public final class ControlChannel {

	private static final Logger LOG = LoggerFactory.getLogger(ControlChannel.class);
	/** Shorter than what routers on the way keep a silent connection for. */
	private static final Duration WAIT = Duration.ofSeconds(110);
	private static final Duration WITHOUT = Duration.ofHours(1);
	private static final Duration NOT_ACTIVATED = Duration.ofSeconds(2);
	/** How often is looked for another key, to which the check-in sees. */
	private static final Duration LOOK = Duration.ofSeconds(10);
	private static final Duration FIRST = Duration.ofSeconds(1);
	private static final Duration MOST = Duration.ofMinutes(5);
	private static final int AT_ONCE = 4;
	/** A cloud that answers with nothing before this time does not wait. */
	private static final Duration EARLY = Duration.ofSeconds(5);

	/** The key to show. */
	@FunctionalInterface
	public interface Key {
		/** @return empty when there is none yet */
		String now() throws IOException;
	}

	private final DeviceCloud cloud;
	private final Key key;
	private final ControlRequests requests;
	private final Pause pause;
	private final RandomGenerator random;
	private final ObjectMapper mapper = new ObjectMapper();
	private final Semaphore free = new Semaphore(AT_ONCE);

	public ControlChannel(DeviceCloud cloud, Key key, ControlRequests requests, Pause pause, RandomGenerator random) {
		this.cloud = cloud;
		this.key = key;
		this.requests = requests;
		this.pause = pause;
		this.random = random;
	}

	/** Until its thread is interrupted. */
	public void run() throws InterruptedException {
		var backoff = new Backoff(FIRST, MOST, random);
		while (!Thread.currentThread().isInterrupted()) {
			Duration wait;
			String shown = "";
			try {
				shown = key.now();
				wait = shown.isEmpty() ? NOT_ACTIVATED : poll(backoff);
			} catch (HttpException e) {
				if (Thread.interrupted()) {
					throw new InterruptedException();
				}
				boolean none = e instanceof HttpException.Refused refused && (refused.status() == 404 || refused.status() == 405 || refused.status() == 501);
				if (none) {
					LOG.info("The device cloud has no control channel");
				} else {
					LOG.debug("The control channel is closed: {}", e.getMessage());
				}
				wait = none ? WITHOUT : backoff.next();
				if (DeviceCloud.keyRefused(e)) {
					wait = awaitOtherKey(shown, wait, backoff);
				}
			} catch (IOException | RuntimeException e) {
				LOG.warn("The control channel fails: {}", e.toString());
				wait = backoff.next();
			}
			if (wait.isPositive()) {
				pause.of(wait);
			}
		}
		throw new InterruptedException();
	}

	/** @return what is left of the time to wait */
	private Duration awaitOtherKey(String refused, Duration most, Backoff backoff) throws InterruptedException {
		var left = most;
		while (left.compareTo(LOOK) > 0) {
			pause.of(LOOK);
			left = left.minus(LOOK);
			try {
				if (!key.now().equals(refused)) {
					backoff.reset();
					return Duration.ZERO;
				}
			} catch (IOException | RuntimeException e) {
				LOG.debug("The key cannot be read: {}", e.getMessage());
			}
		}
		return left;
	}

	private Duration poll(Backoff backoff) throws IOException, InterruptedException {
		free.acquire();
		boolean given = false;
		try {
			long asked = System.nanoTime();
			var request = cloud.control(WAIT);
			if (request.isEmpty() && System.nanoTime() - asked < EARLY.toNanos()) {
				return backoff.next();
			}
			backoff.reset();
			if (request.isPresent()) {
				var json = mapper.readTree(request.get());
				Thread.ofVirtual().name("control request").start(() -> answer(json));
				given = true;
			}
			return Duration.ZERO;
		} catch (JsonProcessingException e) {
			throw new HttpException.Protocol("The control channel sent what is no JSON", e);
		} finally {
			if (!given) {
				free.release();
			}
		}
	}

	private void answer(JsonNode request) {
		String id = request.path("id").asText("");
		try {
			LOG.info("The operator asks for {} {}", request.path("do").asText("").replaceAll("[^\\w-]", "?"), request.path("app").asText("").replaceAll("[^\\w.-]", "?"));
			cloud.reply(id, mapper.writeValueAsBytes(requests.answer(request)));
		} catch (IOException e) {
			LOG.warn("The answer to a request of the operator could not be sent: {}", e.getMessage());
		} catch (InterruptedException e) {
			Thread.currentThread().interrupt();
		} finally {
			free.release();
		}
	}
}
