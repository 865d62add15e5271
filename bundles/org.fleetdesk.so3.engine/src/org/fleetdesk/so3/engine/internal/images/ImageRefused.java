package org.fleetdesk.so3.engine.internal.images;

/** What was uploaded is no image that the engine takes. The message says why and what to do. */
public final class ImageRefused extends Exception {

	private static final long serialVersionUID = 1L;

	public ImageRefused(String message) {
		super(message);
	}
}
