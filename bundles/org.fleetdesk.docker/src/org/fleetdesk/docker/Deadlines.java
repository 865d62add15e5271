package org.fleetdesk.docker;

import java.time.Duration;

/**
 * How long a call to an engine may take where it may take longer than others. All but the silences are for the whole call.
 *
 * @param create added to the endpoint's own: an engine may have to copy a large image, and to start a machine for it
 * @param verb   an engine may have to end a machine and start another one, and gives each half a minute
 * @param grace  added to a verb for a container that ends by itself
 * @param update an engine may have to see whether the new image lives, and to start the old one again
 * @param load   the longest silence of an upload, until its answer is there
 * @param stats  the longest silence between measurements, which come about once a second
 * @param stream the longest silence of events and logs: our engine sends an event at least every 15 s, other streams are asked for anew then
 */
public record Deadlines(Duration create, Duration verb, Duration grace, Duration update, Duration load, Duration stats, Duration stream) {

	public static final Deadlines USUAL = new Deadlines(Duration.ofSeconds(60), Duration.ofSeconds(70), Duration.ofSeconds(10), Duration.ofSeconds(120),
			Duration.ofSeconds(120), Duration.ofSeconds(30), Duration.ofSeconds(60));
}
