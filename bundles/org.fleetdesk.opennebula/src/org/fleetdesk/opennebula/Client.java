package org.fleetdesk.opennebula;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.fleetdesk.http.EndpointSettings;
import org.fleetdesk.http.HttpBody;
import org.fleetdesk.http.HttpCall;
import org.fleetdesk.http.HttpClientFactory;
import org.fleetdesk.http.HttpEndpoint;
import org.fleetdesk.http.HttpException;
import org.fleetdesk.opennebula.wire.XmlRpc;

/**
 * The OpenNebula Cloud API: XML-RPC with the session string {@code user:password} or {@code user:token} as the first argument of each call. Calls block within the
 * endpoint's deadlines, end at once when their thread is interrupted, and never throw: {@link OneResponse} tells. Safe for use by several threads.
 */
public final class Client implements AutoCloseable {

	private static final String DEFAULT_URL = "http://localhost:2633/RPC2";

	private final String secret;
	private final HttpEndpoint endpoint;
	private final HttpClientFactory owned;

	/**
	 * As OpenNebula's own tools do: the session string from the file that the environment variable ONE_AUTH names, else {@code ~/.one/one_auth}; the URL from
	 * ONE_XMLRPC, else {@code http://localhost:2633/RPC2}.
	 */
	public Client() throws ClientConfigurationException {
		this(null, (String) null);
	}

	/**
	 * @param secret   the session string, or null for that of the environment
	 * @param endpoint the URL, or null for that of the environment
	 */
	public Client(String secret, String endpoint) throws ClientConfigurationException {
		this.secret = secret == null ? Environment.secret(System.getenv()) : secret;
		var settings = Environment.settings(endpoint == null ? System.getenv().getOrDefault("ONE_XMLRPC", DEFAULT_URL) : endpoint);
		owned = new HttpClientFactory();
		this.endpoint = owned.open(settings);
	}

	/**
	 * @param secret   the session string
	 * @param endpoint shared: not closed with this client. Its base is the URL with its path, mostly {@code /RPC2}; without one, that path is taken.
	 *                 It must have no credentials of its own.
	 */
	public Client(String secret, HttpEndpoint endpoint) {
		this.secret = secret;
		this.endpoint = endpoint;
		owned = null;
	}

	/** The session string. */
	public String secret() {
		return secret;
	}

	/** What OpenNebula says its version is. */
	public OneResponse get_version() {
		return call("system.version");
	}

	/**
	 * A call.
	 *
	 * @param action without the leading {@code one.}, such as {@code vm.info}
	 * @param args   after the session string: Integer, Long, String, Boolean, Double
	 */
	public OneResponse call(String action, Object... args) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Changes permissions.
	 *
	 * @param action such as {@code vm.chmod}
	 * @param octet  such as {@code 640}
	 * @param more   arguments after the permissions
	 */
	public OneResponse chmod(String action, int id, String octet, Object... more) {
		if (!octet.matches("[0-7]{3}")) {
			return OneResponse.failed(OneError.XML_RPC_API, -1, "Permissions are three octal digits such as 640, not " + octet, id, null);
		}
		var args = new ArrayList<Object>(List.of(id));
		octet.chars().map(digit -> digit - '0').forEach(digit -> args.addAll(List.of(digit >> 2 & 1, digit >> 1 & 1, digit & 1)));
		args.addAll(List.of(more));
		return call(action, args.toArray());
	}

	/** Closes the connections, unless the endpoint is shared. */
	@Override
	public void close() {
		if (owned != null) {
			endpoint.close();
			owned.close();
		}
	}
}
