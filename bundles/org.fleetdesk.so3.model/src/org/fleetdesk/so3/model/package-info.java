/**
 * SO3's image format: FIT images ({@code .itb}), which are flattened device trees with payloads. {@link org.fleetdesk.so3.model.FitImage} reads and checks
 * one, {@link org.fleetdesk.so3.model.FitWriter} packs one, {@link org.fleetdesk.so3.model.DeviceTree} is the layer below,
 * {@link org.fleetdesk.so3.model.Samples} are some to try. Images come from anybody: whatever the input, reading needs bounded memory, and one pass over the file.
 */
package org.fleetdesk.so3.model;
