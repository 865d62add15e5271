package org.fleetdesk.opennebula.oneflow;

import java.util.List;

import org.fleetdesk.http.HttpEndpoint;
import org.fleetdesk.opennebula.OneException;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * OneFlow over REST. Calls block within the endpoint's deadlines and end at once when their thread is interrupted. Safe for use by several threads.
 */
public final class OneFlowClient {

	private final String secret;
	private final HttpEndpoint endpoint;

	/**
	 * @param secret   the session string {@code user:password} or {@code user:token}
	 * @param endpoint shared: never closed here. It must have no credentials of its own.
	 */
	public OneFlowClient(String secret, HttpEndpoint endpoint) {
		this.secret = secret;
		this.endpoint = endpoint;
	}

	/** All services that the user may see. */
	public List<Service> services() throws OneException, InterruptedException {
		throw new UnsupportedOperationException();
	}

	public Service service(int id) throws OneException, InterruptedException {
		throw new UnsupportedOperationException();
	}

	/** Undeploys a service; it goes when its virtual machines are gone. */
	public void delete(int id) throws OneException, InterruptedException {
		throw new UnsupportedOperationException();
	}

	/** @param delete deletes the service with its virtual machines, whatever its state, else tries again what failed */
	public void recover(int id, boolean delete) throws OneException, InterruptedException {
		throw new UnsupportedOperationException();
	}

	/** @param action the content of {@code action}: {@code perform} and {@code params} */
	public void action(int id, JsonNode action) throws OneException, InterruptedException {
		throw new UnsupportedOperationException();
	}

	/** @param force also beyond the role's own limits */
	public void scale(int id, String role, int cardinality, boolean force) throws OneException, InterruptedException {
		throw new UnsupportedOperationException();
	}

	/**
	 * Does something with all virtual machines of a role.
	 *
	 * @param action of a virtual machine, such as {@code poweroff}
	 * @param params {@code period}, {@code number}, {@code args}; null for none
	 */
	public void roleAction(int id, String role, String action, JsonNode params) throws OneException, InterruptedException {
		throw new UnsupportedOperationException();
	}

	public void rename(int id, String name) throws OneException, InterruptedException {
		throw new UnsupportedOperationException();
	}

	/** @param octet such as {@code 640} */
	public void chmod(int id, String octet) throws OneException, InterruptedException {
		throw new UnsupportedOperationException();
	}

	/** @param gid -1: as it is */
	public void chown(int id, int uid, int gid) throws OneException, InterruptedException {
		throw new UnsupportedOperationException();
	}

	/** Deploys a service that is on hold. */
	public void release(int id) throws OneException, InterruptedException {
		throw new UnsupportedOperationException();
	}

	/** Deletes what is left of services that are done. */
	public void purgeDone() throws OneException, InterruptedException {
		throw new UnsupportedOperationException();
	}

	/** All templates that the user may see. */
	public List<ServiceTemplate> templates() throws OneException, InterruptedException {
		throw new UnsupportedOperationException();
	}

	public ServiceTemplate template(int id) throws OneException, InterruptedException {
		throw new UnsupportedOperationException();
	}

	/** @param mergeTemplate goes over the template; null for none */
	public Service instantiate(int template, JsonNode mergeTemplate) throws OneException, InterruptedException {
		throw new UnsupportedOperationException();
	}

	/** @return the id */
	public int allocateTemplate(JsonNode body) throws OneException, InterruptedException {
		throw new UnsupportedOperationException();
	}

	public void updateTemplate(int id, JsonNode body) throws OneException, InterruptedException {
		throw new UnsupportedOperationException();
	}

	public void renameTemplate(int id, String name) throws OneException, InterruptedException {
		throw new UnsupportedOperationException();
	}

	/** @param octet such as {@code 640} */
	public void chmodTemplate(int id, String octet) throws OneException, InterruptedException {
		throw new UnsupportedOperationException();
	}

	/** Deletes the service template, not the templates of its virtual machines. */
	public void deleteTemplate(int id) throws OneException, InterruptedException {
		throw new UnsupportedOperationException();
	}
}
