package org.fleetdesk.gateways.engine.internal.store;

import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;

/** The SQL files of this bundle. Flyway would look for them with its own class loader, which does not see them. */
final class Migrations implements ResourceProvider {

	/** In their order; what was released once is never changed. */
	private static final List<String> FILES = List.of("V1__devices.sql", "V2__operator.sql", "V3__looks.sql");

	private static final class Sql extends LoadableResource {

		private final String name;

		private Sql(String name) {
			this.name = name;
		}

		@Override
		public Reader read() {
			return new InputStreamReader(Objects.requireNonNull(Migrations.class.getResourceAsStream("sql/" + name), name), StandardCharsets.UTF_8);
		}

		@Override
		public String getAbsolutePath() {
			return name;
		}

		@Override
		public String getAbsolutePathOnDisk() {
			return name;
		}

		@Override
		public String getFilename() {
			return name;
		}

		@Override
		public String getRelativePath() {
			return name;
		}
	}

	@Override
	public LoadableResource getResource(String name) {
		return FILES.contains(name) ? new Sql(name) : null;
	}

	@Override
	public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
		return FILES.stream().filter(f -> f.startsWith(prefix) && Stream.of(suffixes).anyMatch(f::endsWith)).<LoadableResource>map(Sql::new).toList();
	}
}
