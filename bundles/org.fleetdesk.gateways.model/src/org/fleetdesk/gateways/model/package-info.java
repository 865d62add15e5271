/**
 * What gateways and their cloud exchange: application packages ({@code NAME.vVERSION.tar.gz}), which {@link org.fleetdesk.gateways.model.PackageInspector}
 * checks and {@link org.fleetdesk.gateways.model.PackageUnpacker} unpacks. Packages come from anybody and are installed by root: whatever the input, reading
 * needs bounded memory, and nothing is written outside of the folder that was named.
 */
package org.fleetdesk.gateways.model;
