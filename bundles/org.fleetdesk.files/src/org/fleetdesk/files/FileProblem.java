package org.fleetdesk.files;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Why a file could not be used, in words: Java's own message is often nothing but the file's name. */
public final class FileProblem {

	private FileProblem() {
	}

	/** The reason of a failure as a part of a sentence, such as {@code access to /a/b is denied}; never empty. */
	public static String reason(Exception failure) {
		return switch (failure) {
			case NoSuchFileException e -> e.getFile() + " does not exist";
			case AccessDeniedException e -> "access to " + e.getFile() + " is denied";
			case FileSystemException e when e.getReason() != null -> e.getFile() + ": " + e.getReason();
			default -> failure.getMessage() == null || failure.getMessage().isBlank() ? failure.toString() : failure.getMessage();
		};
	}
}
