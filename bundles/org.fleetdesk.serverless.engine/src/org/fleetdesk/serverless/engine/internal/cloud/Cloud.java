package org.fleetdesk.serverless.engine.internal.cloud;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import org.fleetdesk.opennebula.wire.OneTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;

/**
 * A simulated cloud that behaves as OpenNebula 6.6 does as far as its clients can tell: users, permissions, documents, VM templates, hosts with capacity and VMs that live through
 * OpenNebula's states. Nothing of it is real, and its version says so. All methods may be called by any thread; what they change is on the disk when they return.
 */
public final class Cloud implements AutoCloseable {

	/** What the cloud says of itself. */
	public static final String VERSION = "6.6.3 (simulated by Fleetdesk)";
	/** Permissions of new objects: those of the owner to use and manage, as with OpenNebula's umask 177. */
	static final int PERMISSIONS = 0600;

	private static final Logger LOG = LoggerFactory.getLogger(Cloud.class);

	/** Changes several things at once. */
	@FunctionalInterface
	public interface Work<T> {

		T run() throws CloudError;
	}

	private final CloudSettings settings;
	private final Timeline timeline;
	private final Store store;
	private final Users users;
	private final Documents documents;
	private final Templates templates;
	private final Hosts hosts;
	private final Vms vms;
	private final List<Consumer<VmObject>> vmListeners = new CopyOnWriteArrayList<>();
	private final List<Consumer<DocumentObject>> documentListeners = new CopyOnWriteArrayList<>();

	private Cloud(CloudSettings settings) throws IOException {
		this.settings = settings;
		timeline = new Timeline(settings.clock(), settings.threaded());
		store = new Store(settings.data(), mapper(), this::changed);
		users = new Users(store, timeline, settings.hashing());
		documents = new Documents(store, timeline, PERMISSIONS);
		templates = new Templates(store, timeline, PERMISSIONS);
		var logs = new VmLogs(settings.data(), timeline);
		vms = new Vms(store, timeline, settings, logs);
		addVmListener(logs::changed);
		hosts = new Hosts(store, timeline, () -> {
			vms.hostsChanged();
			return null;
		});
	}

	/**
	 * Opens the cloud in its folder, or makes a new one there. Time passes in it only after {@link #start}.
	 *
	 * @throws IOException when the folder cannot be used, or what is in it is damaged or newer; the message says what to do
	 */
	public static Cloud open(CloudSettings settings) throws IOException {
		var cloud = new Cloud(settings);
		try {
			cloud.users.prepare(settings.admin(), settings.password());
			cloud.hosts.prepare(settings.hosts());
			cloud.vms.revive();
			return cloud;
		} catch (CloudError e) {
			cloud.close();
			throw new IOException(e.getMessage(), e);
		}
	}

	/** Lets time pass: VMs that were on their way go on. Whoever listens should do so before. */
	public void start() {
		timeline.start();
	}

	private static ObjectMapper mapper() {
		var templates = new SimpleModule().addSerializer(OneTemplate.class, new TemplateJson.Writer()).addDeserializer(OneTemplate.class, new TemplateJson.Reader());
		return JsonMapper.builder().addModule(templates).disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
	}

	public CloudSettings settings() {
		return settings;
	}

	/** The cloud's time, and what is to happen later in it. */
	public Timeline timeline() {
		return timeline;
	}

	/** @throws CloudError AUTHENTICATION when the session ({@code name:password} or {@code name:token}) proves nobody */
	public User authenticate(String session) throws CloudError {
		return users.authenticate(session);
	}

	public Users users() {
		return users;
	}

	public Documents documents() {
		return documents;
	}

	public Templates templates() {
		return templates;
	}

	public Hosts hosts() {
		return hosts;
	}

	public Vms vms() {
		return vms;
	}

	Store store() {
		return store;
	}

	/**
	 * Makes one change out of several: all of them are there after a crash, or none is. Nothing else changes meanwhile, so that what is read within stays true; it should not take long.
	 *
	 * @throws CloudError as the work does, then nothing has changed; or INTERNAL when it cannot be written
	 */
	public <T> T atomically(Work<T> work) throws CloudError {
		return store.atomically(work::run);
	}

	/** As {@link #atomically}, for what would happen again by itself after a crash of the machine: the disk has it only with the next change that somebody waits for. */
	public void soon(Work<?> work) throws CloudError {
		store.soon(work::run);
	}

	/** Is told of each VM that was made or changed in whatever way, on the timeline, in order, after the change was made. */
	public void addVmListener(Consumer<VmObject> listener) {
		vmListeners.add(listener);
	}

	/** Is told of each document that was made or changed, as {@link #addVmListener}. */
	public void addDocumentListener(Consumer<DocumentObject> listener) {
		documentListeners.add(listener);
	}

	private void changed(Table<?> table, CloudObject now) {
		switch (now) {
		case VmObject vm -> tell(vmListeners, vm);
		case DocumentObject document -> tell(documentListeners, document);
		default -> {
		}
		}
	}

	private <T> void tell(List<Consumer<T>> listeners, T object) {
		listeners.forEach(listener -> timeline.soon(() -> listener.accept(object)));
	}

	/** Stops time and puts everything on the disk. */
	@Override
	public void close() {
		timeline.close();
		try {
			store.close();
		} catch (IOException e) {
			LOG.error("The simulated cloud cannot write to {}", settings.data(), e);
		}
	}
}
