package org.fleetdesk.serverless.engine.internal.cloud;

import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.Map;

import org.fleetdesk.engine.EngineException;
import org.fleetdesk.engine.Serving;
import org.fleetdesk.engine.web.EngineServer;
import org.fleetdesk.engine.web.Exchange;
import org.fleetdesk.engine.web.HttpError;
import org.fleetdesk.http.xmlrpc.XmlRpc;
import org.fleetdesk.opennebula.OneError;
import org.fleetdesk.opennebula.wire.OneReplies;
import org.fleetdesk.serverless.engine.internal.cloud.Arguments.TypeFault;
import org.fleetdesk.serverless.engine.internal.cloud.Methods.Method;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * OpenNebula's XML-RPC interface to a cloud, {@code POST /RPC2}. What a call cannot do is answered as OpenNebula does, with its code and words; a call that cannot be read, an unknown method
 * or an argument of a wrong type is a fault of XML-RPC with the codes of xmlrpc-c, the library of OpenNebula's server.
 */
final class XmlRpcApi implements AutoCloseable {

	/** The longest call, in bytes. */
	static final int LONGEST = 8 << 20;

	private static final Logger LOG = LoggerFactory.getLogger(XmlRpcApi.class);
	private static final int INTERNAL = -500;
	private static final int PARSE = -503;
	private static final int NO_SUCH_METHOD = -506;
	private static final int LIMIT_EXCEEDED = -509;
	/** How much of a call that is too long is read and dropped: many clients read no answer before they have sent all. */
	private static final int DROPPED = 64 << 20;

	private final Cloud cloud;
	private final Map<String, Method> methods;
	private EngineServer server;

	private XmlRpcApi(Cloud cloud) {
		this.cloud = cloud;
		methods = Methods.of(cloud);
	}

	/** Serves a cloud; it answers when this returns. @throws EngineException when the address is taken */
	static XmlRpcApi start(Cloud cloud, Serving serving) throws EngineException {
		var api = new XmlRpcApi(cloud);
		api.server = EngineServer.start(new EngineServer.Settings("opennebula", serving, (status, message) -> Map.of("message", message), Map.of()).asking(), api::handle);
		return api;
	}

	URI url() {
		return server.url().resolve("/RPC2");
	}

	private void handle(Exchange exchange) throws IOException {
		if (!exchange.path().equals("/RPC2") && !exchange.path().equals("/")) {
			throw new HttpError(404, "The XML-RPC of the simulated cloud is at /RPC2");
		}
		if (!exchange.method().equals("POST")) {
			exchange.setHeader("Allow", "POST");
			throw new HttpError(405, "XML-RPC calls are sent by POST");
		}
		// a web page could send a form to here without asking, but nothing of this type
		if (!exchange.header("Content-Type").map(t -> t.strip().toLowerCase(Locale.ROOT).matches("(text|application)/xml( *;.*)?")).orElse(false)) {
			throw new HttpError(400, "XML-RPC calls are of the type text/xml");
		}
		exchange.send(200, XmlRpc.MEDIA_TYPE, XmlRpc.writeReply(reply(exchange)));
	}

	private XmlRpc.Reply reply(Exchange exchange) throws IOException {
		var body = exchange.body();
		byte[] bytes = body.readNBytes(LONGEST + 1);
		if (bytes.length > LONGEST) {
			var dropped = new byte[1 << 16];
			int count = 0;
			for (long left = DROPPED; left > 0 && count >= 0; left -= count) {
				count = body.read(dropped);
			}
			return new XmlRpc.Fault(LIMIT_EXCEEDED, "XML-RPC call is longer than " + LONGEST + " bytes");
		}
		XmlRpc.Call call;
		try {
			call = XmlRpc.readCall(bytes);
		} catch (IOException e) {
			return new XmlRpc.Fault(PARSE, "The call cannot be read: " + e.getMessage());
		}
		return answer(call);
	}

	/** What a call is answered with. */
	XmlRpc.Reply answer(XmlRpc.Call call) {
		String name = call.method();
		var method = methods.get(name);
		if (method == null) {
			return new XmlRpc.Fault(NO_SUCH_METHOD, "Method '" + name + "' not defined");
		}
		try {
			String session = new Arguments(call.params()).text(0);
			var user = cloud.authenticate(session);
			return OneReplies.success(method.call(user, new Arguments(call.params().subList(1, call.params().size()))));
		} catch (CloudError e) {
			return OneReplies.failure(e.error() == OneError.NONE ? OneError.INTERNAL.code() : e.error().code(), "[" + name + "] " + e.getMessage(), e.objectId());
		} catch (TypeFault e) {
			return new XmlRpc.Fault(TypeFault.CODE, e.getMessage());
		} catch (RuntimeException e) {
			LOG.error("The simulated cloud failed at {}", name, e);
			return new XmlRpc.Fault(INTERNAL, "The simulated cloud failed at " + name + "; its log says more");
		}
	}

	@Override
	public void close() {
		server.close();
	}
}
