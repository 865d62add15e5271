package org.fleetdesk.serverless.engine.internal.cloud;

import com.fasterxml.jackson.annotation.JsonIgnore;

/** What the cloud keeps. Objects never change: a change puts a new one into the place of the old one. */
public sealed interface CloudObject permits GroupObject, UserObject, HostObject, CloudObject.Owned {

	int id();

	/** What has an owner, a name and permissions. */
	sealed interface Owned extends CloudObject permits DocumentObject, TemplateObject, VmObject {

		Meta meta();

		@Override
		@JsonIgnore
		default int id() {
			return meta().id();
		}

		@JsonIgnore
		default String name() {
			return meta().name();
		}
	}
}
