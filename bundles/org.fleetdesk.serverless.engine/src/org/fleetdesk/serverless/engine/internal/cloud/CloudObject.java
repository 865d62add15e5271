package org.fleetdesk.serverless.engine.internal.cloud;

import org.fleetdesk.opennebula.wire.OneTemplate;

import com.fasterxml.jackson.annotation.JsonIgnore;

/** What the cloud keeps. Objects never change: a change puts a new one into the place of the old one. */
public sealed interface CloudObject permits GroupObject, UserObject, HostObject, CloudObject.Owned {

	int id();

	/** What has an owner, a name and permissions. */
	sealed interface Owned extends CloudObject permits Templated, VmObject {

		Meta meta();

		Owned with(Meta newMeta);

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

	/** What consists of a template. */
	sealed interface Templated extends Owned permits DocumentObject, TemplateObject {

		/** Not to be changed: copy it first. */
		OneTemplate template();

		@Override
		Templated with(Meta newMeta);

		Templated with(OneTemplate newTemplate);
	}
}
