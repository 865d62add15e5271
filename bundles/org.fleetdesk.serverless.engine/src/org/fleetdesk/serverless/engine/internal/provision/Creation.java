package org.fleetdesk.serverless.engine.internal.provision;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.fleetdesk.opennebula.OneError;
import org.fleetdesk.opennebula.OneException;
import org.fleetdesk.opennebula.Pool;
import org.fleetdesk.opennebula.document.Document;
import org.fleetdesk.opennebula.document.DocumentPool;
import org.fleetdesk.opennebula.oneflow.LogEntry;
import org.fleetdesk.opennebula.oneflow.Role;
import org.fleetdesk.opennebula.oneflow.Service;
import org.fleetdesk.opennebula.oneflow.ServiceTemplate;
import org.fleetdesk.opennebula.wire.OneTemplate;
import org.fleetdesk.serverless.engine.internal.config.EngineConfig;
import org.fleetdesk.serverless.engine.internal.log.EngineLog;
import org.fleetdesk.serverless.engine.internal.log.RequestLog;
import org.fleetdesk.serverless.engine.internal.log.RuntimeLines;
import org.fleetdesk.serverless.engine.internal.provision.CloudAccess.Session;
import org.fleetdesk.serverless.model.Function;
import org.fleetdesk.serverless.model.Functions;
import org.fleetdesk.serverless.model.RuntimeDocuments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Makes runtimes. The order of effects is such that whatever cuts a create off, kill -9 included, leaves nothing that cannot be found and removed:
 * <ol>
 * <li>The document comes first, in the caller's name, with the name that the service is going to have ({@code SERVICE_NAME}: the flavours and a UUID),
 * and the time.
 * <li>The service is instantiated with that name; its VMs carry the document's number ({@code SERVERLESS_RUNTIME}).
 * <li>When the VMs are there, the document gets the service's number and the VMs'.
 * </ol>
 * A document without a service's number leads to its service by the name, so that the runtime can be read, and deleted with its service, by this engine or
 * any other; without such a service it reads as an error and can be deleted. A service or VM without a document tells by its name or attribute that it was
 * made for a runtime. (The original made the document last: a create that was cut off left a service like any other, and VMs that nobody asked for.)
 * <p>
 * What fails on the way is undone in the opposite order; the document goes only when its service has gone.
 */
final class Creation {

	private final EngineConfig config;
	private final ApiFace face;
	private final ServiceTemplates templates;
	private final FunctionTemplate functions;
	private final LoginTokens tokens;
	private final Reading reading;
	private final Cleanup cleanup;
	private final Pauses pauses;
	private final InstantSource clock;

	Creation(EngineConfig config, ApiFace face, Reading reading, Cleanup cleanup, Pauses pauses, InstantSource clock) {
		this.config = config;
		this.face = face;
		this.reading = reading;
		this.cleanup = cleanup;
		this.pauses = pauses;
		this.clock = clock;
		templates = new ServiceTemplates(config.mapping());
		functions = new FunctionTemplate(config);
		tokens = new LoginTokens(config.compatibleAuth(), clock);
	}

	/** One create. */
	private final class Work {
		final Session cloud;
		final RuntimeSpec spec;
		final RequestLog request;
		final EngineLog log;
		final String serviceName;
		final ObjectNode body;
		/** Null until it is known. */
		Document document;
		Optional<Service> service = Optional.empty();
		private String warned = "";

		Work(Session cloud, RuntimeSpec spec, RequestLog request, String uuid) {
			this.cloud = cloud;
			this.spec = spec;
			this.request = request;
			log = request.work();
			serviceName = spec.tuple() + uuid;
			body = spec.body().deepCopy();
		}

		/** Says once what may come again and again. */
		void warn(String text) {
			if (!text.equals(warned)) {
				warned = text;
				log.warn(text);
			}
		}

		/** There is a document, by whose number the lines of the log are found from now on. */
		void is(Document made) {
			document = made;
			request.about(made.id());
			log.info(RuntimeLines.ALLOCATED);
		}
	}

	/** Makes a runtime; its VMs are there when this returns, but mostly boot still. */
	LiveRuntime create(Session cloud, RuntimeSpec spec, RequestLog log) throws Refusal, InterruptedException {
		log.work().info("Creating oneflow Service for Serverless Runtime");
		var template = templates.find(cloud, spec);
		var vmTemplates = vmTemplates(cloud, spec, template);
		String uuid = UUID.randomUUID().toString();
		var work = new Work(cloud, spec, log, uuid);
		String auth = tokens.contextValue(cloud);
		boolean done = false;
		try {
			allocate(work, uuid);
			instantiate(work, template, vmTemplates, auth);
			await(work);
			note(work);
			var runtime = reading.runtime(cloud, work.document.id());
			done = true;
			return runtime;
		} finally {
			if (!done) {
				cleanup.surely("Undoing the creation of " + work.serviceName, work.log, () -> undo(work));
			}
		}
	}

	/** A role of the template and what its VMs are made of. */
	private record FunctionRole(String name, Function wanted, OneTemplate vm) {
	}

	private static List<FunctionRole> vmTemplates(Session cloud, RuntimeSpec spec, ServiceTemplate template) throws Refusal, InterruptedException {
		var found = new ArrayList<FunctionRole>();
		var roles = ServiceTemplates.roles(template);
		for (String function : spec.hasDaas() ? Functions.NAMES : List.of(Functions.FAAS)) {
			var role = Functions.role(function, roles, r -> r.path("name").asText(""));
			if (role.isEmpty()) {
				throw Refusal.of(422, "The service template " + template.id() + " (" + template.name() + ") has no role for the function " + function);
			}
			var wanted = function.equals(Functions.FAAS) ? spec.runtime().faas() : spec.runtime().daas().orElseThrow();
			found.add(new FunctionRole(role.get().path("name").asText(), wanted, ServiceTemplates.vm(cloud, role.get())));
		}
		return found;
	}

	private void allocate(Work work, String uuid) throws Refusal, InterruptedException {
		String asked = work.spec.runtime().name();
		String name = asked.isBlank() ? work.spec.tuple() + "_" + uuid : asked;
		work.body.put(StoredBody.SERVICE_NAME, work.serviceName).put(StoredBody.REGISTERED, clock.instant().getEpochSecond());
		if (face == ApiFace.NEW || asked.isBlank()) {
			work.body.remove("NAME");
		}
		work.log.info("Allocating Serverless Runtime Document");
		work.log.debug(work.body.toString());
		try {
			int id = Document.allocate(work.cloud.one(), StoredBody.allocation(name, work.body), RuntimeDocuments.TYPE).intOrThrow();
			work.is(new Document(id, work.cloud.one()));
		} catch (OneException e) {
			throw Refusal.of(e, "Failed to create Serverless Runtime Document");
		}
	}

	private void instantiate(Work work, ServiceTemplate template, List<FunctionRole> roles, String auth) throws Refusal, InterruptedException {
		var options = JsonNodeFactory.instance.objectNode().put("name", work.serviceName);
		work.log.debug("Instantiating service_template " + template.id() + " with options " + options);
		ArrayNode merged = options.putArray("roles");
		var belonging = new FunctionTemplate.Belonging(template.id(), work.document.id(), Optional.of(auth));
		for (FunctionRole role : roles) {
			merged.addObject().put("name", role.name()).put("vm_template_contents", functions.merge(role.wanted(), role.vm(), work.spec.runtime(), belonging));
		}
		try {
			work.service = Optional.of(work.cloud.flow().instantiate(template.id(), options));
		} catch (OneException e) {
			throw Refusal.of(e, "Failed to create Serverless Runtime Service");
		}
		work.log.info("Serverless Runtime Service created: " + work.service.get().id());
		if (work.log.debugs()) {
			work.log.debug(document(work.service.get()));
		}
	}

	/** The service as OneFlow tells it, without the credentials that its VMs get. */
	private static String document(Service service) {
		JsonNode document = service.document().deepCopy();
		document.findParents("vm_template_contents").forEach(r -> ((ObjectNode) r).put("vm_template_contents", ""));
		return JsonNodeFactory.instance.objectNode().set("DOCUMENT", document).toString();
	}

	/** Waits until each role has its VMs. The first version of the engine neither noticed failures nor that time was over. */
	private void await(Work work) throws Refusal, InterruptedException {
		int id = work.service.orElseThrow().id();
		work.log.info("Waiting for the VMs of Serverless Runtime Service " + id);
		boolean complete = pauses.until(config.timeout(), () -> {
			try {
				work.service = Optional.of(work.cloud.flow().service(id));
			} catch (OneException e) {
				if (e.error() == OneError.UNREACHABLE || e.error() == OneError.TIMED_OUT) {
					work.warn("Serverless Runtime Service " + id + " cannot be read, which is tried again: " + e.getMessage());
					return false; // it may be back in time
				}
				throw Refusal.of(e, "Failed to read Serverless Runtime Service " + id);
			}
			return work.service.get().state().isFailed() || isComplete(work.service.get());
		});
		if (face == ApiFace.SEED) {
			return;
		}
		if (work.service.get().state().isFailed()) {
			throw Refusal.of(500, "Serverless Runtime Service " + id + " entered FAILED state after creation", log(work.service.get()));
		}
		if (!complete) {
			throw Refusal.of(504, "OpenNebula did not create VMs for the Serverless Runtime Service " + id, log(work.service.get()));
		}
	}

	private static boolean isComplete(Service service) {
		return !service.roles().isEmpty() && service.roles().stream().allMatch(r -> r.nodes().size() >= r.cardinality());
	}

	private static ArrayNode log(Service service) {
		var log = JsonNodeFactory.instance.arrayNode();
		for (LogEntry entry : service.log()) {
			log.addObject().put("timestamp", entry.time().getEpochSecond()).put("severity", entry.severity()).put("message", entry.message());
		}
		return log;
	}

	/** Notes the service and its VMs in the document. */
	private void note(Work work) throws Refusal, InterruptedException {
		var service = work.service.orElseThrow();
		work.body.put("SERVICE_ID", service.id());
		for (String function : Functions.NAMES) {
			var role = Functions.role(function, service.roles(), Role::name);
			if (work.body.path(function) instanceof ObjectNode object && !object.path("FLAVOUR").asText().isEmpty() && role.isPresent() && !role.get().nodes().isEmpty()) {
				object.put("VM_ID", role.get().nodes().getFirst().vm());
			}
		}
		try {
			work.document.update(StoredBody.replacement(work.body), false).orThrow();
		} catch (OneException e) {
			throw Refusal.of(e, "Failed to update Serverless Runtime Document " + work.document.id());
		}
		work.log.info("Created Serverless Runtime Document");
	}

	/** Document and service may be there although nothing was heard of them: the service's name finds both. */
	private void undo(Work work) throws Refusal, InterruptedException {
		if (work.document == null) {
			var document = unheard(work);
			if (document.isEmpty()) {
				return;
			}
			work.is(document.get());
		}
		var service = work.service.isPresent() ? work.service : reading.service(work.cloud, work.body);
		if (service.isPresent()) {
			work.log.info("Deleting Serverless Runtime Service " + service.get().id());
			cleanup.recover(work.cloud, service.get().id(), work.log);
		}
		work.document.info(); // whose it was
		cleanup.document(work.document, work.log);
	}

	private static Optional<Document> unheard(Work work) throws Refusal, InterruptedException {
		var documents = new DocumentPool(work.cloud.one(), RuntimeDocuments.TYPE);
		try {
			documents.info(Pool.MINE, -1, -1).orThrow();
		} catch (OneException e) {
			throw Refusal.of(e, Reading.NOT_READ);
		}
		return documents.elements().stream().filter(d -> RuntimeDocuments.readBody(d).path(StoredBody.SERVICE_NAME).asText("").equals(work.serviceName)).findFirst();
	}

	/** How long a create can be at work on a document. */
	static Duration longest(EngineConfig config) {
		return config.timeout().plusMinutes(2);
	}
}
