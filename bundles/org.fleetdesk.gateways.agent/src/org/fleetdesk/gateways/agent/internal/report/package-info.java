/** What the agent tells of its machine. */
package org.fleetdesk.gateways.agent.internal.report;
