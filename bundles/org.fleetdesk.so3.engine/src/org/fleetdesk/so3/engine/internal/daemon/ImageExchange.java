package org.fleetdesk.so3.engine.internal.daemon;

/**
 * The journal of a container's move to another image. With it, an engine that was killed at any moment ends with one of the two images.
 *
 * @param phase how far it is
 * @param other the image that the container is not made of now: the new one in {@link Phase#REPLACING} and {@link Phase#RETURNING}, else the old one
 * @param up    whether a guest was under way before, so that one must be afterwards
 */
public record ImageExchange(Phase phase, ImageVersion other, boolean up) {

	/** What happens. */
	public enum Phase {
		/** The old guest is ended and the new image loaded; nothing of it has run. */
		REPLACING,
		/** The new image is in the slot; if a guest was under way before, it is started and must stay living for a while. */
		TRYING,
		/** The new image has failed; the old one is loaded again, and started if it was up. */
		RETURNING
	}
}
