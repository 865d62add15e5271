package org.fleetdesk.gateways;

import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.Session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** An open connection to a device cloud with Fleetdesk's fleet API, as every {@link Session}. Verbs return when the cloud confirms. */
public interface GatewaysSession extends Session {

	/** What time it is by the cloud's clock, by which it tells when gateways were seen. */
	Instant now() throws EngineException, InterruptedException;

	/** A gateway as the cloud tells it now, with its reports; empty when it has none of this number. */
	Optional<JsonNode> gateway(String product, String serial) throws EngineException, InterruptedException;

	/** All aliases of the product, those without a value too. */
	List<AliasValue> aliases(String product, String serial) throws EngineException, InterruptedException;

	/** What an alias held, newest first. @param before only older values */
	List<AliasValue> history(String product, String serial, String alias, int limit, Optional<Instant> before) throws EngineException, InterruptedException;

	void writeAlias(String product, String serial, String alias, String value) throws EngineException, InterruptedException;

	/** Makes those of the document, and ours, that the product lacks; says which. */
	List<String> createMissingAliases(String product, String serial) throws EngineException, InterruptedException;

	void setInterval(String product, String serial, Duration interval) throws EngineException, InterruptedException;

	void setLabels(String product, String serial, Map<String, String> labels) throws EngineException, InterruptedException;

	/** @param verb {@code enable}, {@code regenerate}, {@code disable}, {@code lock}, {@code unlock} */
	void change(String product, String serial, String verb) throws EngineException, InterruptedException;

	void delete(String product, String serial) throws EngineException, InterruptedException;

	/** Adds serial numbers. @param request {@code {"sn": […]}} or {@code {"range": {…}}} @return the cloud's answer: {@code added}, {@code existing}, {@code refused} */
	JsonNode add(String product, ObjectNode request) throws EngineException, InterruptedException;

	/** @return the product as the cloud has it now */
	JsonNode createProduct(ObjectNode product) throws EngineException, InterruptedException;

	void deleteProduct(String product, boolean force) throws EngineException, InterruptedException;

	/**
	 * Uploads a package; nothing is sent when the cloud has the same bytes under this name, with this signature if one is given.
	 *
	 * @param signature base64 of Ed25519 over name, version and digest; takes the place of the one that is there; empty for none, or the one that is there
	 * @return whether it was sent
	 * @throws EngineException conflict when the name is taken by other bytes
	 */
	boolean upload(String product, Path file, String sha256, Optional<String> signature, LongConsumer sent) throws EngineException, InterruptedException;

	/** What the content area has under a name: {@code id}, {@code size}, {@code sha256}, {@code gateways}, …; empty when it has nothing. */
	Optional<JsonNode> content(String product, String name) throws EngineException, InterruptedException;

	/** A file of the content area; the caller closes it. */
	InputStream download(String product, String name) throws EngineException, InterruptedException;

	void removeContent(String product, String name) throws EngineException, InterruptedException;

	/** Puts an installation into the gateway's queue. @param run the task's run, by which a resume finds it again */
	Deployment deploy(String product, String serial, List<String> packages, String run) throws EngineException, InterruptedException;

	/** Waits until there is an event later than {@code after}, or the time is over. */
	Deployment deployment(String id, long after, Duration wait) throws EngineException, InterruptedException;

	/** Of one run of a task, newest first; without events. */
	List<Deployment> deployments(String run) throws EngineException, InterruptedException;

	/** Of one gateway, newest first. */
	List<Deployment> deployments(String product, String serial, int limit) throws EngineException, InterruptedException;

	/**
	 * Takes a deployment out of the queue.
	 *
	 * @param force also one that was picked up: the cloud waits for it no more, whatever the gateway does with it
	 * @return whether it could be; not when it was picked up, or has ended
	 */
	boolean cancelDeployment(String id, boolean force) throws EngineException, InterruptedException;

	/**
	 * Asks the agent through the cloud.
	 *
	 * @param request with {@code do}; see docs/engines/devicecloud.md
	 * @throws EngineException conflict when the gateway does not listen, timed out when it does not answer
	 */
	ControlAnswer control(String product, String serial, ObjectNode request, Duration timeout) throws EngineException, InterruptedException;

	/** A piece of a program's log. @param offset where it begins; -1: the last {@code length} bytes */
	LogPiece tail(String product, String serial, String application, long offset, int length) throws EngineException, InterruptedException;
}
