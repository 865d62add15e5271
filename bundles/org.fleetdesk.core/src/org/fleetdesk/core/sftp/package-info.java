/** SSH servers that belong to a connection, by SFTP: where they are, how they are trusted, and who signs in. */
package org.fleetdesk.core.sftp;
