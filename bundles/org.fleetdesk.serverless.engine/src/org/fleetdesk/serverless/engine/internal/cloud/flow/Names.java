package org.fleetdesk.serverless.engine.internal.cloud.flow;

/** The names of users and groups, by their ids; empty for one that is no more. */
interface Names {

	String user(int uid);

	String group(int gid);
}
