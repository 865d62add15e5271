package org.fleetdesk.so3.model;

import java.util.List;

/**
 * A signature node of a sub-image or a configuration. Shown, never verified: that needs the public key in the Smart Object's own boot loader.
 *
 * @param path of the node
 * @param algorithm such as {@code sha256,rsa2048}
 * @param keyName {@code key-name-hint}; empty when missing
 * @param signer {@code signer-name} and {@code signer-version}; empty when missing
 * @param images {@code sign-images}: what a configuration's signature covers
 * @param signed whether there is a value
 */
public record Signature(String path, String algorithm, String keyName, String signer, List<String> images, boolean signed) {

	public Signature {
		images = List.copyOf(images);
	}
}
