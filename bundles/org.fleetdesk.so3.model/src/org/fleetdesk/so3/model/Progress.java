package org.fleetdesk.so3.model;

/** Told now and then how far a long read is. Called on the reading thread. */
@FunctionalInterface
public interface Progress {

	/** Nobody is told. */
	Progress NONE = (done, total) -> {
	};

	/** @param done bytes handled so far, at most {@code total} */
	void advanced(long done, long total);
}
