/** The supervisor of our own: the programs, their states, and supervisord's XML-RPC in front of them. */
package org.fleetdesk.gateways.agent.internal.supervise.own;
