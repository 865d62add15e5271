/** The device cloud as a device sees it (spec/gateways.md 1.1). */
package org.fleetdesk.gateways.agent.internal.cloud;
