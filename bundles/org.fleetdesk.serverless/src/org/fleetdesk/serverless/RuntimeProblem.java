package org.fleetdesk.serverless;

/**
 * What is wrong in a description of a runtime.
 *
 * @param path    where, as a JSON pointer within the runtime, such as {@code /FAAS/CPU}; empty for the whole
 * @param message a sentence for the user
 */
public record RuntimeProblem(String path, String message) {
}
