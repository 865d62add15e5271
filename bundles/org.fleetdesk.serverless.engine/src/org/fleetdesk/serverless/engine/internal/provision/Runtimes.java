package org.fleetdesk.serverless.engine.internal.provision;

import java.time.InstantSource;
import java.util.List;

import org.fleetdesk.serverless.engine.internal.config.EngineConfig;
import org.fleetdesk.serverless.engine.internal.log.EngineLog;
import org.fleetdesk.serverless.engine.internal.provision.CloudAccess.Session;
import org.fleetdesk.serverless.model.RuntimeDocuments;

import com.fasterxml.jackson.databind.JsonNode;

/** What can be done with serverless runtimes, in a caller's name. Holds no state: all of it is in OpenNebula's documents. Safe for use by many threads. */
public final class Runtimes {

	/** The most runtimes on a page of the list. */
	public static final int LONGEST_PAGE = Listing.MOST;

	private final CloudAccess clouds;
	private final EngineLog log;
	private final SpecCheck check = new SpecCheck();
	private final Reading reading;
	private final Listing listing;
	private final Creation creation;
	private final Updating updating;
	private final Cleanup cleanup;

	Runtimes(EngineConfig config, ApiFace face, CloudAccess clouds, Pauses pauses, EngineLog log, InstantSource clock) {
		this.clouds = clouds;
		this.log = log;
		reading = new Reading(Creation.longest(config), clock);
		listing = new Listing(reading);
		cleanup = new Cleanup(log, pauses);
		creation = new Creation(config, face, reading, cleanup, pauses, clock);
		updating = new Updating(config, reading, cleanup, pauses);
	}

	/** Makes a runtime of what a client sent. */
	public LiveRuntime create(Caller caller, JsonNode request) throws Refusal, InterruptedException {
		var spec = check.check(request);
		return creation.create(clouds.working(caller), spec, log(caller));
	}

	public LiveRuntime get(Caller caller, int id) throws Refusal, InterruptedException {
		return reading.runtime(clouds.reading(caller), id);
	}

	/** The runtimes that the caller may see, from an offset on, in the order of OpenNebula, which mostly is the newest first. */
	public List<LiveRuntime> list(Caller caller, int offset, int limit) throws Refusal, InterruptedException {
		return listing.page(clouds.reading(caller), offset, limit);
	}

	/** Changes a runtime as a client wants it. As in the original, whether there is such a runtime is looked at before what is wanted. */
	public LiveRuntime update(Caller caller, int id, JsonNode request) throws Refusal, InterruptedException {
		var cloud = clouds.working(caller);
		var document = reading.document(cloud, id);
		return updating.update(cloud, document, check.check(request), log(caller));
	}

	/** Deletes a runtime; its VMs go by and by. The document goes last, so that a delete that is cut off can be asked for again. */
	public void delete(Caller caller, int id) throws Refusal, InterruptedException {
		Session cloud = clouds.reading(caller);
		var document = reading.document(cloud, id);
		var service = reading.service(cloud, RuntimeDocuments.readBody(document));
		if (service.isPresent()) {
			log(caller).info("Deleting Serverless Runtime Service " + service.get().id());
			cleanup.service(cloud, service.get().id());
		}
		cleanup.document(cloud, id);
		log(caller).info("Deleted Serverless Runtime Document");
	}

	private EngineLog log(Caller caller) {
		return log.masking(caller.session());
	}
}
