package org.fleetdesk.serverless.engine.internal.cloud;

import java.util.Set;

/**
 * Who asks, after authentication.
 *
 * @param gid    primary group
 * @param groups all groups, the primary one too
 */
public record User(int id, String name, int gid, Set<Integer> groups) {

	/** The group whose members may do everything. */
	public static final int ADMINS = 0;

	public User {
		groups = Set.copyOf(groups);
	}

	/** Whether permissions do not matter. */
	public boolean isAdmin() {
		return id == 0 || groups.contains(ADMINS);
	}
}
