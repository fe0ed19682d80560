//! The server's log: lines for people, or a JSON object a line.

use std::fmt;

use anyhow::Context;
use tracing::field::{Field, Visit};
use tracing_subscriber::field::RecordFields;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::FormattedFields;
use tracing_subscriber::fmt::format::{FormatFields, Writer};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::settings::{LogFormat, LogSettings};

/// Starts the log of this process; only the first call counts.
pub fn start(settings: &LogSettings) -> anyhow::Result<()> {
    let filter: Targets = settings.level.parse().context("log.level")?;
    let lines = tracing_subscriber::registry().with(filter);
    match settings.format {
        LogFormat::Text => {
            lines.with(tracing_subscriber::fmt::layer().with_target(false).with_writer(std::io::stderr)).init();
        }
        LogFormat::Json => {
            let layer = tracing_subscriber::fmt::layer().json().fmt_fields(SpanFields).with_writer(std::io::stderr);
            lines.with(layer).init();
        }
    }
    Ok(())
}

/// Writes a span's fields as a JSON object. Every request has a span, and most requests log nothing: this costs a
/// fraction of what building a tree of JSON values and printing that does.
struct SpanFields;

impl<'writer> FormatFields<'writer> for SpanFields {
    fn format_fields<R: RecordFields>(&self, writer: Writer<'writer>, fields: R) -> fmt::Result {
        let mut object = Object { writer, first: true, outcome: Ok(()) };
        object.put("{");
        fields.record(&mut object);
        object.put("}");
        object.outcome
    }

    fn add_fields(&self, known: &'writer mut FormattedFields<Self>, fields: &tracing::span::Record<'_>) -> fmt::Result {
        let first = known.fields.len() <= "{}".len();
        known.fields.pop();
        if first {
            known.fields.clear();
            known.fields.push('{');
        }
        let mut object = Object { writer: known.as_writer(), first, outcome: Ok(()) };
        fields.record(&mut object);
        object.put("}");
        object.outcome
    }
}

struct Object<'writer> {
    writer: Writer<'writer>,
    first: bool,
    outcome: fmt::Result,
}

impl Object<'_> {
    fn put(&mut self, text: &str) {
        self.outcome = self.outcome.and_then(|()| self.writer.write_str(text));
    }

    fn name(&mut self, field: &Field) {
        let comma = if std::mem::take(&mut self.first) { "\"" } else { ",\"" };
        self.put(comma);
        self.put(field.name());
        self.put("\":");
    }

    fn text(&mut self, text: &str) {
        if text.bytes().all(|byte| matches!(byte, 0x20..=0x7e) && byte != b'"' && byte != b'\\') {
            self.put("\"");
            self.put(text);
            self.put("\"");
        } else {
            self.put(&serde_json::Value::from(text).to_string());
        }
    }

    fn value(&mut self, field: &Field, value: impl fmt::Display) {
        self.name(field);
        self.outcome = self.outcome.and_then(|()| write!(self.writer, "{value}"));
    }
}

impl Visit for Object<'_> {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.name(field);
        self.text(value);
    }
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.name(field);
        self.text(&format!("{value:?}"));
    }
    fn record_u64(&mut self, field: &Field, value: u64) {
        self.value(field, value);
    }
    fn record_i64(&mut self, field: &Field, value: i64) {
        self.value(field, value);
    }
    fn record_bool(&mut self, field: &Field, value: bool) {
        self.value(field, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io;
    use std::sync::{Arc, Mutex, PoisonError};

    #[derive(Clone, Default)]
    struct Written(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Written {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_line_carries_the_fields_of_its_spans_whatever_they_hold() {
        let written = Written::default();
        let writer = written.clone();
        let layer = tracing_subscriber::fmt::layer().json().fmt_fields(SpanFields).with_writer(move || writer.clone());
        tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), || {
            let odd = "a \"quoted\" \\ line\nwith ünicode\u{7}";
            let span =
                tracing::info_span!("request", route = "/a/{b}", odd, n = 7, yes = true, late = tracing::field::Empty);
            let _inside = span.enter();
            span.record("late", "x\"y");
            tracing::info!("said");
            let empty = tracing::info_span!("empty", late = tracing::field::Empty);
            let _inside = empty.enter();
            empty.record("late", 3);
            tracing::info!("said again");
        });
        let text = String::from_utf8(written.0.lock().unwrap().clone()).unwrap();
        let lines: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let span = &lines.first().unwrap()["span"];
        assert_eq!((&span["route"], &span["n"], &span["yes"]), (&"/a/{b}".into(), &7.into(), &true.into()));
        assert_eq!(span["odd"], "a \"quoted\" \\ line\nwith ünicode\u{7}");
        assert_eq!(span["late"], "x\"y");
        let spans = lines.last().unwrap()["spans"].as_array().unwrap();
        assert_eq!((&spans[0]["route"], &spans[1]["late"]), (&"/a/{b}".into(), &3.into()));
    }
}
