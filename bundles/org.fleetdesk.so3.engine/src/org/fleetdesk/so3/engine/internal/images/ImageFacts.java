package org.fleetdesk.so3.engine.internal.images;

import org.fleetdesk.so3.model.FitImage;
import org.fleetdesk.so3.model.Identity;
import org.fleetdesk.so3.model.SubImage;

/**
 * What the engine remembers of an image's content, so that it is read once. Texts are empty when missing and are untrusted.
 *
 * @param arch    of the payload, in FIT's words, such as {@code arm64}
 * @param capsule whether it needs the AVZ hypervisor
 * @param spid    species id
 * @param meName  the capsule's own name
 * @param problem why the file is no usable image; empty when it is one
 */
public record ImageFacts(String description, String arch, boolean capsule, String spid, String meName, String shortDesc, String problem) {

	static ImageFacts of(FitImage image) {
		var identity = image.identity().orElse(new Identity("", "", ""));
		String arch = image.kernel().map(SubImage::arch).orElse("");
		return new ImageFacts(image.description(), arch, image.capsule(), identity.spid(), identity.name(), identity.shortDescription(), "");
	}

	ImageFacts with(String newProblem) {
		return new ImageFacts(description, arch, capsule, spid, meName, shortDesc, newProblem);
	}

	static ImageFacts broken(String problem) {
		return new ImageFacts("", "", false, "", "", "", problem);
	}
}
