package org.fleetdesk.serverless.engine.internal.provision;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

import org.fleetdesk.opennebula.OneError;
import org.fleetdesk.opennebula.OneException;
import org.fleetdesk.opennebula.OneResponse;
import org.fleetdesk.opennebula.document.Document;
import org.fleetdesk.opennebula.oneflow.Role;
import org.fleetdesk.opennebula.oneflow.Service;
import org.fleetdesk.opennebula.user.User;
import org.fleetdesk.opennebula.vm.VirtualMachine;
import org.fleetdesk.serverless.engine.internal.provision.CloudAccess.Session;
import org.fleetdesk.serverless.engine.internal.provision.LiveRuntime.Live;
import org.fleetdesk.serverless.engine.internal.provision.LiveRuntime.Machine;
import org.fleetdesk.serverless.engine.internal.provision.LiveRuntime.Nothing;
import org.fleetdesk.serverless.model.Functions;
import org.fleetdesk.serverless.model.RuntimeDocuments;
import org.fleetdesk.serverless.model.ServerlessRuntime;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Reads runtimes. Nothing is written on the way, so that whoever may use a runtime may look at it. */
final class Reading {

	static final String NOT_FOUND = "Serverless Runtime not found";
	static final String NOT_READ = "Failed to read Serverless Runtime Document";
	/** OpenNebula's group oneadmin. */
	private static final int ADMINISTRATORS = 0;
	/** What the first version of the API says, whatever was wrong. */
	private static final String NO_DOCUMENT = "Document not found";

	private final Duration creation;
	private final InstantSource clock;

	/** @param creation the longest time in which a create may be at work on a document without a service */
	Reading(Duration creation, InstantSource clock) {
		this.creation = creation;
		this.clock = clock;
	}

	/** Reads the document, after which the caller may be told about it. */
	Document document(Session cloud, int id) throws Refusal, InterruptedException {
		var document = new Document(id, cloud.one());
		try {
			document.info().orThrow();
		} catch (OneException e) {
			throw (e.error() == OneError.NO_EXISTS ? Refusal.of(404, NOT_FOUND) : Refusal.of(e, NOT_READ)).plain(404, NO_DOCUMENT);
		}
		if (document.type() != RuntimeDocuments.TYPE) {
			throw Refusal.of(404, NOT_FOUND).plain(404, NO_DOCUMENT);
		}
		return document;
	}

	/** Whether OpenNebula knows the caller as the user of this number, or as one of its administrators, who may see everything. */
	boolean isUserOrAdministrator(Session cloud, int user) throws Refusal, InterruptedException {
		var caller = new User(User.SELF, cloud.one());
		try {
			caller.info().orThrow();
		} catch (OneException e) {
			throw Refusal.of(e, NOT_READ);
		}
		return caller.xpath("ID").strip().equals(String.valueOf(user)) || caller.gid() == ADMINISTRATORS;
	}

	LiveRuntime runtime(Session cloud, int id) throws Refusal, InterruptedException {
		return runtime(cloud, document(cloud, id));
	}

	/** A runtime with its service and VMs. */
	LiveRuntime runtime(Session cloud, Document document) throws Refusal, InterruptedException {
		var body = RuntimeDocuments.readBody(document);
		var service = service(cloud, body);
		var id = service.map(s -> OptionalInt.of(s.id())).orElseGet(() -> StoredBody.service(body));
		boolean daas = !RuntimeDocuments.read(document).daas().map(d -> d.flavour()).orElse("").isEmpty();
		return new LiveRuntime(document, body, id, live(cloud, body, service, Functions.FAAS),
				daas ? Optional.of(live(cloud, body, service, Functions.DAAS)) : Optional.empty());
	}

	/** The service of a runtime: that of its number, or, when a create was cut off before it was noted, that of its name; empty when there is none. */
	Optional<Service> service(Session cloud, ObjectNode body) throws Refusal, InterruptedException {
		var id = StoredBody.service(body);
		String name = body.path(StoredBody.SERVICE_NAME).asText("");
		try {
			if (id.isPresent()) {
				return Optional.of(cloud.flow().service(id.getAsInt()));
			}
			return name.isEmpty() ? Optional.empty() : cloud.flow().services().stream().filter(s -> s.name().equals(name)).findFirst();
		} catch (OneException e) {
			if (e.error() == OneError.NO_EXISTS) {
				return Optional.empty();
			}
			throw Refusal.of(e, "Failed to read Serverless Runtime Service" + (id.isPresent() ? " " + id.getAsInt() : "s"));
		}
	}

	private Live live(Session cloud, ObjectNode body, Optional<Service> service, String function) throws Refusal, InterruptedException {
		if (service.isEmpty()) {
			return withoutService(body);
		}
		var role = Functions.role(function, service.get().roles(), Role::name);
		if (role.isEmpty()) {
			return Nothing.error("The service " + service.get().id() + " has no role for it");
		}
		if (role.get().nodes().isEmpty()) {
			return service.get().state().isFailed() ? Nothing.error("The service " + service.get().id() + " is in the state " + service.get().state() + " and has no VM for it")
					: Nothing.pending();
		}
		return machine(cloud, role.get().nodes().getFirst().vm());
	}

	private Nothing withoutService(ObjectNode body) {
		var id = StoredBody.service(body);
		if (id.isPresent()) {
			return Nothing.error("The service " + id.getAsInt() + " is gone");
		}
		return StoredBody.isOlderThan(body, creation, clock.instant()) ? Nothing.error("The creation was cut off before there was a service; delete the runtime")
				: Nothing.pending();
	}

	private static Live machine(Session cloud, int id) throws Refusal, InterruptedException {
		var vm = new VirtualMachine(id, cloud.one());
		return answered(vm.info(), "Failed to read VM " + id) ? new Machine(vm) : gone(id);
	}

	static Nothing gone(int vm) {
		return Nothing.error("The VM " + vm + " is gone");
	}

	private static boolean answered(OneResponse answer, String error) throws Refusal, InterruptedException {
		try {
			answer.orThrow();
			return true;
		} catch (OneException e) {
			if (e.error() == OneError.NO_EXISTS) {
				return false;
			}
			throw Refusal.of(e, error);
		}
	}

	/** The VMs that a document names, which may be older ones than those of its service. */
	static List<Integer> vms(ServerlessRuntime runtime) {
		var ids = new ArrayList<Integer>();
		runtime.faas().vmId().ifPresent(ids::add);
		runtime.daas().ifPresent(d -> d.vmId().ifPresent(ids::add));
		return ids;
	}
}
