/** The agent's files and its composition. */
package org.fleetdesk.gateways.agent.internal;
