package org.fleetdesk.gateways.agent.internal.gmq;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

import org.fleetdesk.http.EndpointSettings;
import org.fleetdesk.http.HttpAudit;
import org.fleetdesk.http.HttpBody;
import org.fleetdesk.http.HttpCall;
import org.fleetdesk.http.HttpClientFactory;
import org.fleetdesk.http.HttpException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever GMQ said yes to reaches the cloud, though it is killed again and again, and nothing else does. */
@Timeout(180)
class GmqKillTest {

	private static final int WRITERS = 4;

	@TempDir
	Path home;

	@Test
	void whatWasAcceptedArrivesThoughTheProcessIsKilled() throws Exception {
		long seed = Long.getLong("fleetdesk.seed", System.nanoTime());
		System.out.println("GmqKillTest: seed " + seed);
		var random = new Random(seed);
		var accepted = new ConcurrentSkipListMap<Long, String>();
		var asked = new ConcurrentSkipListMap<Long, String>();
		var time = new AtomicLong(1_000);
		try (var cloud = new TestCloud(); var factory = new HttpClientFactory(HttpAudit.NONE)) {
			for (int round = 0; round < 5; round++) {
				cloud.status(round % 2 == 0 ? 503 : 0);
				var gmq = GmqProcess.serve(home, cloud.url());
				try (var endpoint = factory.open(EndpointSettings.of(gmq.url))) {
					var writers = new Thread[WRITERS];
					for (int w = 0; w < WRITERS; w++) {
						writers[w] = Thread.ofVirtual().start(() -> {
							while (true) {
								long at = time.incrementAndGet();
								asked.put(at, "v" + at);
								try {
									endpoint.send(new HttpCall("POST", "/onep:v1/stack/alias/n", Map.of("X-Exosite-VMS", "p p s"),
											Optional.of(new HttpBody.Bytes("application/x-www-form-urlencoded", (at + "=v" + at).getBytes(StandardCharsets.US_ASCII))), Optional.empty(), Optional.empty()));
									accepted.put(at, "v" + at);
								} catch (HttpException e) {
									return; // killed
								}
							}
						});
					}
					int goal = accepted.size() + 20 + random.nextInt(400);
					while (accepted.size() < goal) {
						Thread.sleep(1);
					}
					gmq.kill();
					for (Thread writer : writers) {
						writer.join();
					}
				}
			}
			cloud.status(0);
			try (var gmq = GmqProcess.serve(home, cloud.url())) {
				long end = System.nanoTime() + 60_000_000_000L;
				while (!cloud.of("n").keySet().containsAll(accepted.keySet())) {
					assertThat(System.nanoTime()).as("waits for %s", accepted.keySet().stream().filter(t -> !cloud.of("n").containsKey(t)).toList()).isLessThan(end);
					Thread.sleep(20);
				}
			}
			System.out.println("GmqKillTest: " + accepted.size() + " accepted, " + (asked.size() - accepted.size()) + " without an answer, " + cloud.of("n").size() + " arrived");
			assertThat(cloud.of("n")).containsAllEntriesOf(accepted);
			assertThat(asked).containsAllEntriesOf(cloud.of("n"));
		}
	}
}
