package org.fleetdesk.serverless;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.core.Session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * An open connection to a Provisioning Engine and, where there is access, to its OpenNebula with OneFlow, as every {@link Session}. Verbs return when the engine or the
 * cloud confirms; whether it came to that shows only the state, read again. What needs OpenNebula or OneFlow fails without access with the reason, of kind
 * {@link EngineException.Kind#UNSUPPORTED}.
 */
public interface ServerlessSession extends Session {

	/** Which engine and cloud these are, as last found; asks when that is not known. */
	CloudInfo cloud() throws EngineException, InterruptedException;

	/** The engine's JSON schema of a runtime: of an object with {@code SERVERLESS_RUNTIME}; of an engine that does not tell it the one that is known. */
	JsonNode schema() throws EngineException, InterruptedException;

	/** Whether {@link #schema()}, which was asked before, is the engine's own. */
	boolean tellsSchema();

	/** What of a description of a runtime the schema, or the cloud, would not take; no I/O but for the first schema. */
	List<RuntimeProblem> check(JsonNode runtime) throws EngineException, InterruptedException;

	/** The flavours that can be had: names of service templates; empty when that cannot be told. */
	List<String> flavours() throws EngineException, InterruptedException;

	/** The runtimes that the connection's user sees. */
	List<RuntimeInfo> runtimes() throws EngineException, InterruptedException;

	/** By id of the document; empty when it is not there. */
	Optional<RuntimeInfo> runtime(int id) throws EngineException, InterruptedException;

	/**
	 * Makes a runtime; takes until its virtual machines are made.
	 *
	 * @param runtime in the form of the schema, the inside of {@code SERVERLESS_RUNTIME}
	 * @return the id of its document
	 */
	int create(ObjectNode runtime) throws EngineException, InterruptedException;

	/** Changes capacity and scheduling; takes until that is done. @param runtime as in {@link #create}, with all values */
	void update(int id, ObjectNode runtime) throws EngineException, InterruptedException;

	void rename(int id, String name) throws EngineException, InterruptedException;

	/** Deletes service and document; the virtual machines go afterwards. */
	void delete(int id) throws EngineException, InterruptedException;

	/** Deletes a document alone. */
	void deleteDocument(int id) throws EngineException, InterruptedException;

	/**
	 * What the engine's own log says of a runtime, also of one that is gone if it was the user's.
	 *
	 * @param after {@link EngineLines#next} of the piece before; empty: from the beginning
	 * @param since older lines are left out; its second counts whole
	 * @throws EngineException unsupported when the engine does not hand out its log, such as the original one
	 */
	EngineLines engineLog(int runtime, String after, Instant since) throws EngineException, InterruptedException;

	Optional<ServiceInfo> service(int id) throws EngineException, InterruptedException;

	/** @param delete delete it by force, instead of trying again what failed */
	void recoverService(int id, boolean delete) throws EngineException, InterruptedException;

	void deleteService(int id) throws EngineException, InterruptedException;

	/** @param force also beyond the role's limits */
	void scale(int service, String role, int cardinality, boolean force) throws EngineException, InterruptedException;

	/** All but those that are done. */
	List<VmInfo> vms() throws EngineException, InterruptedException;

	/** Also one that is done; empty when there is none of this number. */
	Optional<VmInfo> vm(int id) throws EngineException, InterruptedException;

	/** @param action of {@code one.vm.action}, such as {@code poweroff-hard} */
	void act(int vm, String action) throws EngineException, InterruptedException;

	void recover(int vm, VmRecovery how) throws EngineException, InterruptedException;

	/** What was measured of a virtual machine, oldest first. */
	List<VmSample> monitoring(int vm) throws EngineException, InterruptedException;

	/** What {@link Serverless#REPAIR} would do with a resource as it is now; empty when it needs no repair, or there is none that fits. */
	Optional<Repair> repair(ResourceId id) throws EngineException, InterruptedException;

	List<HostInfo> hosts() throws EngineException, InterruptedException;

	/** Asks a runtime's endpoint; that it does not answer is no failure. @param endpoint an address, as in {@link FunctionInfo#endpoint} */
	EndpointAnswer answer(String endpoint) throws EngineException, InterruptedException;

	/** The cloud's own description of a resource: JSON or XML text, without what is secret. */
	String inspect(ResourceId id) throws EngineException, InterruptedException;
}
