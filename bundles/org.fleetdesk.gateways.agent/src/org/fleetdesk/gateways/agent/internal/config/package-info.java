/** Gateway.cfg and Engine.config. */
package org.fleetdesk.gateways.agent.internal.config;
