/** Runs applications and watches them: supervisord, or a supervisor of our own that speaks as it does. */
package org.fleetdesk.gateways.agent.internal.supervise;
