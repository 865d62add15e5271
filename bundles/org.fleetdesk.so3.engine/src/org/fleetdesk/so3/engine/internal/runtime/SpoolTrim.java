package org.fleetdesk.so3.engine.internal.runtime;

import java.io.IOException;
import java.nio.file.Path;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the consumed part of one spool back to the disk by punching a hole into it (util-linux {@code fallocate}). QEMU appends meanwhile and offsets stay
 * as they are, which neither truncating nor renaming would allow without stopping the guest.
 */
final class SpoolTrim {

	private static final Logger LOG = LoggerFactory.getLogger(SpoolTrim.class);
	private static final long PAGE = 4096;

	private final long size;
	private long trimmed;

	/** @param size how much is to be consumed before it is given back, in bytes */
	SpoolTrim(long size) {
		this.size = size;
	}

	/** So many bytes from the begin are safe in the logs. */
	void consumed(Path spool, long upTo) {
		long end = upTo / PAGE * PAGE;
		if (end - trimmed < size) {
			return;
		}
		var command = new ProcessBuilder("fallocate", "--punch-hole", "--offset", Long.toString(trimmed), "--length", Long.toString(end - trimmed),
				spool.toString());
		trimmed = end;
		try {
			command.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().onExit().thenAccept(p -> {
				if (p.exitValue() != 0) {
					LOG.warn("The spool {} cannot be shortened on this file system; it goes with its guest", spool);
				}
			});
		} catch (IOException e) {
			LOG.warn("The spool {} cannot be shortened, because fallocate (package util-linux) cannot be run: {}", spool, e.getMessage());
		}
	}
}
