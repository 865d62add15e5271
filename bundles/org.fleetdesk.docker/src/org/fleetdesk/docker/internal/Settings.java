package org.fleetdesk.docker.internal;

import java.net.URI;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.api.model.AuthConfigurations;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.RemoteApiVersion;
import com.github.dockerjava.core.SSLConfig;

/** docker-java's configuration without its search in environment, home folder and Docker's own files: all comes from the connection. */
record Settings(URI url, RemoteApiVersion version, ObjectMapper mapper) implements DockerClientConfig {

	@Override
	public URI getDockerHost() {
		return url;
	}

	@Override
	public RemoteApiVersion getApiVersion() {
		return version;
	}

	@Override
	public ObjectMapper getObjectMapper() {
		return mapper;
	}

	@Override
	public String getRegistryUsername() {
		return null;
	}

	@Override
	public String getRegistryPassword() {
		return null;
	}

	@Override
	public String getRegistryEmail() {
		return null;
	}

	@Override
	public String getRegistryUrl() {
		return AuthConfig.DEFAULT_SERVER_ADDRESS;
	}

	@Override
	public AuthConfig effectiveAuthConfig(String imageName) {
		return null;
	}

	@Override
	public AuthConfigurations getAuthConfigurations() {
		return new AuthConfigurations();
	}

	@Override
	public SSLConfig getSSLConfig() {
		return null;
	}
}
