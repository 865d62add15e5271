package org.fleetdesk.serverless.engine.internal.cloud;

import java.io.IOException;
import java.util.LinkedHashMap;

import org.fleetdesk.opennebula.wire.OneTemplate;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;

/** Templates as they are kept: a list of pairs, because OpenNebula's own text cannot hold every value as it is. */
final class TemplateJson {

	private TemplateJson() {
	}

	static final class Writer extends JsonSerializer<OneTemplate> {

		@Override
		public void serialize(OneTemplate template, JsonGenerator out, SerializerProvider provider) throws IOException {
			out.writeStartArray();
			for (var attribute : template.attributes()) {
				out.writeStartArray();
				out.writeString(attribute.name());
				switch (attribute) {
				case OneTemplate.Single single -> out.writeString(single.value());
				case OneTemplate.Vector vector -> {
					out.writeStartObject();
					for (var value : vector.values().entrySet()) {
						out.writeStringField(value.getKey(), value.getValue());
					}
					out.writeEndObject();
				}
				}
				out.writeEndArray();
			}
			out.writeEndArray();
		}
	}

	static final class Reader extends JsonDeserializer<OneTemplate> {

		@Override
		public OneTemplate deserialize(JsonParser in, DeserializationContext context) throws IOException {
			var template = new OneTemplate();
			while (in.nextToken() == JsonToken.START_ARRAY) {
				String name = in.nextTextValue();
				if (in.nextToken() == JsonToken.START_OBJECT) {
					var values = new LinkedHashMap<String, String>();
					for (String key = in.nextFieldName(); key != null; key = in.nextFieldName()) {
						values.put(key, in.nextTextValue());
					}
					template.add(name, values);
				} else {
					template.add(name, in.getText());
				}
				in.nextToken();
			}
			return template;
		}
	}
}
