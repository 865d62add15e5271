package org.fleetdesk.serverless;

/**
 * What is wrong with a resource, and what {@link Serverless#REPAIR} does about it.
 *
 * @param id      of what it acts on: a document, a service or a virtual machine
 * @param problem a sentence
 * @param text    what is done, as a sentence
 */
public record Repair(Kind kind, int id, String problem, String text) {

	public enum Kind {
		/** A document whose service is gone: it can lead nowhere. */
		DELETE_DOCUMENT,
		/** A service that no document refers to, or that stays in its undeployment; with its virtual machines. */
		DELETE_SERVICE,
		/** A service that failed, or stays in the middle of something: what failed is tried again. */
		RECOVER_SERVICE,
		/** A virtual machine whose service is gone. */
		TERMINATE_VM,
		/** A virtual machine that failed: what failed is tried again. */
		RECOVER_VM
	}
}
