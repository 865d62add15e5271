package org.fleetdesk.serverless.engine.internal.provision;

import java.time.Duration;

import org.fleetdesk.engine.Uninterrupted;
import org.fleetdesk.opennebula.OneError;
import org.fleetdesk.opennebula.OneException;
import org.fleetdesk.opennebula.document.Document;
import org.fleetdesk.serverless.engine.internal.log.EngineLog;
import org.fleetdesk.serverless.engine.internal.log.RuntimeLines;
import org.fleetdesk.serverless.engine.internal.provision.CloudAccess.Session;

/** Removes services and documents. */
final class Cleanup {

	private static final Duration RETRY = Duration.ofSeconds(1);

	private final Pauses pauses;

	Cleanup(Pauses pauses) {
		this.pauses = pauses;
	}

	/** Something that needs the cloud and must be done even when the thread is interrupted. */
	interface Work {
		void run() throws Refusal, InterruptedException;
	}

	/**
	 * Undeploys a service. One that cannot be undeployed in its state is deleted with its VMs. The VMs go by and by.
	 *
	 * @throws Refusal when it is still there; one that is not there any more is fine
	 */
	void service(Session cloud, int id, EngineLog log) throws Refusal, InterruptedException {
		log.info("Deleting Serverless Runtime Service " + id);
		try {
			cloud.flow().delete(id);
		} catch (OneException e) {
			switch (e.error()) {
				case NO_EXISTS -> log.info("Service " + id + " is gone already");
				case AUTHENTICATION, AUTHORIZATION, UNREACHABLE, TIMED_OUT, UNTRUSTED, LOCKED -> throw failed(e, id);
				default -> {
					log.info("Service " + id + " cannot be undeployed, so it is recovered with delete: " + e.getMessage());
					recover(cloud, id, log);
				}
			}
		}
	}

	/** Deletes a service with its VMs, whatever its state. */
	void recover(Session cloud, int id, EngineLog log) throws Refusal, InterruptedException {
		try {
			cloud.flow().recover(id, true);
		} catch (OneException e) {
			if (e.error() == OneError.NO_EXISTS) {
				return;
			}
			log.warn("Serverless Runtime Service " + id + " is not deleted yet, which is tried once more: " + e.getMessage());
			pauses.pause(RETRY);
			try {
				cloud.flow().recover(id, true);
			} catch (OneException again) {
				if (again.error() != OneError.NO_EXISTS) {
					throw failed(again, id);
				}
			}
		}
	}

	private static Refusal failed(OneException e, int service) {
		return Refusal.of(e, "Failed to delete Serverless Runtime Service " + service);
	}

	/**
	 * @param document as read before
	 * @throws Refusal when it is still there; one that is not there any more is fine
	 */
	void document(Document document, EngineLog log) throws Refusal, InterruptedException {
		try {
			document.delete().orThrow();
		} catch (OneException e) {
			if (e.error() != OneError.NO_EXISTS) {
				throw Refusal.of(e, "Failed to delete Serverless Runtime Document " + document.id());
			}
		}
		log.info(RuntimeLines.DELETED + document.uid());
	}

	/**
	 * Runs what must be tried whatever happens: on a thread that no interrupt of this one reaches, and whose calls have their deadlines. A failure is
	 * logged.
	 *
	 * @param what for the log
	 */
	void surely(String what, EngineLog log, Work work) {
		var thread = Thread.ofVirtual().name("provision-cleanup").start(() -> {
			log.warn(what);
			try {
				work.run();
			} catch (Refusal e) {
				log.error(what + " failed: " + e.plain());
			} catch (InterruptedException e) {
				log.error(what + " was cut off");
			}
		});
		Uninterrupted.join(thread);
	}
}
