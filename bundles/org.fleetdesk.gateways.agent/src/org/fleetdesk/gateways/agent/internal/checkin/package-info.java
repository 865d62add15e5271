/** The check-in loop: reports, commands, downloads, and the journal that outlives a kill (spec/gateways.md 2.1, 2.2). */
package org.fleetdesk.gateways.agent.internal.checkin;
