package org.fleetdesk.files;

/** How much a {@link Finding} weighs. Ordered: the gravest first. */
public enum Severity {
	/** The file cannot work, or its content is damaged or dangerous: do not use it. */
	ERROR,
	/** Suspicious, or not portable; the file may well work. */
	WARNING,
	/** Worth knowing. */
	INFO
}
