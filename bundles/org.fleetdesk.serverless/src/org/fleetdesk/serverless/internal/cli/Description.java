package org.fleetdesk.serverless.internal.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.fleetdesk.cli.Output;
import org.fleetdesk.cli.UsageException;
import org.fleetdesk.serverless.model.ServerlessRuntime;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import picocli.CommandLine.Option;

/** The options that say what a runtime is to be. */
final class Description {

	private static final ObjectMapper JSON = new ObjectMapper();
	private static final long MOST = 1 << 20;

	@Option(names = "--file", paramLabel = "FILE", description = "A description as JSON, in the form of the engine's API; the other options go over it.")
	Path file;
	@Option(names = "--cpu", paramLabel = "CORES", description = "Cores of the FaaS function.")
	Integer cpu;
	@Option(names = "--memory", paramLabel = "MB", description = "Memory of the FaaS function, in MB.")
	Integer memory;
	@Option(names = "--disk", paramLabel = "MB", description = "Disk of the FaaS function, in MB; it only grows.")
	Integer disk;
	@Option(names = "--daas-cpu", paramLabel = "CORES", description = "Cores of the DaaS function.")
	Integer daasCpu;
	@Option(names = "--daas-memory", paramLabel = "MB", description = "Memory of the DaaS function, in MB.")
	Integer daasMemory;
	@Option(names = "--daas-disk", paramLabel = "MB", description = "Disk of the DaaS function, in MB; it only grows.")
	Integer daasDisk;
	@Option(names = "--policy", paramLabel = "TEXT", description = "By what hosts are preferred, such as energy.")
	String policy;
	@Option(names = "--requirements", paramLabel = "TEXT", description = "What a host must have, such as 'ENERGY_RENEWABLE=\"yes\"'.")
	String requirements;
	@Option(names = "--latency", paramLabel = "SECONDS", description = "From the device to the engine.")
	Double latency;
	@Option(names = "--location", paramLabel = "TEXT", description = "Where the device is.")
	String location;

	/** The description, with what is given only. */
	ObjectNode read(Output out) throws UsageException, IOException {
		var runtime = file == null ? JsonNodeFactory.instance.objectNode() : read(out.directory().resolve(file).normalize());
		function(runtime, "FAAS", cpu, memory, disk);
		function(runtime, "DAAS", daasCpu, daasMemory, daasDisk);
		if (policy != null) {
			runtime.withObject("/SCHEDULING").put("POLICY", policy);
		}
		if (requirements != null) {
			runtime.withObject("/SCHEDULING").put("REQUIREMENTS", requirements);
		}
		if (latency != null) {
			runtime.withObject("/DEVICE_INFO").put("LATENCY_TO_PE", latency);
		}
		if (location != null) {
			runtime.withObject("/DEVICE_INFO").put("GEOGRAPHIC_LOCATION", location);
		}
		return runtime;
	}

	private static ObjectNode read(Path file) throws UsageException, IOException {
		if (!Files.isRegularFile(file) || Files.size(file) > MOST) {
			throw new UsageException("%s is no file with a description of a runtime.".formatted(file));
		}
		try {
			var json = JSON.readTree(Files.readAllBytes(file));
			if ((json.path(ServerlessRuntime.ROOT).isObject() ? json.path(ServerlessRuntime.ROOT) : json) instanceof ObjectNode runtime) {
				return runtime;
			}
			throw new UsageException("%s holds no JSON object.".formatted(file));
		} catch (JsonProcessingException e) {
			throw new UsageException("%s is no JSON: %s".formatted(file, e.getOriginalMessage()));
		}
	}

	private static void function(ObjectNode runtime, String name, Integer cpu, Integer memory, Integer disk) {
		if (cpu != null) {
			runtime.withObject("/" + name).put("CPU", cpu);
		}
		if (memory != null) {
			runtime.withObject("/" + name).put("MEMORY", memory);
		}
		if (disk != null) {
			runtime.withObject("/" + name).put("DISK_SIZE", disk);
		}
	}
}
