/** Installs application packages, and takes back those that do not live. */
package org.fleetdesk.gateways.agent.internal.install;
