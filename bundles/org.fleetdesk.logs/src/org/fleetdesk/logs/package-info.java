/**
 * Logs: kept in files, readable at any length, fed by sources that come and go.
 * <p>
 * Files of a stream, in a folder of its own: {@code meta.json} (what it is about) and for each run of lines {@code N.log} and {@code N.idx},
 * N being the number of its first line in 16 hex digits. The {@code .log} file is the text as it came, a LF after each line. The {@code .idx} file
 * has 16 bytes a line, big endian: time (8, nanoseconds since 1970), end of the line in the {@code .log} file (4), flags (2, {@link LineFlags}),
 * check (2). Text is written before its index; at opening the two are reconciled, the text counts. Only the newest run is written, and the
 * retention limit removes whole runs from the old end.
 */
package org.fleetdesk.logs;
