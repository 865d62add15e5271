import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * Multiplies a runtime of a simulated cloud that does not run now, with its service and its virtual machine, until there are so many: to make them through the engine takes minutes.
 * The cloud keeps them as a snapshot, and each virtual machine once more in its journal, as one that has made them has. Usage: CloudFill FOLDER RUNTIMES
 */
public class CloudFill {

	private static final ObjectMapper JSON = new ObjectMapper();
	private static final int FIRST = 100_000;
	private static final int HOST_LETTERS = 250;

	private final Map<String, Map<Integer, JsonNode>> tables = new TreeMap<>();

	public static void main(String[] args) throws IOException {
		new CloudFill().run(Path.of(args[0]), Integer.parseInt(args[1]));
	}

	private void run(Path folder, int count) throws IOException {
		var old = Files.list(folder).filter(f -> f.getFileName().toString().matches("(snapshot|journal)-\\d+\\.jsonl")).sorted((a, b) -> order(a).compareTo(order(b))).toList();
		for (Path file : old) {
			for (String line : Files.readAllLines(file)) {
				read(JSON.readTree(line.substring(9)));
			}
		}
		JsonNode runtime = tables.get("document").values().stream().filter(d -> d.path("type").asInt() == 1337).findFirst().orElseThrow();
		JsonNode body = JSON.readTree(runtime.at("/template/0/1").asText());
		int service = body.path("SERVICE_ID").asInt();
		int vm = body.at("/FAAS/VM_ID").asInt();
		var template = new Template(text(runtime), text(tables.get("document").get(service)), text(tables.get("vm").get(vm)), runtime.at("/meta/id").asInt(), service, vm);
		tables.get("document").values().removeIf(d -> d.path("type").asInt() == 1337 || d.path("type").asInt() == 100);
		tables.get("vm").clear();
		for (Path file : old) {
			Files.delete(file);
		}
		try (var snapshot = open(folder.resolve("snapshot-0000000.jsonl")); var journal = open(folder.resolve("journal-0000000.jsonl"))) {
			write(snapshot, "{\"version\":1}");
			write(journal, "{\"version\":1}");
			for (var table : tables.entrySet()) {
				for (var object : table.getValue().values()) {
					write(snapshot, put(table.getKey(), text(object)));
				}
			}
			for (int i = 0; i < count; i++) {
				int document = FIRST + 2 * i;
				write(snapshot, put("document", template.runtime(document, document + 1, i, i)));
				write(snapshot, put("document", template.service(document, document + 1, i)));
				String machine = put("vm", template.vm(document, document + 1, i));
				write(snapshot, machine);
				write(journal, machine);
			}
		}
	}

	/** A journal comes behind the snapshot of its number. */
	private static String order(Path file) {
		String name = file.getFileName().toString();
		return name.replaceAll("\\D", "") + (name.startsWith("snapshot") ? "a" : "b");
	}

	private void read(JsonNode line) {
		line.path("put").properties().forEach(t -> t.getValue().forEach(o -> tables.computeIfAbsent(t.getKey(), n -> new TreeMap<>()).put(o.path("meta").path("id").asInt(o.path("id").asInt()), o)));
		line.path("drop").properties().forEach(t -> t.getValue().forEach(id -> tables.get(t.getKey()).remove(id.asInt())));
	}

	private static String text(JsonNode json) {
		return json.toString();
	}

	private static String put(String table, String object) {
		return "{\"put\":{\"" + table + "\":[" + object + "]}}";
	}

	private static OutputStream open(Path file) throws IOException {
		return new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
	}

	private static void write(OutputStream out, String line) throws IOException {
		byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
		var crc = new CRC32C();
		crc.update(bytes);
		out.write(String.format("%08x ", crc.getValue()).getBytes(StandardCharsets.US_ASCII));
		out.write(bytes);
		out.write('\n');
	}

	/** One runtime as texts, with its numbers. */
	private record Template(String runtime, String service, String vm, int runtimeId, int serviceId, int vmId) {

		String runtime(int newRuntime, int newService, int newVm, int number) {
			return unique(runtime, newVm).replace("\"meta\":{\"id\":" + runtimeId, "\"meta\":{\"id\":" + newRuntime).replace("\\\"VM_ID\\\":" + vmId, "\\\"VM_ID\\\":" + newVm)
					.replace("\\\"SERVICE_ID\\\":" + serviceId, "\\\"SERVICE_ID\\\":" + newService).replaceFirst("\"name\":\"bench-\\d+\"", "\"name\":\"bench-" + number + "\"");
		}

		String service(int newRuntime, int newService, int newVm) {
			return unique(service, newVm).replace("\"meta\":{\"id\":" + serviceId, "\"meta\":{\"id\":" + newService)
					.replace("SERVERLESS_RUNTIME=\\\\\\\"" + runtimeId, "SERVERLESS_RUNTIME=\\\\\\\"" + newRuntime).replace("\\\"deploy_id\\\":" + vmId, "\\\"deploy_id\\\":" + newVm)
					.replace("\\\"ID\\\":\\\"" + vmId + "\\\"", "\\\"ID\\\":\\\"" + newVm + "\\\"").replace("(service_" + serviceId + ")", "(service_" + newService + ")");
		}

		String vm(int newRuntime, int newService, int newVm) {
			int third = newVm / HOST_LETTERS;
			int fourth = newVm % HOST_LETTERS + 1;
			return vm.replace("\"meta\":{\"id\":" + vmId, "\"meta\":{\"id\":" + newVm).replace("(service_" + serviceId + ")", "(service_" + newService + ")")
					.replaceAll("127\\.(\\d+)\\.\\d+\\.\\d+", "127.$1." + third + "." + fourth).replaceAll("(02:00:7f:..):..:..", "$1:%02x:%02x".formatted(third, fourth))
					.replace("one-" + vmId + "-0", "one-" + newVm + "-0").replace("[\"VMID\",\"" + vmId + "\"]", "[\"VMID\",\"" + newVm + "\"]")
					.replace("[\"SERVICE_ID\",\"" + serviceId + "\"]", "[\"SERVICE_ID\",\"" + newService + "\"]")
					.replace("[\"SERVERLESS_RUNTIME\",\"" + runtimeId + "\"]", "[\"SERVERLESS_RUNTIME\",\"" + newRuntime + "\"]");
		}

		/** Services are named by a UUID. */
		private static String unique(String text, int number) {
			return text.replaceAll("(\"Function)[0-9a-f]{8}|(Function)[0-9a-f]{8}(?=-[0-9a-f]{4}-)", "$1$2" + "%08x".formatted(number));
		}
	}
}
