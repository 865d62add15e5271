package org.fleetdesk.so3.model;

/** How much a {@link Finding} weighs. Ordered: the gravest first. */
public enum Severity {
	/** The image cannot work, or its content is damaged: do not deploy it. */
	ERROR,
	/** Suspicious, or not portable; the image may well work. */
	WARNING,
	/** Worth knowing. */
	INFO
}
