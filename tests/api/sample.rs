//! Bodies that fit the document: made from an operation's schema, with the ids that a test wants to see in them.

use serde_json::{Map, Value, json};

/// Deepest nesting that is filled.
const DEEPEST: usize = 6;

/// Makes values by the schemas of a document.
pub struct Sampler<'a> {
    /// The whole document, for references.
    pub document: &'a Value,
    /// The value for a field of this name, if the test wants one.
    pub named: &'a dyn Fn(&str) -> Option<Value>,
    /// Whether fields that may be absent are.
    pub sparse: bool,
}

impl Sampler<'_> {
    /// A JSON body of an operation, if it takes one.
    pub fn body(&self, operation: &Value) -> Option<Value> {
        let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
        (!schema.is_null()).then(|| self.value("", schema, 0))
    }

    fn value(&self, name: &str, schema: &Value, depth: usize) -> Value {
        if let Some(reference) = schema["$ref"].as_str() {
            let found = reference.trim_start_matches("#/").split('/').fold(self.document, |at, part| &at[part]);
            return self.value(name, found, depth + 1);
        }
        if let Some(named) = (self.named)(name).filter(|_| !is_kind(schema, "object")) {
            return if is_kind(schema, "array") { json!([named]) } else { named };
        }
        if depth > DEEPEST {
            return Value::Null;
        }
        if let Some(all) = schema["allOf"].as_array() {
            let parts = all.iter().filter_map(|part| self.value(name, part, depth + 1).as_object().cloned());
            let own = self.object(schema, depth);
            return Value::Object(parts.chain([own]).flatten().collect());
        }
        for choice in ["oneOf", "anyOf"] {
            if let Some(schema) = schema[choice].as_array().and_then(|all| all.iter().find(|one| !is_kind(one, "null")))
            {
                return self.value(name, schema, depth + 1);
            }
        }
        if let Some(word) = schema["enum"].as_array().and_then(|words| words.first()) {
            return word.clone();
        }
        match () {
            () if is_kind(schema, "object") || schema.get("properties").is_some() => {
                Value::Object(self.object(schema, depth))
            }
            () if is_kind(schema, "array") => json!([self.value(name, &schema["items"], depth + 1)]),
            () if is_kind(schema, "integer") || is_kind(schema, "number") => {
                schema.get("minimum").cloned().unwrap_or(json!(1))
            }
            () if is_kind(schema, "boolean") => json!(true),
            () if is_kind(schema, "string") => text(schema),
            () => Value::Null,
        }
    }

    fn object(&self, schema: &Value, depth: usize) -> Map<String, Value> {
        let required: Vec<_> = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let fields = schema["properties"].as_object().into_iter().flatten();
        let wanted = fields.filter(|(name, _)| !self.sparse || required.contains(&name.as_str()));
        wanted.map(|(name, inner)| (name.clone(), self.value(name, inner, depth + 1))).collect()
    }
}

/// `type` is a word, or a list of words where `null` is one.
fn is_kind(schema: &Value, kind: &str) -> bool {
    match &schema["type"] {
        Value::String(one) => one == kind,
        Value::Array(several) => several.iter().any(|one| one == kind),
        _ => false,
    }
}

fn text(schema: &Value) -> Value {
    match schema["format"].as_str() {
        Some("date") => json!("1994-05-17"),
        Some("date-time") => json!("2026-01-01T00:00:00Z"),
        Some("uuid") => json!("0197a3c4-5b6e-7f10-8a2b-3c4d5e6f7081"),
        _ => json!("some words"),
    }
}

#[test]
fn a_body_has_what_its_schema_asks_for() {
    let document = json!({ "components": { "schemas": { "Kind": { "type": "string", "enum": ["a", "b"] } } } });
    let schema = json!({ "requestBody": { "content": { "application/json": { "schema": {
        "type": "object", "required": ["kind", "whom"], "properties": {
            "kind": { "$ref": "#/components/schemas/Kind" },
            "whom": { "type": "string", "format": "uuid" },
            "ids": { "type": ["array", "null"], "items": { "type": "string" } },
            "either": { "oneOf": [{ "type": "null" }, { "type": "integer", "minimum": 18 }] },
        },
    } } } } });
    let named = |name: &str| ["whom", "ids"].contains(&name).then(|| json!("them"));
    let body = |sparse| Sampler { document: &document, named: &named, sparse }.body(&schema).unwrap();
    assert_eq!(body(true), json!({ "kind": "a", "whom": "them" }));
    assert_eq!(body(false), json!({ "kind": "a", "whom": "them", "ids": ["them"], "either": 18 }));
}
