package org.fleetdesk.so3.engine.internal.images;

/** What was uploaded is no image that the engine takes. The message says why and what to do. */
public final class ImageRefused extends Exception {

	private static final long serialVersionUID = 1L;

	private final boolean storage;

	/** It is no image, or no good one. */
	public ImageRefused(String message) {
		this(message, false);
	}

	/** @param storage whether the engine's disk is the reason, and not the image */
	public ImageRefused(String message, boolean storage) {
		super(message);
		this.storage = storage;
	}

	public boolean storage() {
		return storage;
	}
}
