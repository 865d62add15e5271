package org.fleetdesk.serverless.engine.internal.cloud;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

import org.fleetdesk.opennebula.OneError;

/** Who may do what, and which objects a list has, for all kinds of objects alike. */
final class Access {

	/** All objects that the user may use; the filter of pools. */
	static final int ALL = -2;
	/** A pool from its beginning to its end. */
	static final int NO_END = -1;
	private static final int MINE = -3;
	private static final int GROUP = -4;
	private static final int MINE_AND_GROUPS = -1;

	/** Names of a kind of objects as messages have them. */
	enum Kind {
		DOCUMENT("document"), TEMPLATE("virtual machine template"), VM("virtual machine"), HOST("host"), USER("user"), GROUP("group");

		final String words;

		Kind(String words) {
			this.words = words;
		}
	}

	private Access() {
	}

	/** @throws CloudError NO_EXISTS when there is none */
	static <T> T existing(Optional<T> object, Kind kind, int id) throws CloudError {
		return object.orElseThrow(() -> new CloudError(OneError.NO_EXISTS, "Error getting " + kind.words + " [" + id + "].", id));
	}

	/** @throws CloudError AUTHORIZATION or LOCKED */
	static <T extends CloudObject.Owned> T allowed(T object, Kind kind, User user, Right right) throws CloudError {
		var meta = object.meta();
		if (!meta.allows(user, right)) {
			throw refused(user, right.name(), kind, meta.id());
		}
		// a lock of level n leaves alone what needs less than that: 1 use and more, 2 manage and more, 3 admin
		if (meta.lock() != 0 && right.ordinal() + 1 >= meta.lock() && user.id() != meta.lockOwner() && user.id() != 0) {
			throw new CloudError(OneError.LOCKED, "The " + kind.words + " [" + meta.id() + "] is locked.", meta.id());
		}
		return object;
	}

	static CloudError refused(User user, String operation, Kind kind, int id) {
		return new CloudError(OneError.AUTHORIZATION, "User [" + user.id() + "] : Not authorized to perform " + operation + " " + kind + (id < 0 ? "" : " [" + id + "]") + ".", id);
	}

	static void adminOnly(User user, String operation, Kind kind, int id) throws CloudError {
		if (!user.isAdmin()) {
			throw refused(user, operation, kind, id);
		}
	}

	/**
	 * Of a pool, what a user is shown.
	 *
	 * @param newestFirst the pool
	 * @param filter      {@link #ALL} what may be used, -1 the user's and those of the user's groups, -3 the user's, -4 those of the primary group, else those of that user
	 * @param start       the lowest id, or with a negative end below -1 how many to skip; -1 all
	 * @param end         the highest id, or the negative number of objects; -1 all
	 */
	static <T extends CloudObject.Owned> List<T> visible(Collection<T> newestFirst, User user, int filter, int start, int end) throws CloudError {
		if (filter < GROUP) {
			throw new CloudError(OneError.XML_RPC_API, "Incorrect filter_flag");
		}
		boolean page = start >= 0 && end < NO_END;
		var found = new ArrayList<T>();
		int skip = page ? start : 0;
		for (T object : newestFirst) {
			var meta = object.meta();
			if (!page && (start >= 0 && meta.id() < start || start >= 0 && end >= 0 && meta.id() > end) || !shown(meta, user, filter)) {
				continue;
			}
			if (skip-- > 0) {
				continue;
			}
			found.add(object);
			if (page && found.size() == -(long) end) {
				break;
			}
		}
		return found;
	}

	private static boolean shown(Meta meta, User user, int filter) {
		boolean mine = meta.uid() == user.id();
		return switch (filter) {
		case MINE -> mine;
		case GROUP -> meta.gid() == user.gid() && (mine || meta.allows(user, Right.USE));
		case MINE_AND_GROUPS -> mine || user.groups().contains(meta.gid()) && meta.allows(user, Right.USE);
		case ALL -> meta.allows(user, Right.USE);
		default -> meta.uid() == filter && meta.allows(user, Right.USE);
		};
	}

	/** A name that an object can have. */
	static String name(String name, OneError error) throws CloudError {
		String stripped = name.strip();
		if (stripped.isEmpty()) {
			throw new CloudError(error, "Invalid NAME, it cannot be empty");
		}
		if (stripped.length() > 128) {
			throw new CloudError(error, "Invalid NAME, max length is 128 chars");
		}
		if (stripped.chars().anyMatch(c -> Character.isISOControl(c))) {
			throw new CloudError(error, "Invalid NAME, it holds characters that are not allowed");
		}
		return stripped;
	}

	/**
	 * Permission bits after a chmod.
	 *
	 * @param bits nine numbers: 1 sets, 0 clears, -1 leaves as it is; owner use, manage, admin, then group, then other
	 */
	static int permissions(int before, List<Integer> bits) throws CloudError {
		int after = before;
		for (int i = 0; i < 9; i++) {
			int mask = 0400 >> i;
			switch (bits.get(i)) {
			case 1 -> after |= mask;
			case 0 -> after &= ~mask;
			case -1 -> {
			}
			default -> throw new CloudError(OneError.XML_RPC_API, "Wrong permission value " + bits.get(i) + ": it has to be -1, 0 or 1");
			}
		}
		return after;
	}

	/** Whether these bits may be set: the ones of administration need that right. */
	static void chmod(User user, CloudObject.Owned object, Kind kind, List<Integer> bits) throws CloudError {
		if (bits.get(2) == 1 || bits.get(5) == 1 || bits.get(8) == 1) {
			allowed(object, kind, user, Right.ADMIN);
		}
	}

	/** After a change of owner or group, -1 for as it is: an administrator may do that, others may give to groups of their own what they manage. */
	static Meta owner(Store store, User user, CloudObject.Owned object, Kind kind, int uid, int gid) throws CloudError {
		var meta = object.meta();
		if (uid >= 0) {
			adminOnly(user, "ADMIN", kind, meta.id());
			existing(store.users.get(uid), Kind.USER, uid);
		}
		if (gid >= 0) {
			existing(store.groups.get(gid), Kind.GROUP, gid);
			if (!user.isAdmin() && !user.groups().contains(gid)) {
				throw refused(user, "USE", Kind.GROUP, gid);
			}
		}
		return meta.withOwner(uid < 0 ? meta.uid() : uid, gid < 0 ? meta.gid() : gid);
	}

	/** After locking, or with level 0 unlocking. */
	static Meta lock(User user, Meta meta, int level, long now) throws CloudError {
		if (level < 0 || level > 4) {
			throw new CloudError(OneError.XML_RPC_API, "Wrong lock level specified");
		}
		return level == 0 ? meta.withLock(0, -1, 0) : meta.withLock(level == 4 ? 1 : level, user.id(), now);
	}
}
