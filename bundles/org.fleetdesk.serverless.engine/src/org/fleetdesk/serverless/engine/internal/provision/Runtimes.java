package org.fleetdesk.serverless.engine.internal.provision;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalInt;

import org.fleetdesk.serverless.engine.internal.config.EngineConfig;
import org.fleetdesk.serverless.engine.internal.log.EngineLog;
import org.fleetdesk.serverless.engine.internal.log.RequestLog;
import org.fleetdesk.serverless.engine.internal.provision.CloudAccess.Session;
import org.fleetdesk.serverless.model.RuntimeDocuments;

import com.fasterxml.jackson.databind.JsonNode;

/** What can be done with serverless runtimes, in a caller's name. Holds no state: all of it is in OpenNebula's documents. Safe for use by many threads. */
public final class Runtimes {

	/** The most runtimes on a page of the list. */
	public static final int LONGEST_PAGE = Listing.MOST;

	private final CloudAccess clouds;
	private final SpecCheck check = new SpecCheck();
	private final Reading reading;
	private final Listing listing;
	private final Creation creation;
	private final Updating updating;
	private final Cleanup cleanup;

	Runtimes(EngineConfig config, ApiFace face, CloudAccess clouds, Pauses pauses, InstantSource clock) {
		this.clouds = clouds;
		reading = new Reading(Creation.longest(config), clock);
		listing = new Listing(reading);
		cleanup = new Cleanup(pauses);
		creation = new Creation(config, face, reading, cleanup, pauses, clock);
		updating = new Updating(config, reading, cleanup, pauses);
	}

	/** Makes a runtime of what a client sent. @param log is told the runtime's number as soon as there is one */
	public LiveRuntime create(Caller caller, JsonNode request, RequestLog log) throws Refusal, InterruptedException {
		var spec = check.check(request);
		return creation.create(clouds.working(caller), spec, log);
	}

	public LiveRuntime get(Caller caller, int id) throws Refusal, InterruptedException {
		return reading.runtime(clouds.reading(caller), id);
	}

	/** The runtimes that the caller may see, from an offset on, in the order of OpenNebula, which mostly is the newest first. */
	public List<LiveRuntime> list(Caller caller, int offset, int limit) throws Refusal, InterruptedException {
		return listing.page(clouds.reading(caller), offset, limit);
	}

	/** Changes a runtime as a client wants it. As in the original, whether there is such a runtime is looked at before what is wanted. */
	public LiveRuntime update(Caller caller, int id, JsonNode request, EngineLog log) throws Refusal, InterruptedException {
		var cloud = clouds.working(caller);
		var document = reading.document(cloud, id);
		return updating.update(cloud, document, check.check(request), log);
	}

	/** Deletes a runtime; its VMs go by and by. The document goes last, so that a delete that is cut off can be asked for again. */
	public void delete(Caller caller, int id, EngineLog log) throws Refusal, InterruptedException {
		Session cloud = clouds.reading(caller);
		var document = reading.document(cloud, id);
		var service = reading.service(cloud, RuntimeDocuments.readBody(document));
		if (service.isPresent()) {
			cleanup.service(cloud, service.get().id(), log);
		}
		cleanup.document(document, log);
	}

	/**
	 * Whether the caller may look at a runtime, as OpenNebula says; of one that is gone, whether the caller is a certain user or an administrator.
	 *
	 * @param owner tells whose runtime it was; asked only when it is gone
	 * @return whether the runtime is still there
	 * @throws Refusal when the caller may not look at it, or nobody knows whose it was
	 */
	public boolean mayLook(Caller caller, int id, Owner owner) throws Refusal, InterruptedException, IOException {
		var cloud = clouds.reading(caller);
		try {
			reading.document(cloud, id);
			return true;
		} catch (Refusal e) {
			if (e.status() != 404) {
				throw e;
			}
			var user = owner.user();
			if (user.isEmpty() || !reading.isUserOrAdministrator(cloud, user.getAsInt())) {
				throw e;
			}
			return false;
		}
	}

	/** Whose a runtime was that is gone: a user's number; empty when that is not known. */
	public interface Owner {
		OptionalInt user() throws IOException, InterruptedException;
	}
}
