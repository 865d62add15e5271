/**
 * The log viewer: {@link LogViewer} is the widget, everything else is within. A canvas ({@code LogCanvas}) draws the rows that {@code Viewport} says
 * are visible from {@code LineCache}, whose thread alone reads the log.
 */
package org.fleetdesk.ui.logviewer;
