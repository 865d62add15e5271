package org.fleetdesk.serverless.engine.internal.cloud;

/**
 * What objects with an owner have in common.
 *
 * @param permissions nine bits, as in {@code chmod}: owner, group, other, each use (4), manage (2), admin (1)
 * @param lock        0 is unlocked, else the level: 1 use, 2 manage, 3 admin and everything below is refused
 * @param lockOwner   who has locked it
 * @param lockTime    when, in seconds of the epoch
 */
public record Meta(int id, int uid, int gid, String name, int permissions, int lock, int lockOwner, long lockTime) {

	/** A new object's, unlocked. */
	public Meta(int id, User owner, String name, int permissions) {
		this(id, owner.id(), owner.gid(), name, permissions, 0, -1, 0);
	}

	public Meta withName(String newName) {
		return new Meta(id, uid, gid, newName, permissions, lock, lockOwner, lockTime);
	}

	public Meta withPermissions(int bits) {
		return new Meta(id, uid, gid, name, bits, lock, lockOwner, lockTime);
	}

	public Meta withOwner(int user, int group) {
		return new Meta(id, user, group, name, permissions, lock, lockOwner, lockTime);
	}

	public Meta withLock(int level, int owner, long time) {
		return new Meta(id, uid, gid, name, permissions, level, owner, time);
	}

	/** Whether the permission bits, or being an administrator, allow it; locks are another matter. */
	public boolean allows(User user, Right right) {
		return user.isAdmin() || user.id() == uid && has(right, 6) || user.groups().contains(gid) && has(right, 3) || has(right, 0);
	}

	private boolean has(Right right, int shift) {
		return (permissions >> shift & right.bit()) != 0;
	}
}
