package org.fleetdesk.docker.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import org.fleetdesk.docker.DockerFailure;

import com.fasterxml.jackson.databind.ObjectMapper;

/** What an engine says to a loaded image: a stream of objects, status 200 even when it failed. */
public final class Loaded {

	private static final List<String> PREFIXES = List.of("Loaded image ID: ", "Loaded image: ");

	private Loaded() {
	}

	/** The names (or ids) of the images loaded. */
	public static List<String> images(ObjectMapper mapper, byte[] answer) throws IOException, DockerFailure {
		var names = new ArrayList<String>();
		var objects = new JsonObjects(mapper, new ByteArrayInputStream(answer));
		for (var object = objects.next(); object != null; object = objects.next()) {
			String error = object.path("errorDetail").path("message").asText(object.path("error").asText(""));
			if (!error.isEmpty()) {
				throw new DockerFailure(DockerFailure.Kind.REFUSED, error);
			}
			object.path("stream").asText("").lines().forEach(line -> PREFIXES.stream().filter(line::startsWith).findFirst()
					.ifPresent(prefix -> names.add(line.substring(prefix.length()).strip())));
		}
		return names;
	}
}
