package org.fleetdesk.gateways.agent.internal.gmq;

/**
 * What became of a client's entries since it is known.
 *
 * @param sent      taken by the cloud
 * @param conflicts of a time at which the cloud had a value already (409): of no use, so not sent again
 * @param replaced  followed, in the same second and before they were sent, by another value of their alias
 * @param refused   the cloud does not take them; they are in the file {@code refused}
 * @param dropped   the oldest ones, when the queue was full
 * @param damaged   bytes of the queue's files that could not be read
 */
record Counts(long sent, long conflicts, long replaced, long refused, long dropped, long damaged) {

	static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0);

	Counts plus(Counts more) {
		return new Counts(sent + more.sent, conflicts + more.conflicts, replaced + more.replaced, refused + more.refused, dropped + more.dropped, damaged + more.damaged);
	}

	static Counts ofSent(long sent, long conflicts, long replaced) {
		return new Counts(sent, conflicts, replaced, 0, 0, 0);
	}

	static Counts ofRefused(long count) {
		return new Counts(0, 0, 0, count, 0, 0);
	}

	static Counts ofDropped(long count) {
		return new Counts(0, 0, 0, 0, count, 0);
	}

	static Counts ofDamaged(long bytes) {
		return new Counts(0, 0, 0, 0, 0, bytes);
	}
}
