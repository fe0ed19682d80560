//! The one model that is accepted, and that it may differ in nothing that changes a result.

use serde_json::{Value, json};

use super::sample::{keras_model, range, weights};
use crate::TopologyError;
use crate::architecture::tensors;
use crate::file::Quantised;
use crate::package::topology::{expected_layers, ranges, tensors as cut};

const LAYERS: &str = "/modelTopology/model_config/config/layers";
const SPECS: &str = "/weightsManifest/0/weights";

/// The sample after a change.
fn changed(change: impl FnOnce(&mut Value)) -> Result<(), TopologyError> {
    let mut model = keras_model();
    change(&mut model);
    ranges(&model).map(drop)
}

fn list<'a>(model: &'a mut Value, pointer: &str) -> &'a mut Vec<Value> {
    model.pointer_mut(pointer).unwrap().as_array_mut().unwrap()
}

#[test]
fn the_expected_model_is_accepted_with_anything_more_for_training() {
    assert_eq!(expected_layers().len(), 162);
    changed(|_| ()).unwrap();
    changed(|model| {
        model["modelTopology"]["training_config"] = json!({ "loss": "categorical_crossentropy" });
        for layer in list(model, LAYERS) {
            layer["config"]["trainable"] = json!(false);
            layer["config"]["kernel_initializer"] = json!({ "class_name": "VarianceScaling" });
        }
    })
    .unwrap();
}

/// Every value in every layer, one at a time.
#[test]
fn whatever_is_changed_in_a_layer_is_noticed() {
    let mut model = keras_model();
    let mut changes = 0;
    for (at, layer) in expected_layers().iter().enumerate() {
        let name = layer["name"].as_str().unwrap();
        for leaf in leaves(layer, String::new()) {
            let value = list(&mut model, LAYERS)[at].pointer_mut(&leaf).unwrap();
            let original = value.clone();
            *value = match &original {
                Value::Number(number) => json!(number.as_f64().unwrap() + 1.0),
                Value::Bool(truth) => json!(!truth),
                Value::String(text) => json!(format!("{text}_")),
                _ => json!(1),
            };
            assert_eq!(ranges(&model), Err(TopologyError::Layer(name.into())), "{name} {leaf}");
            *list(&mut model, LAYERS)[at].pointer_mut(&leaf).unwrap() = original;
            changes += 1;
        }
    }
    assert!(changes > 2000, "{changes}");
    ranges(&model).unwrap();
}

#[test]
fn whatever_a_layer_lacks_is_noticed() {
    let mut model = keras_model();
    for (at, layer) in expected_layers().iter().enumerate() {
        for place in ["", "/config"] {
            for key in layer.pointer(place).unwrap().as_object().unwrap().keys() {
                let object = list(&mut model, LAYERS)[at].pointer_mut(place).unwrap().as_object_mut().unwrap();
                let value = object.remove(key).unwrap();
                let name = layer["name"].as_str().unwrap();
                assert_eq!(ranges(&model), Err(TopologyError::Layer(name.into())), "{name} without {key}");
                let object = list(&mut model, LAYERS)[at].pointer_mut(place).unwrap().as_object_mut().unwrap();
                object.insert(key.clone(), value);
            }
        }
    }
    ranges(&model).unwrap();
}

/// Pointers to all values that are not objects or arrays with something in them.
fn leaves(value: &Value, pointer: String) -> Vec<String> {
    match value {
        Value::Object(object) if !object.is_empty() => {
            object.iter().flat_map(|(key, value)| leaves(value, format!("{pointer}/{key}"))).collect()
        }
        Value::Array(array) if !array.is_empty() => {
            array.iter().enumerate().flat_map(|(at, value)| leaves(value, format!("{pointer}/{at}"))).collect()
        }
        _ => vec![pointer],
    }
}

#[test]
fn missing_added_and_swapped_layers_are_noticed() {
    let count = |found| Err(TopologyError::Layers { found, expected: 162 });
    assert_eq!(changed(|model| drop(list(model, LAYERS).pop())), count(161));
    assert_eq!(changed(|model| list(model, LAYERS).push(json!({}))), count(163));
    let swapped = changed(|model| list(model, LAYERS).swap(7, 8));
    assert_eq!(swapped, Err(TopologyError::Layer("expanded_conv_depthwise_relu".into())));
    let other_end = changed(|model| {
        model["modelTopology"]["model_config"]["config"]["output_layers"] = json!([["dense_2", 0, 0]]);
    });
    assert_eq!(other_end, Err(TopologyError::Form));
}

#[test]
fn tensors_of_another_kind_are_noticed() {
    let spec = |change: fn(&mut Value)| changed(|model| change(&mut list(model, SPECS)[3]));
    let named = |name: &str| Err(TopologyError::Tensor(name.into()));
    assert_eq!(spec(|spec| spec["name"] = json!("other")), named("other"));
    assert_eq!(spec(|spec| spec["shape"] = json!([16])), named("bn_Conv1/moving_mean"));
    assert_eq!(spec(|spec| spec["shape"] = json!([32, 1])), named("bn_Conv1/moving_mean"));
    assert_eq!(spec(|spec| spec["dtype"] = json!("int32")), named("bn_Conv1/moving_mean"));
    assert_eq!(spec(|spec| spec["quantization"]["dtype"] = json!("uint16")), named("bn_Conv1/moving_mean"));
    assert_eq!(changed(|model| drop(list(model, SPECS).remove(3))), named("bn_Conv1/moving_mean"));
    let twice = changed(|model| {
        let specs = list(model, SPECS);
        specs.push(specs[3].clone());
    });
    assert_eq!(twice, named("bn_Conv1/moving_mean"));
}

#[test]
fn other_forms_are_refused() {
    for pointer in [
        "/modelTopology",
        "/modelTopology/model_config/config/layers",
        "/weightsManifest",
        "/weightsManifest/0/paths",
        "/weightsManifest/0/weights",
        "/weightsManifest/0/weights/3/quantization",
        "/weightsManifest/0/weights/3/quantization/scale",
        "/weightsManifest/0/weights/3/shape",
    ] {
        for other in [json!(null), json!("x"), json!({}), json!({ "x": -1 })] {
            let outcome = changed(|model| *model.pointer_mut(pointer).unwrap() = other.clone());
            assert_eq!(outcome, Err(TopologyError::Form), "{pointer} as {other}");
        }
    }
    let two_groups = changed(|model| {
        let groups = list(model, "/weightsManifest");
        groups.push(groups[0].clone());
    });
    assert_eq!(two_groups, Err(TopologyError::Form));
    assert_eq!(ranges(&json!([])), Err(TopologyError::Form));
}

#[test]
fn tensors_are_found_wherever_the_manifest_puts_them() {
    let weights = weights(50);
    let mut order: Vec<_> = (0..weights.len()).rev().collect();
    order.swap(3, 200);
    let mut model = keras_model();
    let specs = list(&mut model, SPECS).clone();
    *list(&mut model, SPECS) = order.iter().map(|&at| specs[at].clone()).collect();
    let blob: Vec<_> = order.iter().flat_map(|&at| weights[at].clone()).collect();
    let found = ranges(&model).unwrap();
    for ((found, tensor), bytes) in cut(&found, &blob).unwrap().into_iter().zip(tensors()).zip(&weights) {
        let (scale, min) = range(&tensor);
        assert_eq!(found, Quantised { scale, min, bytes }, "{}", tensor.name);
    }
    assert_eq!(cut(&found, &blob[1..]), None);
    assert_eq!(cut(&found, &[&blob[..], &[0]].concat()), None);
}
