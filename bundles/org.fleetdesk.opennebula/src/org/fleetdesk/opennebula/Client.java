package org.fleetdesk.opennebula;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.fleetdesk.http.EndpointSettings;
import org.fleetdesk.http.HttpBody;
import org.fleetdesk.http.HttpCall;
import org.fleetdesk.http.HttpClientFactory;
import org.fleetdesk.http.HttpEndpoint;
import org.fleetdesk.http.HttpException;
import org.fleetdesk.http.xmlrpc.XmlRpc;

/**
 * The OpenNebula Cloud API: XML-RPC with the session string {@code user:password} or {@code user:token} as the first argument of each call. Calls block within the
 * endpoint's deadlines, end at once when their thread is interrupted, and never throw: {@link OneResponse} tells. Safe for use by several threads.
 */
public final class Client implements AutoCloseable {

	private static final String DEFAULT_URL = "http://localhost:2633/RPC2";
	/** Calls whose names end so change nothing. */
	private static final Set<String> READS = Set.of("info", "infoextended", "infoset", "monitoring", "version", "config", "accounting", "showback");
	/** Further parameters that are secrets, by their place behind the session string. */
	private static final Map<String, Integer> SECRETS = Map.of("user.allocate", 1, "user.passwd", 1, "user.login", 1);

	private final String secret;
	private final HttpEndpoint endpoint;
	private final String path;
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
		this(secret == null ? Environment.secret(System.getenv()) : Environment.checked(secret),
				Environment.settings(endpoint == null ? System.getenv().getOrDefault("ONE_XMLRPC", DEFAULT_URL) : endpoint), new HttpClientFactory());
	}

	private Client(String secret, EndpointSettings settings, HttpClientFactory owned) {
		this(secret, owned.open(settings), owned);
	}

	private Client(String secret, HttpEndpoint endpoint, HttpClientFactory owned) {
		this.secret = secret;
		this.endpoint = endpoint;
		this.owned = owned;
		String given = endpoint.settings().base().getPath();
		path = given == null || given.isEmpty() || given.equals("/") ? "/RPC2" : "";
	}

	/**
	 * A client over an endpoint that others use, too, and that is not closed with it.
	 *
	 * @param secret   the session string
	 * @param endpoint its base is the URL with its path, mostly {@code /RPC2}; without one, that path is taken. It must have no credentials of its own.
	 */
	public static Client over(String secret, HttpEndpoint endpoint) {
		return new Client(secret, endpoint, null);
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
		var params = new ArrayList<Object>(args.length + 1);
		params.add(secret);
		params.addAll(List.of(args));
		var call = new XmlRpc.Call("one." + action, params);
		byte[] body = XmlRpc.writeCall(call);
		var request = HttpCall.post(path).body(new HttpBody.Masked(XmlRpc.MEDIA_TYPE, body, mask -> shown(action, call, mask)))
				.changing(!READS.contains(action.substring(action.lastIndexOf('.') + 1)));
		if (action.contains("pool.")) {
			request = request.patient(endpoint.settings().deadline()); // how long its answer is nobody knows
		}
		try {
			return Replies.read(XmlRpc.readReply(endpoint.send(request).body()), secret);
		} catch (HttpException e) {
			return Replies.failed(e);
		} catch (IOException e) {
			return OneResponse.failed(OneError.PROTOCOL, -1, "The answer of %s cannot be understood: %s".formatted(endpoint.settings().base(), e.getMessage()), -1, e);
		}
	}

	/** The body as it may be written down. */
	private static String shown(String action, XmlRpc.Call call, HttpBody.Mask mask) {
		int further = SECRETS.getOrDefault(action, -2) + 1;
		return new String(XmlRpc.writeCall(call, (place, value) -> place == 0 ? mask.secret("session") : !(value instanceof String text) ? value
				: place == further ? text.isEmpty() ? text : mask.secret("password") : mask.text(text)), java.nio.charset.StandardCharsets.UTF_8);
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

	@Override
	public String toString() {
		return endpoint.settings().base().toString();
	}
}
