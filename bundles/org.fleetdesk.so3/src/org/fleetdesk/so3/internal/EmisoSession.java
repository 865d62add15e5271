package org.fleetdesk.so3.internal;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

import org.fleetdesk.core.AuditLog;
import org.fleetdesk.core.Connection;
import org.fleetdesk.core.EngineAccess;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.core.EngineInfo;
import org.fleetdesk.core.ServerCertificate;
import org.fleetdesk.core.Snapshot;
import org.fleetdesk.core.sftp.SftpSettings;
import org.fleetdesk.docker.DockerEngine;
import org.fleetdesk.docker.DockerFailure;
import org.fleetdesk.docker.EngineObject;
import org.fleetdesk.docker.LogBlocks;
import org.fleetdesk.docker.LogFraming;
import org.fleetdesk.docker.LogQuery;
import org.fleetdesk.docker.Pruned;
import org.fleetdesk.so3.Capability;
import org.fleetdesk.so3.EngineProfile;
import org.fleetdesk.http.HttpException;
import org.fleetdesk.so3.So3Checkpoint;
import org.fleetdesk.so3.So3Container;
import org.fleetdesk.so3.So3Host;
import org.fleetdesk.so3.So3Image;
import org.fleetdesk.so3.So3Session;
import org.fleetdesk.so3.So3Usage;
import org.fleetdesk.so3.internal.sftp.ImageFolder;

/** A session with an EMISO engine, or another engine with containers, by its Docker API. */
final class EmisoSession implements So3Session {

	/** The original engine wants a number, counts it from the beginning, and fails on "all". */
	private static final OptionalInt WHOLE_LOG = OptionalInt.of(999_999_999);

	private static final String SUFFIX = ".itb";
	private static final Set<Capability> BY_SFTP = Set.of(Capability.UPLOAD, Capability.REMOVE_IMAGE);

	private final Connection connection;
	private final DockerEngine engine;
	private final EngineAccess access;
	private final InstantSource clock;
	private final Optional<SftpSettings> sftp;
	private final Function<AuditLog.SftpChange, AuditLog.Answer> audit;
	private volatile So3Host host;
	private volatile Shown shown;

	/**
	 * @param sftp  the way to the images of an original, which takes no uploads
	 * @param audit hears of each change over SFTP
	 */
	EmisoSession(Connection connection, DockerEngine engine, EngineAccess access, Optional<SftpSettings> sftp,
			Function<AuditLog.SftpChange, AuditLog.Answer> audit, InstantSource clock) {
		this.connection = connection;
		this.engine = engine;
		this.sftp = sftp;
		this.audit = audit;
		this.access = access;
		this.clock = clock;
	}

	@Override
	public Connection connection() {
		return connection;
	}

	@Override
	public EngineInfo probe() throws EngineException, InterruptedException {
		var info = call(() -> {
			engine.ping();
			host = null;
			So3Host now = readHost();
			var facts = Snapshots.facts(now, Reader.containers(engine.containers(), now.profile()), Reader.images(engine.images(), now.profile()));
			facts.remove("Engine");
			facts.remove("Smart Object");
			facts.remove("Host");
			return new EngineInfo(now.product(), now.version(), now.name(), facts);
		});
		var folder = folder();
		if (folder.isPresent()) {
			folder.get().check();
		}
		return info;
	}

	/** Where an original has its images, if there is a way to them. */
	private Optional<ImageFolder> folder() throws EngineException, InterruptedException {
		var profile = host().profile();
		return profile.original() ? sftp.map(s -> new ImageFolder(s, profile.imageFolder(), audit)) : Optional.empty();
	}

	@Override
	public So3Host host() throws EngineException, InterruptedException {
		return call(this::readHost);
	}

	private So3Host readHost() throws DockerFailure, InterruptedException {
		So3Host known = host;
		if (known == null) {
			known = Recognition.probe(engine, sftp.isPresent() ? BY_SFTP : Set.of());
			host = known;
		}
		return known;
	}

	@Override
	public Snapshot refresh() throws EngineException, InterruptedException {
		return call(() -> {
			try {
				So3Host now = readHost();
				var containers = Reader.containers(engine.containers(), now.profile());
				var images = Reader.images(engine.images(), now.profile());
				return Snapshots.of(connection.id(), clock.instant(), now, containers, images);
			} catch (DockerFailure e) {
				host = null; // it may be another engine when it answers again
				throw e;
			}
		});
	}

	@Override
	public void watch(Runnable changed) throws EngineException, InterruptedException {
		// what happened before the stream began is not told by it
		run(Capability.EVENTS, () -> engine.events(changed, event -> changed.run(), engine.deadlines().stream()));
	}

	@Override
	public List<So3Container> containers() throws EngineException, InterruptedException {
		return call(() -> Reader.containers(engine.containers(), readHost().profile()));
	}

	@Override
	public Optional<So3Container> container(String key) throws EngineException, InterruptedException {
		return containers().stream().filter(c -> c.key().equals(key)).findFirst();
	}

	@Override
	public List<So3Image> images() throws EngineException, InterruptedException {
		return call(() -> Reader.images(engine.images(), readHost().profile()));
	}

	@Override
	public void act(Verb verb, So3Container container) throws EngineException, InterruptedException {
		String id = container.id();
		switch (verb) {
		case START -> run(() -> engine.start(id));
		case STOP -> run(() -> engine.stop(id, Optional.empty()));
		case RESTART -> run(() -> restart(id));
		case PAUSE -> run(() -> engine.pause(id));
		case UNPAUSE -> run(() -> engine.unpause(id));
		case KILL -> run(Capability.KILL, () -> engine.kill(id, Optional.empty()));
		}
	}

	private void restart(String id) throws DockerFailure, InterruptedException {
		if (readHost().profile() == EngineProfile.EMISO_V4) { // its own restart takes the container's number for a slot and ends the capsule there
			engine.stop(id, Optional.empty());
			engine.start(id);
		} else {
			engine.restart(id, Optional.empty());
		}
	}

	@Override
	public void remove(So3Container container, boolean force) throws EngineException, InterruptedException {
		run(() -> engine.remove(container.id(), force));
	}

	@Override
	public String create(String name, String image, Map<String, String> labels) throws EngineException, InterruptedException {
		return call(() -> readHost().profile() == EngineProfile.EMISO_V2 ? engine.create(name, EngineProfile.EMISO_V2.imageFolder() + "/" + image + SUFFIX) : engine.create(name, image, labels));
	}

	@Override
	public List<String> load(Path file, String name, LongConsumer sent) throws EngineException, InterruptedException {
		var folder = folder();
		if (folder.isPresent()) {
			folder.get().upload(file, name + SUFFIX, sent);
			return List.of(name);
		}
		return call(() -> {
			need(Capability.UPLOAD);
			return engine.load(file, Optional.of(name), sent).stream().map(So3Image::nameOf).toList();
		});
	}

	@Override
	public OptionalLong freeSpace() throws EngineException, InterruptedException {
		var folder = folder();
		return folder.isPresent() ? folder.get().free() : OptionalLong.empty();
	}

	@Override
	public boolean has(String name, String digest, long size) throws EngineException, InterruptedException {
		for (var image : images()) {
			if (image.id().equals(digest)) {
				return true;
			}
		}
		var folder = folder();
		return folder.isPresent() && folder.get().digest(name + SUFFIX, size).filter(digest::equals).isPresent();
	}

	@Override
	public void rename(So3Container container, String name) throws EngineException, InterruptedException {
		run(Capability.RENAME, () -> engine.rename(container.id(), name));
	}

	@Override
	public void update(So3Container container, String image) throws EngineException, InterruptedException {
		run(Capability.UPDATE, () -> engine.updateImage(container.id(), image));
	}

	@Override
	public void label(So3Container container, Map<String, String> labels) throws EngineException, InterruptedException {
		run(Capability.LABEL, () -> engine.updateLabels(container.id(), labels));
	}

	@Override
	public List<So3Checkpoint> checkpoints(So3Container container) throws EngineException, InterruptedException {
		return call(Capability.CHECKPOINT, () -> Reader.checkpoints(engine.checkpoints(container.id())));
	}

	@Override
	public void checkpoint(So3Container container, String name, boolean stop) throws EngineException, InterruptedException {
		run(Capability.CHECKPOINT, () -> engine.checkpoint(container.id(), name, stop));
	}

	@Override
	public void removeCheckpoint(So3Container container, String name) throws EngineException, InterruptedException {
		run(Capability.CHECKPOINT, () -> engine.removeCheckpoint(container.id(), name));
	}

	@Override
	public void restore(So3Container container, String checkpoint) throws EngineException, InterruptedException {
		run(Capability.CHECKPOINT, () -> engine.restore(container.id(), checkpoint));
	}

	@Override
	public void usage(So3Container container, Consumer<So3Usage> measured) throws EngineException, InterruptedException {
		run(Capability.USAGE, () -> engine.stats(container.id(), stats -> {
			var usage = Reader.usage(stats);
			usage.ifPresent(measured);
			return usage.isPresent();
		}));
	}

	@Override
	public void tag(String reference, String tag) throws EngineException, InterruptedException {
		run(Capability.TAG_IMAGE, () -> engine.tag(reference, tag));
	}

	@Override
	public String inspectImage(String reference) throws EngineException, InterruptedException {
		return call(Capability.INSPECT_IMAGE, () -> engine.inspectImage(reference).json().toString());
	}

	@Override
	public String imageHistory(String reference) throws EngineException, InterruptedException {
		return call(Capability.IMAGE_HISTORY, () -> engine.history(reference).stream().map(EngineObject::json).toList().toString());
	}

	@Override
	public Pruned pruneImages() throws EngineException, InterruptedException {
		return call(Capability.PRUNE, engine::pruneImages);
	}

	@Override
	public Pruned pruneContainers() throws EngineException, InterruptedException {
		return call(Capability.PRUNE, engine::pruneContainers);
	}

	@Override
	public void removeImage(String reference) throws EngineException, InterruptedException {
		var folder = folder();
		if (folder.isPresent()) {
			folder.get().remove(So3Image.nameOf(reference) + SUFFIX);
			return;
		}
		run(Capability.REMOVE_IMAGE, () -> engine.removeImage(reference, false));
	}

	@Override
	public String inspect(So3Container container) throws EngineException, InterruptedException {
		return call(() -> engine.inspect(container.id()).json().toString());
	}

	@Override
	public String top(So3Container container) throws EngineException, InterruptedException {
		return call(Capability.TOP, () -> engine.top(container.id()).json().toString());
	}

	@Override
	public void logs(So3Container container, long sinceNanos, OptionalInt tail, boolean follow, LogBlocks blocks) throws EngineException, InterruptedException {
		run(Capability.FOLLOW, () -> engine.logs(
				new LogQuery(container.id(), LogFraming.of(engine.inspect(container.id())), follow, true, sinceNanos, tail, engine.deadlines().stream()), blocks));
	}

	@Override
	public void wholeLog(String id, LogBlocks blocks) throws EngineException, InterruptedException {
		// it says "no terminal" and sends plain text all the same
		run(Capability.LOG, () -> engine.logs(new LogQuery(id, LogFraming.RAW, false, false, 0, WHOLE_LOG, engine.deadlines().stream()), blocks));
	}

	@Override
	public Optional<ServerCertificate> certificate() {
		var chain = engine.certificates();
		if (chain.isEmpty()) {
			return Optional.empty();
		}
		var known = shown;
		if (known == null || !known.chain().equals(chain)) {
			known = new Shown(chain, access.judged(chain, connection));
			shown = known;
		}
		return Optional.of(known.certificate());
	}

	/** Judging a certificate takes a while. */
	private record Shown(List<X509Certificate> chain, ServerCertificate certificate) {
	}

	@Override
	public void renew() {
		engine.renew();
	}

	@Override
	public void close() {
		engine.close();
	}

	private interface Work<T> {
		T run() throws DockerFailure, InterruptedException;
	}

	private interface Act {
		void run() throws DockerFailure, InterruptedException;
	}

	private void need(Capability capability) throws DockerFailure, InterruptedException {
		var refusal = readHost().refusal(capability);
		if (refusal.isPresent()) {
			throw new DockerFailure(DockerFailure.Kind.UNSUPPORTED, refusal.get().replaceFirst("\\.$", ""));
		}
	}

	private <T> T call(Capability capability, Work<T> work) throws EngineException, InterruptedException {
		return call(() -> {
			need(capability);
			return work.run();
		});
	}

	private void run(Capability capability, Act act) throws EngineException, InterruptedException {
		run(() -> {
			need(capability);
			act.run();
		});
	}

	private void run(Act act) throws EngineException, InterruptedException {
		call(() -> {
			act.run();
			return null;
		});
	}

	private <T> T call(Work<T> work) throws EngineException, InterruptedException {
		try {
			return work.run();
		} catch (DockerFailure e) {
			if (e.getCause() instanceof HttpException.Untrusted untrusted) {
				throw access.untrusted(untrusted, connection);
			}
			throw new EngineException(Kind.valueOf(e.kind().name()), e.getMessage(), e);
		}
	}
}
