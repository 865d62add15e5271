package org.fleetdesk.serverless.engine.internal.cloud;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

import org.fleetdesk.engine.PasswordHash;
import org.fleetdesk.opennebula.OneError;
import org.fleetdesk.opennebula.wire.OneTemplate;
import org.fleetdesk.serverless.engine.internal.cloud.Access.Kind;
import org.fleetdesk.serverless.engine.internal.cloud.UserObject.Token;

/** Users, groups, passwords and login tokens. */
public final class Users {

	/** The user itself. */
	public static final int SELF = -1;
	/** The group of users who are made without one. */
	static final int USERS = 1;
	private static final int REMEMBERED = 10_000;
	private static final int MOST_TOKENS = 100;

	private final Store store;
	private final Timeline timeline;
	private final int hashing;
	/** Digests of sessions that the slow hash has verified, with the hash that it was: paid once and not at each call. */
	private final Map<String, String> verified = new ConcurrentHashMap<>();

	Users(Store store, Timeline timeline, int hashing) {
		this.store = store;
		this.timeline = timeline;
		this.hashing = hashing;
	}

	/** Makes the groups and the administrator where they are missing, or gives the administrator another password. */
	void prepare(String admin, String password) throws CloudError {
		var kept = store.read(() -> store.users.get(0));
		if (kept.isPresent() && kept.get().name().equals(admin) && PasswordHash.parse(kept.get().password()).matches(password)) {
			return;
		}
		String hash = PasswordHash.of(password, hashing).toString();
		store.atomically(() -> {
			if (store.groups.get(0).isEmpty()) {
				store.groups.put(new GroupObject(0, "oneadmin"));
				store.groups.put(new GroupObject(USERS, "users"));
			}
			store.users.put(kept.map(u -> new UserObject(0, admin, hash, true, u.groups(), u.tokens(), u.template()))
					.orElseGet(() -> new UserObject(0, admin, hash, true, List.of(0), List.of(), new OneTemplate())));
			return null;
		});
	}

	/**
	 * Who a session is of.
	 *
	 * @param session name, colon, password or login token
	 * @throws CloudError AUTHENTICATION when it proves nobody
	 */
	public User authenticate(String session) throws CloudError {
		int colon = session.indexOf(':');
		var user = colon < 0 ? Optional.<UserObject>empty() : store.read(() -> byName(session.substring(0, colon)));
		if (user.isEmpty() || !user.get().enabled() || session.length() > 2000) {
			throw unknown();
		}
		String secret = session.substring(colon + 1);
		String digest = PasswordHash.digest(secret);
		var token = user.get().tokens().stream().filter(t -> t.digest().equals(digest) && isValid(t)).findFirst();
		if (token.isPresent()) {
			int group = token.get().group();
			return group < 0 ? user.get().user() : new User(user.get().id(), user.get().name(), group, Set.of(group));
		}
		String key = PasswordHash.digest(session);
		String hash = user.get().password();
		if (!hash.equals(verified.get(key))) {
			if (verified.size() >= REMEMBERED) {
				verified.clear();
			}
			// one at a time: the others that come with the same find it done
			var now = verified.compute(key, (k, known) -> hash.equals(known) || !secret.isEmpty() && PasswordHash.parse(hash).matches(secret) ? hash : null);
			if (now == null) {
				throw unknown();
			}
		}
		return user.get().user();
	}

	private static CloudError unknown() {
		return new CloudError(OneError.AUTHENTICATION, "User couldn't be authenticated, aborting call.");
	}

	private boolean isValid(Token token) {
		return token.expires() < 0 || token.expires() > timeline.now().getEpochSecond();
	}

	private Optional<UserObject> byName(String name) {
		return store.users.all().stream().filter(u -> u.name().equals(name)).findFirst();
	}

	/** The administrator, who may do everything. */
	public User admin() {
		return store.read(() -> store.users.get(0)).orElseThrow().user();
	}

	/**
	 * A user, to act in that user's name.
	 *
	 * @throws CloudError NO_EXISTS
	 */
	public User user(int id) throws CloudError {
		return Access.existing(store.read(() -> store.users.get(id)), Kind.USER, id).user();
	}

	/** The name of a user; empty when there is none. */
	public String userName(int id) {
		return store.read(() -> store.users.get(id)).map(UserObject::name).orElse("");
	}

	/** The name of a group; empty when there is none. */
	public String groupName(int id) {
		return store.read(() -> store.groups.get(id)).map(GroupObject::name).orElse("");
	}

	/** A user as users see each other: the own one, and for an administrator all. */
	UserObject get(User asking, int id) throws CloudError {
		int which = id == SELF ? asking.id() : id;
		var user = Access.existing(store.read(() -> store.users.get(which)), Kind.USER, which);
		if (which != asking.id()) {
			Access.adminOnly(asking, "USE", Kind.USER, which);
		}
		return user;
	}

	List<UserObject> list(User asking) {
		return store.read(() -> store.users.newestFirst().stream().filter(u -> asking.isAdmin() || u.id() == asking.id()).toList());
	}

	List<GroupObject> groups(User asking) {
		return store.read(() -> store.groups.newestFirst().stream().filter(g -> asking.isAdmin() || asking.groups().contains(g.id())).toList());
	}

	GroupObject group(User asking, int id) throws CloudError {
		int which = id == SELF ? asking.gid() : id;
		var group = Access.existing(store.read(() -> store.groups.get(which)), Kind.GROUP, which);
		if (!asking.groups().contains(which)) {
			Access.adminOnly(asking, "USE", Kind.GROUP, which);
		}
		return group;
	}

	List<Integer> members(int group) {
		return store.read(() -> store.users.all().stream().filter(u -> u.groups().contains(group)).map(UserObject::id).toList());
	}

	/**
	 * Makes a user.
	 *
	 * @param groups the primary one first; empty: users
	 * @return the id
	 */
	public int allocate(User asking, String name, String password, List<Integer> groups) throws CloudError {
		Access.adminOnly(asking, "CREATE", Kind.USER, -1);
		String before = "Error allocating a new user. ";
		if (name.isBlank() || name.contains(":") || name.chars().anyMatch(Character::isISOControl) || name.length() > 128) {
			throw new CloudError(OneError.INTERNAL, before + "Invalid NAME, it cannot be empty or contain a colon");
		}
		if (password.isBlank()) {
			throw new CloudError(OneError.INTERNAL, before + "Invalid password, it cannot be empty");
		}
		String hash = PasswordHash.of(password, hashing).toString();
		return store.atomically(() -> {
			var taken = byName(name);
			if (taken.isPresent()) {
				throw new CloudError(OneError.INTERNAL, before + "NAME is already taken by USER " + taken.get().id() + ".");
			}
			for (int group : groups) {
				Access.existing(store.groups.get(group), Kind.GROUP, group);
			}
			int id = Math.max(2, store.users.nextId()); // 1 is OpenNebula's own serveradmin
			store.users.put(new UserObject(id, name, hash, true, groups.isEmpty() ? List.of(USERS) : groups, List.of(), new OneTemplate()));
			return id;
		});
	}

	int allocateGroup(User asking, String name) throws CloudError {
		Access.adminOnly(asking, "CREATE", Kind.GROUP, -1);
		String clean = Access.name(name, OneError.INTERNAL);
		return store.atomically(() -> {
			if (store.groups.all().stream().anyMatch(g -> g.name().equals(clean))) {
				throw new CloudError(OneError.INTERNAL, "Error allocating a new group. NAME is already taken.");
			}
			int id = Math.max(100, store.groups.nextId());
			store.groups.put(new GroupObject(id, clean));
			return id;
		});
	}

	void delete(User asking, int id) throws CloudError {
		Access.adminOnly(asking, "MANAGE", Kind.USER, id);
		store.atomically(() -> {
			Access.existing(store.users.get(id), Kind.USER, id);
			if (id == 0) {
				throw new CloudError(OneError.ACTION, "Cannot delete user. oneadmin cannot be deleted.", id);
			}
			store.users.remove(id);
			return null;
		});
	}

	void password(User asking, int id, String password) throws CloudError {
		int which = id == SELF ? asking.id() : id;
		if (which != asking.id()) {
			Access.adminOnly(asking, "MANAGE", Kind.USER, which);
		}
		if (password.isBlank()) {
			throw new CloudError(OneError.INTERNAL, "Invalid password, it cannot be empty");
		}
		String hash = PasswordHash.of(password, hashing).toString();
		change(which, u -> u.withPassword(hash));
	}

	void update(User asking, int id, OneTemplate template, boolean append) throws CloudError {
		int which = id == SELF ? asking.id() : id;
		if (which != asking.id()) {
			Access.adminOnly(asking, "MANAGE", Kind.USER, which);
		}
		change(which, u -> u.withTemplate(append ? u.template().copy().merge(template) : template));
	}

	void enable(User asking, int id, boolean enabled) throws CloudError {
		Access.adminOnly(asking, "ADMIN", Kind.USER, id);
		change(id, u -> u.withEnabled(enabled || u.id() == 0));
	}

	/** Another primary group. */
	void changeGroup(User asking, int id, int group) throws CloudError {
		Access.adminOnly(asking, "MANAGE", Kind.USER, id);
		Access.existing(store.read(() -> store.groups.get(group)), Kind.GROUP, group);
		change(id, u -> {
			var groups = new ArrayList<>(List.of(group));
			u.groups().stream().skip(1).filter(g -> g != group).forEach(groups::add);
			return u.withGroups(groups);
		});
	}

	private void change(int id, UnaryOperator<UserObject> change) throws CloudError {
		store.atomically(() -> {
			store.users.put(change.apply(Access.existing(store.users.get(id), Kind.USER, id)));
			return null;
		});
	}

	/**
	 * Makes or revokes a login token.
	 *
	 * @param name    of the user: the asking one, or an administrator's choice
	 * @param token   empty: a new one; with 0 seconds: all are revoked
	 * @param seconds how long it is valid, -1 for ever, 0 revokes it
	 * @param group   whose rights it gives, -1 all of the user's
	 * @return the token; empty when it was revoked
	 */
	public String login(User asking, String name, String token, int seconds, int group) throws CloudError {
		var user = store.read(() -> byName(name)).orElseThrow(() -> new CloudError(OneError.NO_EXISTS, "Error getting user [" + name + "].", -1));
		if (user.id() != asking.id()) {
			Access.adminOnly(asking, "MANAGE", Kind.USER, user.id());
		}
		if (seconds < -1 || token.length() > 500) {
			throw new CloudError(OneError.XML_RPC_API, "Wrong valid period for token: it has to be -1, 0 or a number of seconds");
		}
		if (group >= 0 && !user.groups().contains(group)) {
			throw new CloudError(OneError.XML_RPC_API, "EGID is not in user group list");
		}
		String made = token.isEmpty() && seconds != 0 ? random() : token;
		String digest = PasswordHash.digest(made);
		long now = timeline.now().getEpochSecond();
		return store.atomically(() -> {
			var kept = Access.existing(store.users.get(user.id()), Kind.USER, user.id());
			var tokens = new ArrayList<>(kept.tokens());
			tokens.removeIf(t -> !isValid(t) || t.digest().equals(digest) || seconds == 0 && token.isEmpty());
			if (seconds != 0) {
				if (tokens.size() >= MOST_TOKENS) {
					throw new CloudError(OneError.INTERNAL, "Max number of tokens limit reached: " + MOST_TOKENS);
				}
				tokens.add(new Token(digest, seconds < 0 ? -1 : now + seconds, group));
			}
			store.users.put(kept.withTokens(tokens));
			return seconds == 0 ? "" : made;
		});
	}

	private static String random() {
		byte[] secret = new byte[32];
		new SecureRandom().nextBytes(secret);
		return HexFormat.of().formatHex(secret);
	}
}
