//! The literal that a JavaScript module exports, read without running anything.
//!
//! The modules are what browserify and terser make of `module.exports = <literal>`: a loader, and in it
//! `function(e,a,n){a.exports=<literal>}`. The literals are of the plainest kind: objects, arrays, numbers, `null`,
//! `!0` and `!1`, and strings without a single escape; whatever else JavaScript knows is refused.

use serde_json::{Map, Number, Value};

/// Deepest nesting of objects and arrays. The real model has 10.
const MAX_DEPTH: usize = 32;

/// Why a module is not understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScriptError {
    /// Not UTF-8.
    #[error("the module is not text")]
    NotText,
    /// Nothing is exported, or not exactly one literal.
    #[error("the module does not export exactly one literal")]
    Exports,
    /// The literal breaks off, or has something that is not expected.
    #[error("the module's literal is not understood at byte {at}")]
    Malformed {
        /// Where, from the module's begin.
        at: usize,
    },
    /// The literal is nested too deeply.
    #[error("the module's literal is nested too deeply")]
    TooDeep,
}

/// The one literal that a module exports.
///
/// # Errors
/// See [`ScriptError`].
pub fn exported_value(module: &[u8]) -> Result<Value, ScriptError> {
    let mut cursor = find(module)?;
    let value = cursor.value(0)?;
    cursor.expect('}')?;
    Ok(value)
}

/// The one literal that a module exports, if it is a string.
///
/// # Errors
/// See [`ScriptError`].
pub fn exported_string(module: &[u8]) -> Result<&str, ScriptError> {
    let mut cursor = find(module)?;
    let string = cursor.string()?;
    cursor.expect('}')?;
    Ok(string)
}

/// Where the one literal begins; the brace of the function around it follows.
fn find(module: &[u8]) -> Result<Cursor<'_>, ScriptError> {
    const MARK: &str = ".exports=";
    let text = std::str::from_utf8(module).map_err(|_| ScriptError::NotText)?;
    let literal = |at: usize| text.get(at..).is_some_and(|rest| rest.starts_with(['{', '"', '\'']));
    let mut starts = text.match_indices(MARK).map(|(at, mark)| at + mark.len()).filter(|&at| literal(at));
    match (starts.next(), starts.next()) {
        (Some(at), None) => Ok(Cursor { text, at }),
        _ => Err(ScriptError::Exports),
    }
}

/// A place in the text.
struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    fn value(&mut self, depth: usize) -> Result<Value, ScriptError> {
        if depth > MAX_DEPTH {
            return Err(ScriptError::TooDeep);
        }
        match self.peek() {
            Some('{') => self.object(depth),
            Some('[') => self.array(depth),
            Some('"' | '\'') => Ok(Value::String(self.string()?.to_owned())),
            Some('!') => self.boolean(),
            Some('n') => self.null(),
            _ => self.number(),
        }
    }

    fn object(&mut self, depth: usize) -> Result<Value, ScriptError> {
        let mut object = Map::new();
        self.list('{', '}', |cursor| {
            let key = match cursor.peek() {
                Some('"' | '\'') => cursor.string()?,
                _ => cursor.some(|letter| letter.is_ascii_alphanumeric() || letter == '_' || letter == '$')?,
            };
            cursor.expect(':')?;
            // JavaScript lets the last of two equal keys win; here none may hide another.
            let value = cursor.value(depth + 1)?;
            object.insert(key.to_owned(), value).map_or(Ok(()), |_| Err(cursor.malformed()))
        })?;
        Ok(Value::Object(object))
    }

    fn array(&mut self, depth: usize) -> Result<Value, ScriptError> {
        let mut array = Vec::new();
        self.list('[', ']', |cursor| {
            array.push(cursor.value(depth + 1)?);
            Ok(())
        })?;
        Ok(Value::Array(array))
    }

    /// Items between brackets, with commas between them.
    fn list(
        &mut self,
        open: char,
        close: char,
        mut item: impl FnMut(&mut Self) -> Result<(), ScriptError>,
    ) -> Result<(), ScriptError> {
        self.expect(open)?;
        if self.peek() == Some(close) {
            return self.expect(close);
        }
        loop {
            item(self)?;
            if self.peek() == Some(close) {
                return self.expect(close);
            }
            self.expect(',')?;
        }
    }

    fn string(&mut self) -> Result<&'a str, ScriptError> {
        let quote = self.peek().filter(|letter| matches!(letter, '"' | '\'')).ok_or(self.malformed())?;
        self.expect(quote)?;
        let rest = self.rest();
        let end = rest.find([quote, '\\', '\n', '\r']).ok_or(self.malformed())?;
        let string = rest.get(..end).ok_or(self.malformed())?;
        self.at += end;
        self.expect(quote)?;
        Ok(string)
    }

    fn boolean(&mut self) -> Result<Value, ScriptError> {
        self.expect('!')?;
        let truth = self.peek() == Some('0');
        self.expect(if truth { '0' } else { '1' })?;
        Ok(Value::Bool(truth))
    }

    fn null(&mut self) -> Result<Value, ScriptError> {
        "null".chars().try_for_each(|letter| self.expect(letter))?;
        Ok(Value::Null)
    }

    /// A decimal number; a whole one without point and exponent stays whole.
    fn number(&mut self) -> Result<Value, ScriptError> {
        let start = self.malformed();
        let digits = self.some(|letter| letter.is_ascii_digit() || matches!(letter, '.' | '-' | '+' | 'e'))?;
        if let Ok(whole) = digits.parse::<i64>() {
            return Ok(Value::Number(whole.into()));
        }
        let number = digits.parse().ok().and_then(Number::from_f64).ok_or(start)?;
        Ok(Value::Number(number))
    }

    /// One or more letters of a kind.
    fn some(&mut self, kind: impl Fn(char) -> bool) -> Result<&'a str, ScriptError> {
        let rest = self.rest();
        let end = rest.find(|letter| !kind(letter)).unwrap_or(rest.len());
        let found = rest.get(..end).filter(|found| !found.is_empty()).ok_or(self.malformed())?;
        self.at += end;
        Ok(found)
    }

    fn expect(&mut self, letter: char) -> Result<(), ScriptError> {
        if self.peek() != Some(letter) {
            return Err(self.malformed());
        }
        self.at += letter.len_utf8();
        Ok(())
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn malformed(&self) -> ScriptError {
        ScriptError::Malformed { at: self.at }
    }
}
