/** The command line of the agent, {@code gwe}. */
package org.fleetdesk.gateways.agent.internal.cli;
