package org.fleetdesk.so3.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.fleetdesk.docker.DockerEngine;
import org.fleetdesk.docker.DockerFailure;
import org.fleetdesk.docker.EngineObject;
import org.fleetdesk.http.HttpCall;
import org.fleetdesk.so3.Capability;
import org.fleetdesk.so3.EngineProfile;
import org.fleetdesk.so3.So3Host;

/** Tells what kind of engine it is that answers. What engines are called is compared here and nowhere else. */
final class Recognition {

	/** The original has the slots 2 to 6 (MAX_ME_DOMAINS = 5) and does not tell. */
	private static final int LOW = 2;
	private static final int HIGH = 6;
	/** More than an engine of ours takes: a greater number is nonsense. */
	static final int MAX_SLOT = 65535;

	private Recognition() {
	}

	/** @param more what the connection adds to what an original engine can do */
	static So3Host probe(DockerEngine engine, Set<Capability> more) throws DockerFailure, InterruptedException {
		EngineObject version = engine.version();
		EngineObject info = engine.info();
		EngineProfile profile = profile(engine, version, info);
		int low = (int) info.number("SO3.Slots.Low", LOW);
		int high = (int) info.number("SO3.Slots.High", HIGH);
		boolean sound = low >= 0 && high >= low && high <= MAX_SLOT;
		// Podman writes an operating system where others have the product
		boolean named = !profile.original() && profile != EngineProfile.PODMAN && !platform(version).isEmpty();
		return new So3Host(profile, profile.original() ? more : Set.of(), named ? platform(version) : profile.product(), version.text("Version"),
				version.text("ApiVersion"), info.text("Name"), sound ? low : LOW, sound ? high : HIGH, info.text("SO3.Runtime"), info.text("SO3.RuntimeProblem"),
				info.text("OperatingSystem"));
	}

	private static EngineProfile profile(DockerEngine engine, EngineObject version, EngineObject info) throws DockerFailure, InterruptedException {
		if (info.extension("SO3").isObject()) {
			return EngineProfile.FLEETDESK;
		}
		if (platform(version).toLowerCase().contains("emiso") || info.text("Isolation").equals("VT")) {
			return knowsPlugins(engine) ? EngineProfile.EMISO_V4 : EngineProfile.EMISO_V2;
		}
		List<String> components = components(version);
		if (components.contains("Podman Engine")) {
			return EngineProfile.PODMAN;
		}
		return components.contains("Engine") && components.contains("containerd") ? EngineProfile.DOCKER : EngineProfile.OTHER;
	}

	private static String platform(EngineObject version) {
		// the original writes its keys in lower case
		return version.text("Platform.Name").isEmpty() ? version.text("Platform.name") : version.text("Platform.Name");
	}

	private static List<String> components(EngineObject version) {
		var names = new ArrayList<String>();
		version.extension("Components").forEach(c -> names.add(c.path("Name").asText()));
		return names;
	}

	/** The generations of the original say the same of themselves; this request came with the third, for Portainer. */
	private static boolean knowsPlugins(DockerEngine engine) throws DockerFailure, InterruptedException {
		try {
			return engine.request(HttpCall.get("/plugins")).isArray();
		} catch (DockerFailure e) {
			if (e.kind() == DockerFailure.Kind.UNREACHABLE || e.kind() == DockerFailure.Kind.TIMED_OUT) {
				throw e;
			}
			return false;
		}
	}
}
