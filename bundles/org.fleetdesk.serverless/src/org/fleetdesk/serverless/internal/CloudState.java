package org.fleetdesk.serverless.internal;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.fleetdesk.serverless.CloudInfo;
import org.fleetdesk.serverless.HostInfo;
import org.fleetdesk.serverless.ServiceInfo;
import org.fleetdesk.serverless.VmInfo;
import org.fleetdesk.serverless.VmSample;

/**
 * All that was read of an engine and its cloud at one moment.
 *
 * @param documents by OpenNebula, or by the engine's list where there is no access to it
 * @param live      whether the engine itself told the states of the functions just now
 * @param services  empty when they cannot be read
 * @param vms       all but those that are done; empty when they cannot be read
 * @param latest    what was measured last of virtual machines, by id
 * @param all       whether the user sees what other users have, so that what is not seen is not there
 * @param notes     what could not be read, by name, as sentences, in display order
 * @param creation  how long a creation may be at work, during which what it makes does not fit together yet
 */
record CloudState(CloudInfo info, List<DocumentInfo> documents, boolean live, Optional<List<ServiceInfo>> services, Optional<List<VmInfo>> vms, Optional<List<HostInfo>> hosts,
		Map<Integer, VmSample> latest, boolean all, Map<String, String> notes, Duration creation) {
}
