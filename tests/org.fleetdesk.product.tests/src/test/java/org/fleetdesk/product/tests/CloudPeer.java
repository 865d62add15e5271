package org.fleetdesk.product.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;

import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** A Provisioning Engine and its OpenNebula asked over plain HTTP in a user's name, each by its own interface: not with the programs that are tested. */
final class CloudPeer implements AutoCloseable {

	private static final ObjectMapper JSON = new ObjectMapper();
	private static final int ALL = -2;
	private static final int DOCUMENTS_OF_RUNTIMES = 1337;

	private final String session;
	private final CloseableHttpClient http;

	/** @param text "" when there is none */
	record Answer(int status, String text) {
	}

	/** The document of a runtime. @param service the number of its service; empty while it does not know it */
	record Document(String name, String serviceName, String service) {
	}

	/** @param vms those that OneFlow knows as its nodes */
	record Service(String name, Set<Integer> vms) {
	}

	/** What there is in the cloud, by number. Virtual machines that are done are not there. */
	record Picture(Map<Integer, Document> documents, Map<Integer, Service> services, Set<Integer> vms) {

		/** What does not belong to another as it should: documents that do not know a service that there is, services of no document, virtual machines of no service. */
		Set<String> loose() {
			var known = documents.values().stream().map(Document::service).collect(Collectors.toSet());
			var names = documents.values().stream().map(Document::serviceName).collect(Collectors.toSet());
			var nodes = nodes();
			var runtimes = documents.entrySet().stream().filter(d -> services.keySet().stream().noneMatch(s -> s.toString().equals(d.getValue().service))).map(d -> "runtime " + d.getKey());
			var orphans = services.entrySet().stream().filter(s -> !known.contains(s.getKey().toString()) && !names.contains(s.getValue().name)).map(s -> "service " + s.getKey());
			var machines = vms.stream().filter(vm -> !nodes.contains(vm)).map(vm -> "vm " + vm);
			return Stream.of(runtimes, orphans, machines).flatMap(s -> s).collect(Collectors.toCollection(TreeSet::new));
		}

		private Set<Integer> nodes() {
			return services.values().stream().flatMap(s -> s.vms.stream()).collect(Collectors.toCollection(TreeSet::new));
		}

		/** Whether each document has one service, each service one document, and each virtual machine a service that has it. */
		boolean whole() {
			var served = documents.values().stream().map(Document::service).toList();
			return loose().isEmpty() && served.stream().sorted().toList().equals(services.keySet().stream().map(String::valueOf).sorted().toList()) && nodes().equals(vms);
		}
	}

	/** @param session {@code USER:PASSWORD} */
	CloudPeer(String session, int connections) {
		this.session = session;
		http = HttpClients.custom().disableAutomaticRetries().setConnectionManager(
				PoolingHttpClientConnectionManagerBuilder.create().setMaxConnPerRoute(connections).setMaxConnTotal(connections).build()).build();
	}

	/** Creates a runtime of one processor. */
	Answer create(URI engine, String name) throws IOException {
		var request = new HttpPost(engine + "/serverless-runtimes");
		request.setEntity(new StringEntity("{\"SERVERLESS_RUNTIME\":{\"NAME\":\"%s\",\"FAAS\":{\"FLAVOUR\":\"Function\",\"CPU\":1,\"MEMORY\":128,\"DISK_SIZE\":512}}}".formatted(name),
				ContentType.APPLICATION_JSON));
		return send(request);
	}

	/** Where an engine's OpenNebula and OneFlow are. */
	JsonNode configuration(URI engine) {
		return json(engine + "/server/config");
	}

	/** Read in an order in which what is being made does not look loose. */
	Picture picture(URI engine) {
		var configuration = configuration(engine);
		var one = URI.create(configuration.path("one_xmlrpc").asText());
		var vms = new TreeSet<Integer>();
		elements(one, "one.vmpool.info", "VM", ALL, -1, -1, -1).forEach(vm -> vms.add(id(vm)));
		var services = new TreeMap<Integer, Service>();
		for (JsonNode service : json(configuration.path("oneflow_server").asText() + "/service").path("DOCUMENT_POOL").path("DOCUMENT")) {
			var nodes = new TreeSet<Integer>();
			service.path("TEMPLATE").path("BODY").path("roles").forEach(r -> r.path("nodes").forEach(n -> nodes.add(n.path("deploy_id").asInt())));
			services.put(service.path("ID").asInt(), new Service(service.path("NAME").asText(), nodes));
		}
		var documents = new TreeMap<Integer, Document>();
		elements(one, "one.documentpool.info", "DOCUMENT", ALL, -1, -1, DOCUMENTS_OF_RUNTIMES).forEach(d -> documents.put(id(d), document(d)));
		return new Picture(documents, services, vms);
	}

	private static Document document(Element element) {
		var body = parse(text(element, "BODY"));
		return new Document(text(element, "NAME"), body.path("SERVICE_NAME").asText(), body.path("SERVICE_ID").asText());
	}

	private static int id(Element element) {
		return Integer.parseInt(text(element, "ID"));
	}

	/** Of the first element of the name. */
	private static String text(Element element, String name) {
		return element.getElementsByTagName(name).item(0).getTextContent();
	}

	/** Of a pool as OpenNebula's XML-RPC tells it. */
	private List<Element> elements(URI one, String method, String name, int... parameters) {
		String secret = session.replace("&", "&amp;").replace("<", "&lt;");
		String call = "<?xml version=\"1.0\"?><methodCall><methodName>" + method + "</methodName><params><param><value><string>" + secret + "</string></value></param>"
				+ IntStream.of(parameters).mapToObj(p -> "<param><value><i4>" + p + "</i4></value></param>").collect(Collectors.joining()) + "</params></methodCall>";
		var request = new HttpPost(one);
		request.setEntity(new StringEntity(call, ContentType.TEXT_XML.withCharset(StandardCharsets.UTF_8)));
		var reply = xml(ok(request));
		assertThat(text(reply, "boolean")).as(method).isEqualTo("1");
		var found = xml(text(reply, "string")).getElementsByTagName(name);
		return IntStream.range(0, found.getLength()).mapToObj(i -> (Element) found.item(i)).toList();
	}

	private static Element xml(String text) {
		try {
			return DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().parse(new InputSource(new StringReader(text))).getDocumentElement();
		} catch (SAXException | IOException | ParserConfigurationException e) {
			throw new AssertionError(text, e);
		}
	}

	static JsonNode parse(String text) {
		try {
			return JSON.readTree(text);
		} catch (IOException e) {
			throw new AssertionError(text, e);
		}
	}

	private JsonNode json(String url) {
		return parse(ok(new HttpGet(url)));
	}

	private String ok(HttpUriRequestBase request) {
		try {
			var answer = send(request);
			assertThat(answer.status()).as("%s: %s", request.getRequestUri(), answer.text()).isEqualTo(200);
			return answer.text();
		} catch (IOException e) {
			throw new AssertionError(e);
		}
	}

	private Answer send(HttpUriRequestBase request) throws IOException {
		request.setHeader("Authorization", "Basic " + Base64.getEncoder().encodeToString(session.getBytes(StandardCharsets.UTF_8)));
		return http.execute(request, answer -> new Answer(answer.getCode(), answer.getEntity() == null ? "" : EntityUtils.toString(answer.getEntity(), StandardCharsets.UTF_8)));
	}

	@Override
	public void close() throws IOException {
		http.close();
	}
}
