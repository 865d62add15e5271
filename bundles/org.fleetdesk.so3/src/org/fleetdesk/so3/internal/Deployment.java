package org.fleetdesk.so3.internal;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

import org.fleetdesk.docker.EngineObject;
import org.fleetdesk.tasks.TaskTarget;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The parameters of a deployment, version 1.
 *
 * @param file   as it was inspected
 * @param image  name wished for the image
 * @param digest {@code sha256:…} of the file
 * @param size   of the file in bytes
 * @param create whether a container is made
 * @param start  whether it is started
 * @param names  of the containers, by connection
 */
record Deployment(Path file, String image, String digest, long size, boolean create, boolean start, Map<String, String> labels, Map<String, String> names) {

	static final int VERSION = 1;

	Deployment {
		labels = Map.copyOf(labels);
		names = new LinkedHashMap<>(names);
	}

	ObjectNode json() {
		var node = JsonNodeFactory.instance.objectNode().put("file", file.toString()).put("image", image).put("digest", digest).put("size", size).put("create", create)
				.put("start", start);
		var labelNode = node.putObject("labels");
		labels.forEach(labelNode::put);
		var nameNode = node.putObject("names");
		names.forEach(nameNode::put);
		return node;
	}

	static Deployment of(ObjectNode json) {
		var object = new EngineObject(json);
		return new Deployment(Path.of(object.text("file")), object.text("image"), object.text("digest"), object.number("size", 0), object.flag("create"),
				object.flag("start"), object.map("labels"), new HashMap<>(object.map("names")));
	}

	ImageUpload upload() {
		return new ImageUpload(file, image, digest, size);
	}

	/** What the container on a target is called. */
	String name(TaskTarget target) {
		return names.getOrDefault(target.resource().connection(), image);
	}
}
