/** The device cloud: Exosite's device, RPC and management APIs of both generations, and Fleetdesk's fleet API, on H2 or PostgreSQL. */
package org.fleetdesk.gateways.engine;
