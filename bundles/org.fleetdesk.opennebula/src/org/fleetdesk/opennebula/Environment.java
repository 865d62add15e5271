package org.fleetdesk.opennebula;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.fleetdesk.http.EndpointSettings;

/** Where OpenNebula's own tools find their session string and the server. */
final class Environment {

	private Environment() {
	}

	static String secret(Map<String, String> variables) throws ClientConfigurationException {
		var file = variables.get("ONE_AUTH") == null ? Path.of(variables.getOrDefault("HOME", System.getProperty("user.home")), ".one", "one_auth")
				: Path.of(variables.get("ONE_AUTH"));
		String secret;
		try {
			secret = Files.readString(file).lines().findFirst().orElse("").strip();
		} catch (IOException e) {
			throw new ClientConfigurationException("No credentials for OpenNebula: the file %s cannot be read; name another by the environment variable ONE_AUTH"
					.formatted(file), e);
		}
		if (!isSession(secret)) {
			throw new ClientConfigurationException("The file %s must hold one line user:password".formatted(file));
		}
		return secret;
	}

	static String checked(String secret) throws ClientConfigurationException {
		if (!isSession(secret)) {
			throw new ClientConfigurationException("The credentials of OpenNebula are written user:password");
		}
		return secret;
	}

	private static boolean isSession(String secret) {
		return secret.indexOf(':') > 0;
	}

	static EndpointSettings settings(String url) throws ClientConfigurationException {
		try {
			return EndpointSettings.of(URI.create(url));
		} catch (IllegalArgumentException e) {
			throw new ClientConfigurationException("This cannot be the URL of OpenNebula: " + e.getMessage(), e);
		}
	}
}
