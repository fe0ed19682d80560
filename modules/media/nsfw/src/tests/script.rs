//! Literals of JavaScript: which are read, and that nothing else is.

use serde_json::json;

use super::sample::{Dice, module};
use crate::ScriptError;
use crate::package::script::{exported_string, exported_value};

#[test]
fn plain_literals_are_read() {
    for (literal, expected) in [
        ("{}", json!({})),
        ("{a:1,\"b c\":-2,$d_:[]}", json!({ "a": 1, "b c": -2, "$d_": [] })),
        ("{a:!0,b:!1,c:null}", json!({ "a": true, "b": false, "c": null })),
        ("{a:.5,b:-.25,c:1e3,d:12e-3,e:0}", json!({ "a": 0.5, "b": -0.25, "c": 1000.0, "d": 0.012, "e": 0 })),
        ("{a:10875285170186544e-22}", json!({ "a": 1.0875285170186544e-6 })),
        ("{a:[[[\"input_1\",0,0,{}]]]}", json!({ "a": [[["input_1", 0, 0, {}]]] })),
        ("{'a':'say \"no\"',b:\"it's ä\"}", json!({ "a": "say \"no\"", "b": "it's ä" })),
    ] {
        assert_eq!(exported_value(module(literal).as_bytes()), Ok(expected), "{literal}");
    }
    assert_eq!(exported_string(module("\"YkKN\"").as_bytes()), Ok("YkKN"));
    assert_eq!(exported_string(module("''").as_bytes()), Ok(""));
}

#[test]
fn everything_else_is_refused_where_it_stands() {
    for literal in [
        "{a}",
        "{a:}",
        "{a:1,}",
        "{a:1 }",
        "{ a:1}",
        "{a:1;b:2}",
        "{a:1,a:2}",
        "{,}",
        "{a:[1,]}",
        "{a:[1,,2]}",
        "{a:[}",
        "{a:!2}",
        "{a:!}",
        "{a:nul}",
        "{a:true}",
        "{a:undefined}",
        "{a:void 0}",
        "{a:NaN}",
        "{a:Infinity}",
        "{a:1e999}",
        "{a:0x10}",
        "{a:1_000}",
        "{a:--1}",
        "{a:1.2.3}",
        "{a:.}",
        "{a:-}",
        "{a:e}",
        "{a:\"\\\"\"}",
        "{a:\"\\u0041\"}",
        "{a:\"x\ny\"}",
        "{a:`x`}",
        "{a:\"x'}",
        "{a:\"x\"+\"y\"}",
        "{a:f()}",
        "{a:b}",
        "{[a]:1}",
        "{...a}",
        "{a:/x/}",
        "{a:1}+1",
        "{a:1}.b",
    ] {
        let module = module(literal);
        let start = module.find(literal).unwrap();
        match exported_value(module.as_bytes()).unwrap_err() {
            ScriptError::Malformed { at } => {
                assert!((start + 1..=start + literal.len()).contains(&at), "{literal} at {}", at - start);
            }
            other => panic!("{literal}: {other}"),
        }
    }
    for literal in ["\"a\\nb\"", "\"a\"+\"b\"", "{}"] {
        assert!(matches!(exported_string(module(literal).as_bytes()), Err(ScriptError::Malformed { .. })), "{literal}");
    }
}

#[test]
fn a_literal_that_breaks_off_is_refused_wherever_it_does() {
    let whole = module("{a:[1,!0,null,\"b\"],c:{d:.5}}");
    let start = whole.find("{a:").unwrap();
    let end = whole.find("},{}]}").unwrap();
    for length in start + 1..=end {
        let error = exported_value(&whole.as_bytes()[..length]).unwrap_err();
        assert!(matches!(error, ScriptError::Malformed { .. }), "{length}: {error}");
    }
    exported_value(&whole.as_bytes()[..=end]).unwrap();
}

#[test]
fn exactly_one_literal_is_exported() {
    for module in
        ["", "module.exports=e()", "a.exports={},b.exports={}}", "a.exports=\"b\",c.exports='d'}", "exports={}"]
    {
        assert_eq!(exported_value(module.as_bytes()), Err(ScriptError::Exports), "{module}");
    }
    assert_eq!(exported_value(module("[1]").as_bytes()), Err(ScriptError::Exports));
    assert_eq!(exported_value(b"a.exports={\xff}"), Err(ScriptError::NotText));
}

#[test]
fn nesting_has_a_limit() {
    let nested = |depth: usize| module(&format!("{{a:{}1{}}}", "[".repeat(depth), "]".repeat(depth)));
    exported_value(nested(31).as_bytes()).unwrap();
    assert_eq!(exported_value(nested(32).as_bytes()), Err(ScriptError::TooDeep));
    assert_eq!(exported_value(nested(1_000_000).as_bytes()), Err(ScriptError::TooDeep));
}

#[test]
fn mutants_never_panic() {
    let whole = module("{a:[1,!0,null,\"b\"],c:{d:.5,e:-12e-3},'f':[[[\"x\",0,0,{}]]]}").into_bytes();
    let start = whole.windows(3).position(|window| window == b"{a:").unwrap();
    let mut dice = Dice::new(40);
    let (mut read, mut refused) = (0, 0);
    for _ in 0..20_000 {
        let mut mutant = whole.clone();
        for _ in 0..=dice.below(3) {
            let place = start + dice.below(mutant.len() - start);
            match dice.below(3) {
                0 => mutant[place] = dice.bytes(1)[0],
                1 => mutant[place] = b"{}[]\"',:!01.-en\\"[dice.below(16)],
                _ => drop(mutant.remove(place)),
            }
        }
        match exported_value(&mutant) {
            Ok(_) => read += 1,
            Err(_) => refused += 1,
        }
        exported_string(&mutant).unwrap_err();
    }
    assert!(read > 100 && refused > 100, "{read} read, {refused} refused");
}
