package org.fleetdesk.gateways.agent.internal.gmq;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.fasterxml.jackson.databind.ObjectMapper;

/** All clients, each with a folder of its own. */
final class Mailboxes implements AutoCloseable {

	private static final Logger LOG = LoggerFactory.getLogger(Mailboxes.class);

	/** There are as many clients as there may be. */
	static final class TooMany extends IOException {
		private static final long serialVersionUID = 1L;

		TooMany(int most) {
			super("GMQ has " + most + " clients already, and takes no more ([db] max_clients)");
		}
	}

	private final Path folder;
	private final Cloud cloud;
	private final Supplier<GmqSettings> settings;
	private final InstantSource clock;
	private final ObjectMapper mapper;
	private final Store store = new Store();
	private final TreeMap<String, Mailbox> byFolder = new TreeMap<>();

	private Mailboxes(Path folder, Cloud cloud, Supplier<GmqSettings> settings, InstantSource clock, ObjectMapper mapper) {
		this.folder = folder;
		this.cloud = cloud;
		this.settings = settings;
		this.clock = clock;
		this.mapper = mapper;
	}

	/** Opens those that are known; what waits is sent from now on. */
	static Mailboxes open(Path folder, Cloud cloud, Supplier<GmqSettings> settings, InstantSource clock, ObjectMapper mapper) throws IOException {
		Files.createDirectories(folder);
		var all = new Mailboxes(folder, cloud, settings, clock, mapper);
		try (var folders = Files.newDirectoryStream(folder, Files::isDirectory)) {
			for (Path each : folders) {
				var identity = identity(each, mapper);
				if (identity.isPresent()) {
					var mailbox = all.mailbox(identity.get(), each);
					all.byFolder.put(each.getFileName().toString(), mailbox);
					if (mailbox.pending() > 0) {
						LOG.info("{} entries of {} wait", mailbox.pending(), mailbox.client().label());
					}
				}
			}
		} catch (IOException | RuntimeException e) {
			all.close();
			throw e;
		}
		return all;
	}

	/** One that cannot be read holds up no other; it is written anew when its client comes again, and its queue goes on. */
	private static Optional<Identity> identity(Path folder, ObjectMapper mapper) {
		try {
			return Identity.read(folder, mapper);
		} catch (IOException | IllegalArgumentException e) {
			LOG.error("A client cannot be told, so what it left waits until it writes again: {}", e.getMessage());
			return Optional.empty();
		}
	}

	/** The one of a client, which is made when it is new here. */
	synchronized Mailbox of(Client client) throws IOException {
		var known = byFolder.get(client.folder());
		if (known != null) {
			return known;
		}
		if (byFolder.size() >= settings.get().clients()) {
			throw new TooMany(settings.get().clients());
		}
		Path own = Files.createDirectories(folder.resolve(client.folder()));
		var mailbox = mailbox(Identity.create(client, own, mapper), own);
		byFolder.put(client.folder(), mailbox);
		return mailbox;
	}

	private Mailbox mailbox(Identity identity, Path own) throws IOException {
		return new Mailbox(identity, own, store, cloud, settings, clock, mapper);
	}

	synchronized List<Mailbox> all() {
		return List.copyOf(byFolder.values());
	}

	@Override
	public synchronized void close() {
		store.close();
		for (Mailbox mailbox : byFolder.values()) {
			try {
				mailbox.close();
			} catch (IOException e) {
				LOG.warn("The queue of {} cannot be closed: {}", mailbox.client().label(), e.getMessage());
			}
		}
	}
}
