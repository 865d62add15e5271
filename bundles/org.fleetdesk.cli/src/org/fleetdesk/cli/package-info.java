/**
 * The command line. It brings the commands that know no domain ({@code connection}, {@code deploy}, {@code task}, {@code audit}, {@code local},
 * {@code samples}); domains contribute the others ({@code container}, {@code image}, {@code logs}) as {@link CommandContribution}s.
 */
package org.fleetdesk.cli;
