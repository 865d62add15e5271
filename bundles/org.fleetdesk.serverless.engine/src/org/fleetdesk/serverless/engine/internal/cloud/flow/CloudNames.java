package org.fleetdesk.serverless.engine.internal.cloud.flow;

import org.fleetdesk.serverless.engine.internal.cloud.Cloud;

/** As a cloud has them. */
record CloudNames(Cloud cloud) implements Names {

	@Override
	public String user(int uid) {
		return cloud.users().userName(uid);
	}

	@Override
	public String group(int gid) {
		return cloud.users().groupName(gid);
	}
}
