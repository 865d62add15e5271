package org.fleetdesk.gateways.engine.internal.content;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.fleetdesk.gateways.engine.internal.deploy.Deployments;
import org.fleetdesk.gateways.engine.internal.store.Contents;
import org.fleetdesk.gateways.engine.internal.store.Database;
import org.fleetdesk.gateways.engine.internal.store.Device;
import org.fleetdesk.gateways.engine.internal.store.Rows;
import org.fleetdesk.gateways.engine.internal.store.Tx;
import org.fleetdesk.gateways.model.PackageSignature;

/** The files of the products: what of them is in the database, and their bytes. */
public final class ContentStore implements Contents {

	/** The largest file, in bytes. */
	public static final long LARGEST = 4L << 30;
	private static final int LONGEST_META = 10_000;
	/** Of members of groups that are files. */
	private static final String CONTENT = "content:";

	/**
	 * A file of a product.
	 *
	 * @param sha256     empty when it was made by the management API and not uploaded yet
	 * @param restricted only for devices that share a group with it
	 * @param gateways   how many devices have this package installed
	 */
	public record Item(String product, String id, Optional<String> sha256, long size, String type, String meta, boolean restricted, Optional<String> signature, Instant uploaded,
			String by, long gateways) {
	}

	/** What an operator says about a file. */
	public record Notes(String type, Optional<String> meta, Optional<String> signature, String by) {
	}

	/** What came of an upload. */
	public enum Outcome {
		CREATED, REPLACED, SAME,
		/** Other bytes are there under the name of a package, which never changes. */
		CONFLICT,
		/** There is no such product. */
		NO_PRODUCT
	}

	/** What came of a deletion. */
	public enum Deletion {
		DELETED, NOTHING, NEEDED
	}

	private final Database database;
	private final Blobs blobs;
	private final InstantSource clock;

	public ContentStore(Database database, Blobs blobs, InstantSource clock) {
		this.database = database;
		this.blobs = blobs;
		this.clock = clock;
	}

	/** Removes bytes that a kill left without a name. */
	public void sweep() throws IOException {
		// one that knows of no content is perhaps not the database to which these files belong
		if (database.read(c -> Rows.first(c, "SELECT id FROM content FETCH FIRST 1 ROWS ONLY", row -> row.getString(1))).isPresent()) {
			blobs.sweep(this::referred);
		}
	}

	private boolean referred(String sha256) {
		return database.read(c -> Rows.first(c, "SELECT id FROM content WHERE sha256 = ? FETCH FIRST 1 ROWS ONLY", row -> row.getString(1), sha256)).isPresent();
	}

	/** Reads a file to the disk. @throws Blobs.TooLarge when it is larger than {@link #LARGEST} */
	public Blobs.Received receive(InputStream in) throws IOException {
		return blobs.receive(in, LARGEST);
	}

	/**
	 * Gives received bytes a name.
	 *
	 * @throws IllegalArgumentException when the name, a note or the signature is none; the message can be shown
	 */
	public Outcome keep(String product, String id, Blobs.Received received, Notes notes) throws IOException, InterruptedException {
		check(id, notes.meta().orElse(""), notes.type());
		if (notes.signature().isPresent() && !PackageSignature.isSignature(notes.signature().get())) {
			throw new IllegalArgumentException("The signature is none of Ed25519 in Base64.");
		}
		var before = find(product, id);
		var interrupted = new InterruptedException[1];
		Outcome outcome = blobs.keep(received, () -> {
			try {
				return database.write(tx -> name(tx, product, id, received, notes));
			} catch (InterruptedException e) {
				interrupted[0] = e;
				return Outcome.NO_PRODUCT;
			}
		});
		if (interrupted[0] != null) {
			throw interrupted[0]; // it may be written yet, so that the bytes stay; the next start sweeps
		}
		for (String sha256 : new HashSet<>(List.of(received.sha256(), before.flatMap(Item::sha256).orElse(received.sha256())))) {
			blobs.release(sha256, this::referred); // what was replaced, or not taken
		}
		return outcome;
	}

	private Outcome name(Tx tx, String product, String id, Blobs.Received received, Notes notes) throws SQLException {
		if (Rows.first(tx.prepare("SELECT id FROM product WHERE id = ?", product), row -> row.getString(1)).isEmpty()) {
			return Outcome.NO_PRODUCT;
		}
		long now = clock.millis();
		var before = Rows.first(tx.prepare("SELECT c.*, 0 AS gateways FROM content c WHERE product = ? AND id = ?", product, id), ContentStore::item);
		if (before.isEmpty()) {
			tx.update("INSERT INTO content (product, id, sha256, size, type, meta, restricted, signature, uploaded, uploaded_by) VALUES (?, ?, ?, ?, ?, ?, FALSE, ?, ?, ?)", product, id,
					received.sha256(), received.size(), notes.type(), notes.meta().orElse(""), notes.signature().orElse(null), now, notes.by());
			tx.revision();
			return Outcome.CREATED;
		}
		boolean same = before.get().sha256().equals(Optional.of(received.sha256()));
		if (!same && before.get().sha256().isPresent() && Deployments.packageName(id).isPresent()) {
			return Outcome.CONFLICT;
		}
		var signature = notes.signature().or(() -> same ? before.get().signature() : Optional.empty());
		tx.update("UPDATE content SET sha256 = ?, size = ?, type = ?, meta = ?, signature = ?, uploaded = ?, uploaded_by = ? WHERE product = ? AND id = ?", received.sha256(),
				received.size(), same ? before.get().type() : notes.type(), notes.meta().orElse(before.get().meta()), signature.orElse(null),
				same ? before.get().uploaded().toEpochMilli() : now, same ? before.get().by() : notes.by(), product, id);
		tx.revision();
		return same ? Outcome.SAME : before.get().sha256().isPresent() ? Outcome.REPLACED : Outcome.CREATED;
	}

	/** Makes a name without bytes, as the management API does. @return whether it is new */
	public boolean declare(String product, String id, String meta, boolean restricted, String by) throws InterruptedException {
		check(id, meta, "");
		return database.write(tx -> {
			if (Rows.first(tx.prepare("SELECT id FROM content WHERE product = ? AND id = ?", product, id), row -> row.getString(1)).isPresent()) {
				return false;
			}
			tx.update("INSERT INTO content (product, id, sha256, size, type, meta, restricted, signature, uploaded, uploaded_by) VALUES (?, ?, NULL, 0, '', ?, ?, NULL, ?, ?)", product,
					id, meta, restricted, clock.millis(), by);
			tx.revision();
			return true;
		});
	}

	/** Deletes a file, unless a deployment needs it that is not ended. */
	public Deletion delete(String product, String id) throws IOException, InterruptedException {
		var before = find(product, id);
		if (before.isEmpty()) {
			return Deletion.NOTHING;
		}
		var deletion = database.write(tx -> {
			if (Deployments.needs(tx, product, id)) {
				return Deletion.NEEDED;
			}
			tx.update("DELETE FROM group_member WHERE product = ? AND type = 'content' AND member = ?", product, id);
			tx.revision();
			return tx.update("DELETE FROM content WHERE product = ? AND id = ?", product, id) == 0 ? Deletion.NOTHING : Deletion.DELETED;
		});
		if (before.get().sha256().isPresent()) {
			blobs.release(before.get().sha256().get(), this::referred);
		}
		return deletion;
	}

	/** Deletes what a product's files belong to. */
	@FunctionalInterface
	public interface Removal {
		/** @return whether it is done */
		boolean run() throws InterruptedException;
	}

	/** Removes the bytes of a product's files with it. @return what the removal says */
	public boolean without(String product, Removal removal) throws IOException, InterruptedException {
		var digests = database.read(c -> Rows.list(c, "SELECT DISTINCT sha256 FROM content WHERE product = ? AND sha256 IS NOT NULL", row -> row.getString(1), product));
		boolean removed = removal.run();
		for (String sha256 : digests) {
			blobs.release(sha256, this::referred);
		}
		return removed;
	}

	/** The files of a product, by name. */
	public List<Item> list(String product) {
		return database.read(c -> {
			var installed = new HashMap<String, Long>();
			Rows.list(c, "SELECT a.name, a.version, COUNT(*) FROM device_app a JOIN device d ON d.id = a.device WHERE d.product = ? GROUP BY a.name, a.version",
					row -> installed.put(row.getString(1) + ".v" + row.getString(2) + ".tar.gz", row.getLong(3)), product);
			return Rows.list(c, "SELECT c.*, 0 AS gateways FROM content c WHERE product = ? ORDER BY id", ContentStore::item, product).stream()
					.map(i -> new Item(i.product(), i.id(), i.sha256(), i.size(), i.type(), i.meta(), i.restricted(), i.signature(), i.uploaded(), i.by(),
							installed.getOrDefault(i.id(), 0L)))
					.toList();
		});
	}

	/** One file. */
	public Optional<Item> find(String product, String id) {
		return database.read(c -> {
			var name = Deployments.packageName(id);
			return Rows.first(c, "SELECT c.*, (SELECT COUNT(*) FROM device_app a JOIN device d ON d.id = a.device WHERE d.product = c.product AND a.name = ? AND a.version = ?) AS gateways "
					+ "FROM content c WHERE product = ? AND id = ?", ContentStore::item, name.map(n -> n.name()).orElse(""), name.map(n -> n.version()).orElse(""), product, id);
		});
	}

	/** The bytes of a file, from an offset on. */
	public InputStream open(Item item, long from) throws IOException {
		return open(item.sha256().orElseThrow(), from);
	}

	private InputStream open(String sha256, long from) throws IOException {
		var channel = FileChannel.open(blobs.file(sha256), StandardOpenOption.READ);
		channel.position(from);
		return Channels.newInputStream(channel);
	}

	@Override
	public List<String> list(Device device) {
		return database.read(c -> {
			var shared = new ArrayList<Set<String>>(1);
			var ids = new ArrayList<String>();
			for (var file : Rows.list(c, "SELECT id, restricted FROM content WHERE product = ? AND sha256 IS NOT NULL ORDER BY id",
					row -> Map.entry(row.getString(1), row.getBoolean(2)), device.product())) {
				if (file.getValue() && shared.isEmpty()) {
					shared.add(shared(c, device));
				}
				if (!file.getValue() || shared.getFirst().contains(file.getKey())) {
					ids.add(file.getKey());
				}
			}
			return ids;
		});
	}

	@Override
	public Optional<Content> find(Device device, String id) {
		return database.read(c -> {
			var item = Rows.first(c, "SELECT c.*, 0 AS gateways FROM content c WHERE product = ? AND id = ? AND sha256 IS NOT NULL", ContentStore::item, device.product(), id);
			if (item.isEmpty() || item.get().restricted() && !shared(c, device).contains(id)) {
				return Optional.empty();
			}
			var i = item.get();
			return Optional.of(new Content(i.id(), i.type(), i.size(), i.sha256().orElseThrow(), i.uploaded(), i.meta(), i.signature()));
		});
	}

	@Override
	public InputStream open(String product, Content content, long from) throws IOException {
		return open(content.sha256(), from);
	}

	/** The files that are in one group with a device, or in groups of which one has the other. */
	private Set<String> shared(Connection connection, Device device) throws SQLException {
		long now = clock.instant().getEpochSecond();
		var groups = new HashMap<String, Set<String>>();
		Rows.list(connection, "SELECT group_id, type, member FROM group_member WHERE product = ? AND (expires = 0 OR expires > ?)",
				row -> groups.computeIfAbsent(row.getString(1), g -> new HashSet<>()).add(row.getString(2) + ":" + row.getString(3)), device.product(), now);
		var shared = new HashSet<String>();
		for (String group : groups.keySet()) {
			var all = new HashSet<String>();
			gather(groups, group, all);
			if (all.contains("sn:" + device.sn())) {
				all.stream().filter(m -> m.startsWith(CONTENT)).forEach(m -> shared.add(m.substring(CONTENT.length())));
			}
		}
		return shared;
	}

	private static void gather(Map<String, Set<String>> groups, String group, Set<String> all) {
		for (String member : groups.getOrDefault(group, Set.of())) {
			if (all.add(member) && member.startsWith("group:")) {
				gather(groups, member.substring("group:".length()), all);
			}
		}
	}

	private static void check(String id, String meta, String type) {
		if (!id.matches("[\\x21-\\x7e&&[^/\\\\?#%\"]]{1,255}") || id.equals(".") || id.equals("..")) {
			throw new IllegalArgumentException("The name of a file has 1 to 255 printable characters of ASCII, without blanks, slashes, quotes and ? # %.");
		}
		if (meta.length() > LONGEST_META || meta.chars().anyMatch(Character::isISOControl) || type.length() > 255 || type.chars().anyMatch(c -> c < ' ' || c > 0x7e)) {
			throw new IllegalArgumentException("The type of a file is 255 characters long at most, its note " + LONGEST_META + ", without control characters.");
		}
	}

	private static Item item(ResultSet row) throws SQLException {
		return new Item(row.getString("product"), row.getString("id"), Optional.ofNullable(row.getString("sha256")), row.getLong("size"), row.getString("type"), row.getString("meta"),
				row.getBoolean("restricted"), Optional.ofNullable(row.getString("signature")), Instant.ofEpochMilli(row.getLong("uploaded")), row.getString("uploaded_by"),
				row.getLong("gateways"));
	}
}
