/** Store and forward for the applications of a gateway (GMQ, spec/gateways.md 2.5): what they write is kept on disk and sent to the device cloud when that can be reached. */
package org.fleetdesk.gateways.agent.internal.gmq;
