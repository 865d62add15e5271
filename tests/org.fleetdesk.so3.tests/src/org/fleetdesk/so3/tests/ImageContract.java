package org.fleetdesk.so3.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.so3.Capability;
import org.fleetdesk.so3.EngineProfile;
import org.fleetdesk.so3.So3Image;
import org.fleetdesk.so3.model.Samples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images: what there is, further names, removal, uploads. */
interface ImageContract extends Contract {

	private So3Image image(String name) throws Exception {
		return session().images().stream().filter(i -> i.is(name)).findFirst().orElseThrow(() -> new AssertionError("no image " + name));
	}

	private boolean there(String name) throws Exception {
		return session().images().stream().anyMatch(i -> i.is(name));
	}

	@Test
	default void listsImages() throws Exception {
		var image = image(peer().named(Peer.IMAGE));
		assertThat(image.id()).isNotBlank();
		assertThat(image.size()).isPositive();
		// the original of 2024 counts from another year than 1970
		assertThat(image.created().isPresent()).isEqualTo(peer().profile() != EngineProfile.EMISO_V2);
		assertThat(image.is(image.id())).isTrue();
		var container = created("user");
		if (!peer().profile().original()) {
			assertThat(container.imageId()).isEqualTo(image.id());
		}
	}

	@Test
	default void describesAnImageWhereItCan() throws Exception {
		String name = peer().named(Peer.IMAGE);
		if (can(Capability.INSPECT_IMAGE, () -> session().inspectImage(name))) {
			assertThat(session().inspectImage(name)).startsWith("{").contains("\"Id\"");
			assertFails(Kind.NOT_FOUND, () -> session().inspectImage("none-of-this-name"));
		}
		if (can(Capability.IMAGE_HISTORY, () -> session().imageHistory(name))) {
			assertThat(session().imageHistory(name)).startsWith("[{");
		}
	}

	@Test
	default void givesFurtherNamesAndTakesThemWhereItCan() throws Exception {
		String name = peer().named(Peer.IMAGE);
		String tag = peer().profile() == EngineProfile.PODMAN ? "localhost/further:v9" : "further:v9";
		if (can(Capability.TAG_IMAGE, () -> session().tag(name, tag))) {
			session().tag(name, tag);
			assertThat(image(tag).id()).isEqualTo(image(name).id());
			session().removeImage(tag);
			assertThat(there(tag)).isFalse();
			assertThat(there(name)).as("the other name stays").isTrue();
		}
	}

	@Test
	default void anImageInUseIsNotRemoved() throws Exception {
		String name = peer().named(Peer.IMAGE);
		if (can(Capability.REMOVE_IMAGE, () -> session().removeImage(name))) {
			running("user");
			assertFails(Kind.CONFLICT, () -> session().removeImage(name));
			assertThat(there(name)).isTrue();
			assertFails(Kind.NOT_FOUND, () -> session().removeImage("none-of-this-name"));
		}
	}

	@Test
	default void takesAnUploadWhereItCan(@TempDir Path folder) throws Exception {
		Path file = folder.resolve("burst.itb");
		Samples.write("burst", file);
		var sent = new AtomicLong();
		if (can(Capability.UPLOAD, () -> session().load(file, "sent", sent::set))) {
			assertThat(session().load(file, "sent", sent::set)).containsExactly("sent");
			assertThat(sent).hasValue(Files.size(file));
			assertThat(image("sent").size()).isEqualTo(Files.size(file));
			session().removeImage("sent");
			assertThat(there("sent")).isFalse();
		}
		assertThat(sent.get() > 0).isEqualTo(session().host().refusal(Capability.UPLOAD).isEmpty());
	}

	@Test
	default void removesWhatNothingNeedsWhereItCan(@TempDir Path folder) throws Exception {
		if (!can(Capability.PRUNE, () -> session().pruneImages())) {
			assertFails(Kind.UNSUPPORTED, () -> session().pruneContainers());
			return;
		}
		running("runs");
		created("stopped");
		session().pruneContainers();
		assertThat(session().containers()).singleElement().satisfies(c -> assertThat(c.name()).isEqualTo("runs"));
		if (session().host().refusal(Capability.UPLOAD).isEmpty()) { // elsewhere the images of the other tests would go
			Path file = folder.resolve("crash.itb");
			Samples.write("crash", file);
			session().load(file, "spare", n -> {
			});
			// what the other tests need is held by a container
			session().create("holder", Peer.OTHER, Map.of());
			var pruned = session().pruneImages();
			assertThat(there("spare")).isFalse();
			assertThat(there(Peer.IMAGE)).isTrue();
			assertThat(there(Peer.OTHER)).isTrue();
			assertThat(pruned.bytes()).isPositive();
		}
	}
}
