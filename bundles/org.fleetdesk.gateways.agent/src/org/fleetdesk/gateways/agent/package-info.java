/** Gateway Engine: the agent on a gateway. It checks in with a device cloud, installs applications and has them supervised. */
package org.fleetdesk.gateways.agent;
