package org.fleetdesk.core;

/** How bad it is. */
public enum Severity {
	INFO, WARNING, ERROR
}
