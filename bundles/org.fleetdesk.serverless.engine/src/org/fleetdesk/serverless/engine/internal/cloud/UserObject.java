package org.fleetdesk.serverless.engine.internal.cloud;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.fleetdesk.opennebula.wire.OneTemplate;

/**
 * A user as the cloud keeps it.
 *
 * @param password hash of the password, see {@link Secrets}
 * @param groups   all of them, the primary one first
 * @param template the user's own attributes
 */
public record UserObject(int id, String name, String password, boolean enabled, List<Integer> groups, List<Token> tokens, OneTemplate template) implements CloudObject {

	/**
	 * A login token; it is as good as the password until it expires.
	 *
	 * @param digest of the token, which is kept nowhere
	 * @param expires in seconds of the epoch, -1 never
	 * @param group   whose rights it has, -1 for all of the user's groups
	 */
	public record Token(String digest, long expires, int group) {
	}

	public UserObject {
		groups = List.copyOf(groups);
		tokens = List.copyOf(tokens);
	}

	int gid() {
		return groups.getFirst();
	}

	User user() {
		return new User(id, name, gid(), Set.copyOf(groups));
	}

	UserObject withTokens(List<Token> list) {
		return new UserObject(id, name, password, enabled, groups, list, template);
	}

	UserObject withPassword(String hash) {
		return new UserObject(id, name, hash, enabled, groups, tokens, template);
	}

	UserObject withEnabled(boolean on) {
		return new UserObject(id, name, password, on, groups, tokens, template);
	}

	UserObject withTemplate(OneTemplate attributes) {
		return new UserObject(id, name, password, enabled, groups, tokens, attributes);
	}

	UserObject withGroups(List<Integer> list) {
		return new UserObject(id, name, password, enabled, new ArrayList<>(list), tokens, template);
	}
}
