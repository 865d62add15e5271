/** The control channel of our own cloud: what an operator asks of a gateway that nobody can connect to. */
package org.fleetdesk.gateways.agent.internal.control;
